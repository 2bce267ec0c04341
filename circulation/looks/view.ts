import { Temporal } from 'temporal-polyfill'
import type { Action, ItemEvidence, KnownScan } from '../evidence.ts'
import type { Outcome, OutcomeNote } from '../outcome.ts'
import type { Happening, LookFacts, ReplayDecision, ReplayFacts } from '../replay/happening.ts'
import { cameBefore, earliestOf, milliseconds, type Placing, placeScan, scanKey } from '../replay/scan-order.ts'
import { isClaimed } from './scans-between.ts'
import type { Sighting } from './sighting.ts'

/** An item as the hub's looks and the journals show it around one scan. */
export interface View {
  readonly barcode: string
  readonly placing: Placing
  readonly sightings: readonly Sighting[]
  /** How it stands now. */
  readonly now: Sighting
  /** The order rests on scans that nobody told of. */
  readonly inferred: boolean
  readonly looks: LookFacts
  readonly scans: readonly KnownScan[]
}

/** Undefined where the library system does not know the item. */
export function viewOf(scan: KnownScan, { item, looks }: ReplayFacts): View | undefined {
  if (!item?.item || !looks) return
  const { sightings } = looks
  const now = sightings.at(-1)
  if (!now) return
  const placing = placeByLooks(scan, item, looks)
  const told = item.scans.filter(one => !one.inferred)
  const inferred = placeScan(scan, told).kind !== placing.kind
  return { barcode: item.item.barcode, placing, sightings, now, inferred, looks, scans: item.scans }
}

/** The one rule, where scans were inferred: what may or may not have happened makes an order unclear, never certain, until a person has told. */
export function placeByLooks(scan: KnownScan, { scans }: ItemEvidence, looks: LookFacts): Placing {
  const isSaid = (one: KnownScan, keys: readonly string[] = []) => keys.includes(scanKey(one))
  // Said to be later than what may have happened, it is the last: that happened before it or not at all.
  const known = [...scans, ...unseenReturn(scan, looks)].filter(one => !one.possible || !isSaid(one, scan.after))
  // What waits for a person may come to nothing: what came before it is written, and it finds that when it is decided.
  const all = known.map(one => (one.unsent === 'waiting' ? ({ ...one, unsent: 'next' } as const) : one))
  const isOpen = (one: KnownScan) => one.possible && !isSaid(one, scan.before)
  const placing = placeScan(scan, all)
  const without = placeScan(
    scan,
    all.filter(one => !isOpen(one)),
  )
  // Where both are unclear a person is asked about all at once: a word on some would leave the question of the others.
  if (without.kind === placing.kind && without.kind !== 'unclear') return without
  const open = all.filter(one => isOpen(one) && !cameBefore(one, scan, all))
  // The same patron has it, by this loan or by another; or it lies there by that return already, and written once more it does no harm, unless a
  // newer loan is hidden by what it was marked as.
  const mayHideLoan = looks.sightings.at(-1)?.status === 'not-lendable'
  const isSame = ({ kind, patronId, branch }: KnownScan) =>
    kind === scan.kind &&
    (kind === 'checkout' ? patronId !== undefined && patronId === scan.patronId : branch === scan.branch && !mayHideLoan)
  if (open.every(isSame) && without.kind === 'last')
    return scan.kind === 'checkin' ? without : { kind: 'same-effect', at: without.at }
  return { kind: 'unclear', rivals: [...open, ...(without.kind === 'unclear' ? without.rivals : [])] }
}

/**
 * It was lent while the system had it at a place where others scan too, and has it there still: it may never have been seen on its way, or it may
 * have gone back there since, where a return of what is not on loan leaves no trace.
 */
function unseenReturn(scan: KnownScan, { sightings, unseen, now }: LookFacts): readonly KnownScan[] {
  const [from, latest] = [milliseconds(scan.at) - scan.uncertaintyMs, milliseconds(scan.at) + scan.uncertaintyMs]
  if (scan.kind !== 'checkout' || milliseconds(now) - from <= unseen.afterMs) return []
  const there = sightings.findLast(({ status, place, to, by }) => {
    if (milliseconds(to) < latest || (status !== 'in-house' && !isKept(status))) return false
    // Where the hub itself has put it, it is known to have been.
    if (place === undefined) return by === undefined
    return !unseen.ownBranches.includes(place)
  })
  if (!there) return []
  const { to: at, place: branch = '' } = there
  return [
    { kind: 'checkin', branch, at, uncertaintyMs: 0, within: { from, to: milliseconds(at) }, inferred: true, possible: true },
  ]
}

/** What was written so late that what happened meanwhile may have been reckoned otherwise. */
const lateMs = 10 * 60_000

