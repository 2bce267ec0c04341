import type { KnownScan } from '../../circulation/evidence.ts'
import type { Outcome, ReplayQuestion } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { StoredEntry } from '../../sync/hub/ports.ts'
import { dayIn } from '../../sync/station/desk-place.ts'
import { isContradictory, type PossibleScan } from '../oracle/contradictory.ts'
import type { Standing } from '../oracle/standing.ts'
import { type PlainEvent, plainEvents, type TrueEvent } from '../oracle/true-events.ts'
import { beginning } from './beginning.ts'
import { type Difference, differences } from './differences.ts'
import { zone } from './first-morning.ts'
import { type KnownTimes, knownTimes, timesAtReceipt } from './known-times.ts'
import { libraryStanding } from './library-standing.ts'
import { possibleTruths, standingAfter, withOffers } from './possible-truths.ts'
import { keyOf } from './simulated-station.ts'
import type { SmallWorld } from './small-world.ts'
import { onTheLabel } from './truth-of-entry.ts'
import { type Undeclared, undeclared } from './undeclared.ts'

/** What came of some days, against what truly happened. */
export interface Verdict {
  readonly differences: readonly Difference[]
  readonly undeclared: Undeclared
  /** Entries without an outcome, and entries with more than one or with two traces in the library. */
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  /** Items that nobody can know of. */
  readonly contradictory: ReadonlySet<string>
  /** Questions that remained open though the answer can be known: about an order that is certain, or about what the library has. */
  readonly unneeded: readonly string[]
  readonly stored: readonly StoredEntry[]
  /** Every outcome that an entry was ever given. */
  readonly given: Given
  readonly truth: Standing
  readonly library: Standing
  readonly events: readonly PlainEvent[]
}

export async function judge(world: SmallWorld): Promise<Verdict> {
  const { hub } = world
  const events = plainEvents(world.events)
  const morning = beginning(world.morning)
  const truth = standingAfter(morning, events)
  const library = await libraryStanding(hub.stores)
  const [stored, given, scans] = [await hub.stores.entries(), await hub.stores.given(), await hub.stores.scans()]
  const wasAsked = (one: StoredEntry, question: ReplayQuestion) => questionsOf(given, one).includes(question)
  const open = stored.filter(({ outcome }) => outcome?.kind === 'needs-person')
  // What could not be undone exactly stays as the person left it: only where the book is can be right.
  const inexact = stored.filter(one => !open.includes(one) && wasAsked(one, 'undo-not-exact'))
  const times = knownTimes(stored)
  const contradictory = contradictoryItems(world, events, times)
  const told = { stored, events: world.events }
  const cards = new Set((await hub.stores.patrons()).flatMap(patron => patron.cards))
  const left = leaveOut(truth, library, open, contradictory, told)
  const putRight = leaveOut(truth, library, inexact, new Set(), told)
  const histories = new Set(unsureItems(scans))
  const atReceipt = timesAtReceipt(stored)
  const doubtful = new Set([
    ...[...histories].map(barcode => truth.items.get(barcode)?.titleId ?? ''),
    ...unsureRequests(events, atReceipt),
  ])
  const received = new Map(stored.map(({ id, receivedAt }) => [entryKey(id), Date.parse(receivedAt)]))
  let possible: readonly Standing[] | undefined
  let offered: Standing | undefined
  const leftOut = {
    items: left.items,
    titles: new Set([...left.titles, ...putRight.titles]),
    patrons: new Set([...left.patrons, ...putRight.patrons]),
    placesOnly: putRight.items,
    histories,
    doubtful,
    possible: () => (possible ??= possibleTruths(morning, events, atReceipt, placedAt(scans), received)),
    offered: () => (offered ??= standingAfter(morning, withOffers(events, received))),
    letLie: (patronId: string) => chargedFor(world, patronId, doubtful, truth),
    unsure: unsurePatrons(world, [...histories], truth, events, atReceipt),
  }
  const found = differences(truth, library, leftOut)
  return {
    differences: found,
    undeclared: await undeclared(world, { differences: found, stored, truth, library }),
    ...(await lostAndDoubled(world, stored, given, scans)),
    contradictory,
    unneeded: stored.flatMap(one => {
      const open = world.openAtHome.get(entryKey(one.id))
      const barcode = barcodeAskedAbout(stored, one)
      if (open === 'unknown-patron' && cards.has(cardOf(one))) return [entryKey(one.id)]
      const unclear = open === 'order-unclear' || open === 'undo-not-exact'
      return unclear && barcode && !contradictory.has(barcode) ? [entryKey(one.id)] : []
    }),
    stored,
    given,
    truth,
    library,
    events,
  }
}

