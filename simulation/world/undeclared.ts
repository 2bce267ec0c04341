import type { OutcomeNote } from '../../circulation/outcome.ts'
import { entryKey, type Transaction } from '../../circulation/transaction.ts'
import { dayIn } from '../../sync/station/desk-place.ts'
import type { Difference } from './differences.ts'
import { zone } from './first-morning.ts'
import type { Verdict } from './judge.ts'
import { knownTimes, timesAtReceipt } from './known-times.ts'
import { dueOn } from './sip2-over-wire.ts'
import type { SmallWorld } from './small-world.ts'
import { onTheLabel } from './truth-of-entry.ts'

/** Days and money that stand otherwise than they should though the connector, by what it says that it can, has no excuse for it. */
export interface Undeclared {
  /** Barcodes. */
  readonly days: readonly string[]
  /** Barcodes of loans that begin when nobody had the item in hand. */
  readonly beginnings: readonly string[]
  /** Patrons. */
  readonly fees: readonly string[]
}

type Judged = Pick<Verdict, 'differences' | 'stored' | 'truth' | 'library'>

/**
 * A day is the promised one. It is later only where that is the library's own day of the loan as it stands, and earlier only where the library keeps no
 * day but that; an outcome names it. Money differs only by what the library charged by itself before it was told, which it does not take back: a
 * note says so of that patron.
 */
export async function undeclared(world: SmallWorld, judged: Judged): Promise<Undeclared> {
  const { can } = world.hub
  const notes = judged.stored.flatMap(({ outcome }) => (outcome && 'notes' in outcome ? outcome.notes : []))
  const days: string[] = []
  for (const { about } of ofKind('wrong-date', judged)) {
    const [promised = '', stands = ''] = [judged.truth, judged.library].map(({ items }) => items.get(about)?.dueOn)
    const code = stands < promised ? 'promise-broken' : 'due-date-differs'
    // Renewed since, at the library's own desk or ours, it is due on that day.
    const renewed =
      world.events.some(event => event.kind === 'renewal' && event.barcode === about && event.dueOn === stands) ||
      notes.some(note => note.barcode === about && note.dueOn === stands)
    const isNamed = notes.some(note => note.code === code && note.barcode === about && (note.dueOn === stands || renewed))
    const own = (await ownDay(about, world)) ?? ''
    const isOwn = can.ownDueDays ? stands >= own : promised < stands && stands === own
    if (!isNamed || !isOwn) days.push(about)
  }
  const beginnings = can.backdatedCheckout ? await undatedLoans(world, judged) : []
  const said = patronsSaid(notes, world, judged)
  const fees = ofKind('wrong-fee', judged).filter(
    ({ about }) => !said.has(about) && !(owesLess(about, judged) && forgiven(notes, judged).has(about)),
  )
  return { days, beginnings, fees: fees.map(({ about }) => about) }
}

/**
 * Each loan began at a scan of its item, as that clock was known, or at one that the library's own desk told; the system keeps whole seconds. What a
 * person entered by hand is left out.
 */
async function undatedLoans(
  { hub, morning, events, byHand }: SmallWorld,
  { stored, library }: Judged,
): Promise<readonly string[]> {
  // What waited for a person is written by what was known of its clock by then.
  const times = [timesAtReceipt(stored), knownTimes(stored)]
  const entered = new Set([...byHand].map(one => one.split(' ')[0]))
  const undated: string[] = []
  for (const barcode of library.items.keys()) {
    const { loan } = await hub.tables.about(barcode)
    if (!loan || entered.has(barcode)) continue
    const entries = stored.filter(({ entry }) => entry && scannedIn(entry.transaction) === barcode)
    const told = [
      ...morning.loans.flatMap(one => (one.barcode === barcode ? [Date.parse(one.lentAt)] : [])),
      ...events.flatMap(event => ('barcode' in event && event.barcode === barcode ? [event.at] : [])),
    ]
    const spans = [
      ...entries.flatMap(({ id }) => times.flatMap(known => known.get(entryKey(id)) ?? [])),
      ...told.map(at => ({ from: at, to: at })),
    ]
    const lentAt = Date.parse(loan.lentAt)
    if (!spans.some(({ from, to }) => from - 1000 <= lentAt && lentAt <= to + 1000)) undated.push(barcode)
  }
  return undated
}

function scannedIn(transaction: Transaction): string | undefined {
  return 'barcode' in transaction && transaction.barcode ? onTheLabel(transaction.barcode) : undefined
}

/** The day that the library's rules give the loan that stands. */
async function ownDay(barcode: string, { hub }: SmallWorld): Promise<string | undefined> {
  const { item, loan } = await hub.tables.about(barcode)
  return loan && dueOn(item?.itemType, dayIn(zone, loan.lentAt))
}

/** Of whom a note says that their fees may be others. */
function patronsSaid(notes: readonly OutcomeNote[], world: SmallWorld, { truth, library, stored }: Judged): ReadonlySet<string> {
  const said = new Set<string>()
  const say = (patrons: readonly string[] = []) => {
    for (const patronId of patrons) said.add(patronId)
  }
  for (const { code, barcode = '', patronId } of notes) {
    const had = [truth, library].flatMap(({ items }) => items.get(barcode)?.had ?? [])
    if (code === 'fee-to-check') say(patronId === undefined ? had : [patronId])
    // Whoever waited for it may have been charged for not fetching it.
    if (/^hold/.test(code)) say(waiters(truth.items.get(barcode)?.titleId, world))
  }
  // What a loan cost, on its own card or the one it was moved to, that could not be written down or that a person left as it was.
  for (const { entry, outcome } of stored) {
    const isLate = outcome && 'notes' in outcome && outcome.notes.some(({ code }) => code === 'hold-asked-late')
    // In the queue from another day than it was asked for, its turn and what is charged for not fetching it may be others.
    if (isLate && entry?.transaction.kind === 'hold-request') say(waiters(entry.transaction.titleId, world))
    const isUnwritten = outcome && 'notes' in outcome && outcome.notes.some(({ code }) => unwritten.has(code))
    const { transaction } = entry ?? {}
    if (isUnwritten && (transaction?.kind === 'checkout' || transaction?.kind === 'move')) say([transaction.patronId])
  }
  return said
}

/** Renewed after it had come back, or due on the library's own later day, a loan is late by less than it truly was. */
function forgiven(notes: readonly OutcomeNote[], { truth, library }: Judged): ReadonlySet<string> {
  const items = notes.flatMap(({ code, barcode = '' }) => (cheaper.has(code) ? [barcode] : []))
  return new Set(items.flatMap(barcode => [truth, library].flatMap(standing => standing.items.get(barcode)?.had ?? [])))
}

function owesLess(patronId: string, { truth, library }: Judged): boolean {
  return (library.fees.get(patronId) ?? 0) < (truth.fees.get(patronId) ?? 0)
}

const cheaper: ReadonlySet<OutcomeNote['code']> = new Set(['renewal-void', 'due-date-differs'])

const unwritten: ReadonlySet<OutcomeNote['code']> = new Set(['loan-not-recorded', 'left-as-is', 'written-off'])

function waiters(titleId: string | undefined, { morning, events }: SmallWorld): readonly string[] {
  const asked = [...morning.holds, ...events.filter(event => event.kind === 'hold')]
  return asked.filter(one => one.titleId === titleId).map(({ patronId }) => patronId)
}

function ofKind(kind: Difference['kind'], { differences }: Judged): readonly Difference[] {
  return differences.filter(one => one.kind === kind)
}