export function isLate({ at }: Pick<Happening, 'at'>, { now }: LookFacts): boolean {
  return milliseconds(now) - milliseconds(at) > lateMs
}

/**
 * Where clocks were unsure the patron is favoured: a system that takes the day of a return is told the earliest instant at which it may have come back,
 * and none before it is known to have been on that loan.
 */
export function inFavour(scan: KnownScan, { now, looks }: View): { readonly feeUntil?: string } {
  if (!looks.can.backdatedCheckin) return {}
  const from = Math.max(firstOf(now), milliseconds(earliestOf(scan)))
  return from < milliseconds(scan.at) ? { feeUntil: Temporal.Instant.fromEpochMilliseconds(from).toString() } : {}
}

/** A loan that never was, or never this patron's, costs them nothing: a system that takes the day of a return is told when it had begun. */
export function fromItsBeginning(now: Sighting, { can }: LookFacts, at: string): { readonly feeUntil?: string } {
  const began = firstOf(now)
  if (!can.backdatedCheckin || began >= milliseconds(at)) return {}
  return { feeUntil: Temporal.Instant.fromEpochMilliseconds(began).toString() }
}

/** Another system may charge it for the days until it is written. */
export function feeOfNothing({ zone }: Happening, now: Sighting, looks: LookFacts, barcode: string): readonly OutcomeNote[] {
  const { dueOn, patronId } = now
  const isLateNow = dueOn === undefined || dueOn < dayOf(milliseconds(looks.now), zone)
  if (looks.can.backdatedCheckin || !isLateNow) return []
  return [{ code: 'fee-to-check', barcode, ...(patronId !== undefined && { patronId }) }]
}

/** Since when the item is known to have been on that loan. */
function firstOf({ from, since }: Sighting): number {
  return since === undefined ? milliseconds(from) : milliseconds(since) + 1000
}

/** Ends the loan that the system shows now. `full`: with all else that a return does. */
export function closing(scan: KnownScan, view: View, full: boolean): Extract<Action, { kind: 'end-loan' }> {
  const { at, branch } = scan
  const { barcode, now } = view
  return { kind: 'end-loan', barcode, ...(now.patronId && { patronId: now.patronId }), at, ...inFavour(scan, view), branch, full }
}

/** Takes in what is on nobody's loan, or declared lost while it was: its fee ends as that of any loan. */
export function takingIn(scan: KnownScan, view: View): Extract<Action, { kind: 'take-in' }> {
  const { at, branch } = scan
  const { barcode, now } = view
  return { kind: 'take-in', barcode, at, ...(isClaimed(now.status) && inFavour(scan, view)), branch }
}

/** The system reckons the fee to the day of writing; the item was back on an earlier one. */
export function feeNotes(x: Happening, { barcode, now, looks, sightings }: View, whose = now.patronId): readonly OutcomeNote[] {
  if (looks.can.backdatedCheckin || (now.status !== 'on-loan' && !isClaimed(now.status))) return []
  const at = milliseconds(x.at) - x.uncertaintyMs
  // Renewed since, it may have been late then and not now.
  const since = seenSince(x, sightings).filter(({ status }) => status === 'on-loan' || isClaimed(status))
  const dues = since.flatMap(({ dueOn }) => dueOn ?? [])
  const then = [at, at + 2 * x.uncertaintyMs].map(one => dayOf(one, x.zone))
  const today = dayOf(milliseconds(looks.now), x.zone)
  const lateNow = dues.length === 0 ? undefined : daysLate(dues.at(-1)!, today)
  const unsaid = since.some(({ dueOn }) => dueOn === undefined)
  const differs = lateNow === undefined || unsaid || dues.some(due => then.some(day => daysLate(due, day) !== lateNow))
  return differs ? [{ code: 'fee-to-check', barcode, ...(whose !== undefined && { patronId: whose }) }] : []
}

/** A scan found after a later one had ended the loan that stood there: whoever had it may owe for days on which it was back, or with somebody else. */
export function lateEndNotes(x: Happening, { barcode, looks, sightings, scans }: View): readonly OutcomeNote[] {
  const since = stoodSince(x, sightings, scans)
  const holder = since[0]?.patronId
  const isAnother = (one: Sighting) => holder !== undefined && one.patronId !== undefined && one.patronId !== holder
  const end = since.findIndex(one => (one.status !== 'on-loan' && !isClaimed(one.status)) || isAnother(one))
  const stood = end < 0 ? since : since.slice(0, end)
  const [then, today] = [milliseconds(x.at) - x.uncertaintyMs, milliseconds(looks.now)].map(one => dayOf(one, x.zone))
  const differs = stood.some(({ dueOn }) => dueOn === undefined || daysLate(dueOn, then!) !== daysLate(dueOn, today!))
  const whose = stood.at(-1)?.patronId
  return differs ? [{ code: 'fee-to-check', barcode, ...(whose !== undefined && { patronId: whose }) }] : []
}