/** Items with an open question, or that nobody can know of; and whoever and whatever hangs on them. */
function leaveOut(
  truth: Standing,
  library: Standing,
  open: readonly StoredEntry[],
  contradictory: ReadonlySet<string>,
  { stored, events }: { readonly stored: readonly StoredEntry[]; readonly events: readonly TrueEvent[] },
) {
  const items = new Set(contradictory)
  const titles = new Set<string>()
  const patrons = new Set<string>()
  for (const { entry } of open) {
    const about = entry && 'target' in entry.transaction ? targetOf(stored, entryKey(entry.transaction.target)) : entry
    for (const one of [entry, about]) {
      const { transaction } = one ?? {}
      if (!transaction) continue
      if ('barcode' in transaction && transaction.barcode) items.add(onTheLabel(transaction.barcode))
      if ('patronId' in transaction && transaction.patronId) patrons.add(transaction.patronId)
      if ('titleId' in transaction) titles.add(transaction.titleId)
    }
  }
  for (const barcode of items) {
    const [is, shows] = [truth.items.get(barcode), library.items.get(barcode)]
    if (is) titles.add(is.titleId)
    for (const patronId of [...(is?.had ?? []), ...(shows?.had ?? [])]) patrons.add(patronId)
  }
  for (const titleId of titles)
    for (const { patronId } of [...(truth.holds.get(titleId) ?? []), ...(library.holds.get(titleId) ?? [])]) patrons.add(patronId)
  for (const event of events) if (event.kind === 'hold' && titles.has(event.titleId)) patrons.add(event.patronId)
  return { items, titles, patrons }
}

function questionsOf(given: Given, { id }: StoredEntry): readonly ReplayQuestion[] {
  return (given.get(entryKey(id)) ?? []).flatMap(outcome => (outcome.kind === 'needs-person' ? outcome.question : []))
}

function barcodeAskedAbout(stored: readonly StoredEntry[], { entry }: StoredEntry): string | undefined {
  const { transaction } = entry ?? {}
  const about = transaction && 'target' in transaction ? targetOf(stored, entryKey(transaction.target))?.transaction : transaction
  return about && 'barcode' in about && about.barcode ? onTheLabel(about.barcode) : undefined
}

function cardOf({ entry }: StoredEntry): string {
  return entry && 'card' in entry.transaction ? entry.transaction.card : ''
}

function targetOf(stored: readonly StoredEntry[], key: string) {
  return stored.find(({ id }) => entryKey(id) === key)?.entry
}

async function lostAndDoubled({ stations }: SmallWorld, stored: readonly StoredEntry[], given: Given, scansOf: Scans) {
  const lost: string[] = []
  const doubled: string[] = []
  const replayed = ['checkout', 'checkin', 'renewal', 'undo', 'move', 'hold-request', 'stop-correction']
  for (const station of stations.values())
    for (const entry of await station.entries())
      if (replayed.includes(entry.transaction.kind) && !given.has(keyOf(entry))) lost.push(keyOf(entry))
  for (const { id } of stored) {
    const final = (given.get(entryKey(id)) ?? []).filter(({ kind }) => kind !== 'needs-person')
    if (final.length > 1) doubled.push(entryKey(id))
  }
  for (const scans of scansOf.values()) {
    const keys = scans.flatMap(({ entry }) => (entry ? [entryKey(entry)] : []))
    doubled.push(...keys.filter((key, index) => keys.indexOf(key) !== index))
  }
  return { lost, doubled }
}

function contradictoryItems(world: SmallWorld, events: readonly PlainEvent[], times: KnownTimes): ReadonlySet<string> {
  const scans = new Map<string, PossibleScan[]>()
  for (const loan of world.morning.loans) {
    const at = Date.parse(loan.lentAt)
    scans.set(loan.barcode, [{ from: at, to: at, effect: `with ${loan.patronId} until ${loan.dueOn}` }])
  }
  for (const event of events) {
    if (event.kind !== 'checkout' && event.kind !== 'checkin') continue
    const effect = event.kind === 'checkout' ? `with ${event.patronId} until ${event.dueOn}` : `at ${event.branch}`
    const known = times.get(event.key) ?? { from: event.at, to: event.at }
    scans.set(event.barcode, [...(scans.get(event.barcode) ?? []), { ...known, effect }])
  }
  return new Set([...scans].flatMap(([barcode, of]) => (isContradictory(of) ? [barcode] : [])))
}

/** By the library's own job, when a copy whose turn nobody can know for certain had lain ready for them. */
function chargedFor(
  { morning, events }: SmallWorld,
  patronId: string,
  titles: ReadonlySet<string>,
  truth: Standing,
): readonly number[] {
  const theirs = new Set(
    [...morning.holds, ...events.filter(event => event.kind === 'hold')].flatMap(hold =>
      hold.patronId === patronId ? hold.holdId : [],
    ),
  )
  return events.flatMap(event => {
    if (event.kind !== 'expiry' || !theirs.has(event.holdId)) return []
    return titles.has(truth.items.get(event.barcode)?.titleId ?? '') ? [event.cents] : []
  })
}

/** Whoever had an item that was scanned when nobody knows to the minute. */
function unsurePatrons(
  world: SmallWorld,
  unsureItems: readonly string[],
  truth: Standing,
  events: readonly PlainEvent[],
  times: KnownTimes,
): ReadonlySet<string> {
  const whenWritten = unsureItems.flatMap(barcode => {
    const waited = world.events.flatMap(event => (event.kind === 'expiry' && event.barcode === barcode ? [event.holdId] : []))
    const owners = world.morning.holds.filter(({ holdId }) => waited.includes(holdId)).map(({ patronId }) => patronId)
    return [...(truth.items.get(barcode)?.had ?? []), ...owners]
  })
  const unsure = events.flatMap(event => {
    if (!('barcode' in event) || !isUnsure(event, events, times)) return []
    return truth.items.get(event.barcode)?.had ?? []
  })
  return new Set([...unsure, ...whenWritten])
}

/** Nobody knows the minute, the day, or whether something else about the item came before it: a renewal, the nightly jobs. */
function isUnsure(event: PlainEvent & { barcode: string }, events: readonly PlainEvent[], times: KnownTimes): boolean {
  const known = times.get(event.key)
  if (!known) return false
  const { from, to } = known
  if (to - from > 120_000 || dayIn(zone, new Date(from).toISOString()) !== dayIn(zone, new Date(to).toISOString())) return true
  return events.some(other => {
    if (other === event || !('barcode' in other) || other.barcode !== event.barcode) return false
    const theirs = times.get(other.key) ?? { from: other.at, to: other.at }
    return theirs.from <= to && from <= theirs.to && !(known.journal && theirs.journal?.name === known.journal.name)
  })
}

/** Titles asked for when nobody knows to the minute, or just when somebody else asked too: who asked first may not be known either. */
function unsureRequests(events: readonly PlainEvent[], times: KnownTimes): readonly string[] {
  const requests = events.filter(event => event.kind === 'hold')
  return requests.flatMap(request => {
    const { from, to, journal } = times.get(request.key) ?? { from: 0, to: 0 }
    const others = requests.filter(({ key, titleId }) => key !== request.key && titleId === request.titleId)
    const mayBeBoth = others.some(({ key, at }) => {
      const theirs = times.get(key) ?? { from: at, to: at }
      return theirs.from <= to && from <= theirs.to && (!journal || theirs.journal?.name !== journal.name)
    })
    return to - from > 120_000 || mayBeBoth ? [request.titleId] : []
  })
}

/** Items with a scan of which the hub did not know the minute when it was replayed. */
function unsureItems(scansOf: Scans): readonly string[] {
  const isUnsure = ({ uncertaintyMs }: { readonly uncertaintyMs: number }) => uncertaintyMs > 60_000
  return [...scansOf].flatMap(([barcode, scans]) => (scans.some(isUnsure) ? [barcode] : []))
}

type Given = ReadonlyMap<string, readonly Outcome[]>
type Scans = ReadonlyMap<string, readonly KnownScan[]>

/** When the library says that each scan was. */
function placedAt(scansOf: Scans): ReadonlyMap<string, number> {
  const scans = [...scansOf.values()].flat()
  return new Map(scans.flatMap(({ entry, at }) => (entry ? [[entryKey(entry), Date.parse(at)] as const] : [])))
}