/** The loan that is closed was renewed after the item had come back, declared lost before that or not. */
export function renewalNotes(x: Happening, { barcode, now, sightings }: View): readonly OutcomeNote[] {
  const dues = new Set(
    seenSince(x, sightings).flatMap(({ status, dueOn }) => ((status === 'on-loan' || isClaimed(status)) && dueOn) || []),
  )
  const { status, patronId } = now
  if (status !== 'on-loan' || (dues.size <= 1 && !isToldRenewed(x, now, sightings))) return []
  return [{ code: 'renewal-void', barcode, ...(patronId !== undefined && { patronId }) }]
}

/** The system itself tells of a renewal since then, and it is not the hub's own late one. */
function isToldRenewed({ at, uncertaintyMs }: Happening, { renewedAt }: Sighting, sightings: readonly Sighting[]): boolean {
  if (renewedAt === undefined || milliseconds(renewedAt) <= milliseconds(at) - uncertaintyMs) return false
  return !sightings.some(one => one.by !== undefined && one.renewedAt === renewedAt)
}

/**
 * Seen all the while as it stood at the scan; but whoever had it may have got it anew at another desk since, due on the same day, and that loan
 * looks no different. What is told on the day of the scan came home with the book, and no new loan is due before its shortest period is over.
 */
export function newerLoanNotes({ at, uncertaintyMs, zone }: Happening, view: View): readonly OutcomeNote[] {
  const { barcode, now, looks } = view
  if (now.status !== 'on-loan' || now.since !== undefined) return []
  const [from, to] = [milliseconds(at) - uncertaintyMs, milliseconds(at) + uncertaintyMs]
  const day = dayOf(from, zone)
  const changedSince = milliseconds(now.from) > to
  const firstDue = Temporal.PlainDate.from(day).add({ days: Math.max(1, looks.shortestLoanDays ?? 1) })
  const isDueSooner = now.dueOn !== undefined && now.dueOn < firstDue.toString()
  if (changedSince || isDueSooner || day === dayOf(milliseconds(looks.now), zone)) return []
  return [{ code: 'loan-may-be-newer', barcode, ...(now.patronId !== undefined && { patronId: now.patronId }) }]
}

/** What was seen from the scan on, with the sighting that it fell into. */
function seenSince({ at, uncertaintyMs }: Happening, sightings: readonly Sighting[]): readonly Sighting[] {
  const first = sightings.findLastIndex(({ from }) => milliseconds(from) <= milliseconds(at) - uncertaintyMs)
  return sightings.slice(Math.max(0, first))
}

/** The same, but a loan that was written or seen late stood from its beginning on. */
function stoodSince(
  { at, uncertaintyMs }: Happening,
  sightings: readonly Sighting[],
  scans: readonly KnownScan[],
): readonly Sighting[] {
  const beganOf = ({ from, since, by, status }: Sighting) => {
    if (status !== 'on-loan') return milliseconds(from)
    const scan = by === undefined ? undefined : scans.find(({ mark, kind }) => mark === by && kind === 'checkout')
    return Math.min(...[from, since, scan?.at].flatMap(one => (one === undefined ? [] : milliseconds(one))))
  }
  const first = sightings.findLastIndex(one => beganOf(one) <= milliseconds(at) - uncertaintyMs)
  return sightings.slice(Math.max(0, first))
}

/** Somebody waited for it between the scan and the writing: the queue may have gone another way. */
export function queueNotes(x: Happening, { barcode, sightings, looks }: View): readonly OutcomeNote[] {
  if (!isLate(x, looks)) return []
  const waited = seenSince(x, sightings).some(({ holds = 0, mostHolds = holds, status }) => mostHolds > 0 || isKept(status))
  return waited ? [{ code: 'holds-to-check', barcode }] : []
}

/** Set aside for somebody. */
export function isKept(status: Sighting['status']): boolean {
  return status === 'ready' || status === 'in-transit'
}

/** The same decision, saying that it rests on inferred evidence. */
export function inferredIf(inferred: boolean, decision: ReplayDecision): ReplayDecision {
  if (!inferred || decision.kind === 'wait') return decision
  const { kind } = decision.outcome
  const says = kind === 'applied' || kind === 'applied-with-note' || kind === 'history-only'
  return says ? { ...decision, outcome: { ...decision.outcome, inferred: true } as Outcome } : decision
}

function daysLate(due: string, day: string): number {
  return Math.max(0, Temporal.PlainDate.from(due).until(day).days)
}

/** The day of an instant in a zone. */
export function dayOf(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString()
}
