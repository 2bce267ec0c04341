import type { Action, Fee, ItemEvidence, KnownScan } from '../evidence.ts'
import { mayHave } from '../hold-turn.ts'
import type { Hold } from '../loan.ts'
import type { OutcomeNote } from '../outcome.ts'
import { isInHouse, lastKnown, lastWritten } from './known-of-title.ts'
import type { QueueKnown } from './queue-known.ts'
import { earliestOf, milliseconds } from './scan-order.ts'
import type { Expiry } from './title-events.ts'
import type { Turn } from './title-queue.ts'

export interface QueueChanges {
  /** What stands aside before the rest of the decision is written. */
  readonly before: readonly Action[]
  readonly after: readonly Action[]
  readonly notes: readonly OutcomeNote[]
}

type Kept = Turn & { kind: 'kept' }

/** A copy that, free, goes to whoever waits, also where they had asked only after it came; or to one of them alone. */
export interface Offer {
  readonly barcode: string
  readonly to?: string
  /** The return that is written now. */
  readonly back?: KnownScan
}

/** What has to be written for the queue to stand as it should. */
export function queueChanges(known: QueueKnown, copies: readonly ItemEvidence[], offers: readonly Offer[]): QueueChanges {
  const first: Action[] = []
  const charged: Action[] = []
  const late: Action[] = []
  const notes: OutcomeNote[] = []
  const targets = targetsOf(known, copies, offers)
  for (const hold of known.asked) {
    const { holdId, holdNumber } = hold
    const turn = known.turns.get(holdId)!
    const now = known.standing.find(one => one.holdId === holdId)
    const fee = known.expiries.find(one => known.charged.has(one.feeId) && one.hold.holdId === holdId)
    if (turn.kind === 'never' || turn.kind === 'expired') {
      if (now) first.push({ kind: 'cancel-hold', holdId, ...overBy(turn, hold, copies) })
      if (turn.kind === 'expired' && !known.charged.has(turn.fee.feeId))
        charged.push({ kind: 'restore-fee', barcode: turn.fee.barcode, fee: feeOf(turn.fee) })
      continue
    }
    const isOpen = turn.kind !== 'filled'
    if (!now && !isOpen && !fee) continue
    if (fee) {
      first.push({ kind: 'drop-fee', barcode: fee.barcode, feeId: fee.feeId })
      notes.push({ code: 'fee-reversed', barcode: fee.barcode })
    }
    if (!now) first.push({ kind: 'restore-hold', hold: { ...hold, state: { kind: 'queued' } } })
    if (!isOpen) {
      const barcode = barcodeFor(hold, turn.at, copies)
      late.push({ kind: 'fill-hold', holdId, at: turn.at, lent: { barcode } })
      if (now || fee) notes.push({ code: 'hold-filled', barcode, holdNumber })
      continue
    }
    const target = targets.get(holdId)
    const state = now?.state ?? { kind: 'queued' }
    if (isAs(state, target)) {
      if (target && isBackNow(target.barcode, copies, offers))
        notes.push({ code: 'hold-caught', barcode: target.barcode, holdNumber })
      continue
    }
    const had = state.kind === 'queued' ? undefined : state.barcode
    if (had !== undefined && had !== target?.barcode) {
      first.push({ kind: 'put-hold-back', holdId, at: seenLast(had, copies) ?? hold.placedAt })
      if (!target) notes.push({ code: 'hold-put-back', barcode: had, holdNumber })
    }
    if (!target) continue
    const { barcode, at, branch } = target
    late.push({ kind: 'catch-hold', barcode, holdId, at, branch: branch ?? hold.pickup.branch })
    if (holdNumber) notes.push({ code: 'hold-caught', barcode, holdNumber })
  }
  return { before: first, after: [...charged, ...late], notes }
}

/** Which copy each open hold should have. Who has no turn keeps what nobody else has a claim to. */
function targetsOf(
  { standing, asked, turns, expiries, givenInVain }: QueueKnown,
  copies: readonly ItemEvidence[],
  offers: readonly Offer[],
): ReadonlyMap<string, Kept> {
  const targets = new Map<string, Kept>()
  const inHouse = (barcode: string) => copies.some(copy => copy.item!.barcode === barcode && isInHouse(copy))
  const isFree = (barcode: string) => inHouse(barcode) && ![...targets.values()].some(target => target.barcode === barcode)
  for (const { holdId } of asked) {
    const turn = turns.get(holdId)!
    if (turn.kind === 'kept' && inHouse(turn.barcode)) targets.set(holdId, turn)
  }
  const isOpen = ({ holdId }: Hold) => ['queued', 'kept'].includes(turns.get(holdId)!.kind) && !targets.has(holdId)
  for (const { holdId, state, placedAt } of standing) {
    if (state.kind === 'queued' || !turns.has(holdId) || givenInVain.has(holdId)) continue
    const hold = asked.find(one => one.holdId === holdId)!
    const { barcode } = state
    if (isOpen(hold) && isFree(barcode) && mayKeep(hold, barcode, { turns, expiries }, copies))
      targets.set(holdId, { kind: 'kept', barcode, at: placedAt, ready: state.kind === 'waiting' })
  }
  for (const offer of offers) {
    const { barcode, to } = offer
    const isAsked = (hold: Hold) => isOpen(hold) && mayHave(hold, barcode) && (to === undefined || hold.holdId === to)
    const next = isFree(barcode) ? asked.find(isAsked) : undefined
    const last = lastKnown(copies.find(({ item }) => item!.barcode === barcode)!)
    if (!next || last?.kind !== 'checkin' || !isOffered(offer, last)) continue
    const { at, branch } = last
    targets.set(next.holdId, { kind: 'kept', barcode, at, branch, ready: branch === next.pickup.branch })
  }
  return targets
}

/** A return that the copy was seen after brings nothing: it lay there for all to know, or has left. */
function isOffered({ back }: Offer, last: KnownScan): boolean {
  return !back || back.entry === last.entry
}

/** Whoever waited when it became free had it then, or had another: as it lies, only who has asked since it came back may keep it. By an expiry that is void it never became free. */
function mayKeep(
  { placedAt }: Hold,
  barcode: string,
  { turns, expiries }: Pick<QueueKnown, 'turns' | 'expiries'>,
  copies: readonly ItemEvidence[],
): boolean {
  const seen = lastKnown(copies.find(({ item }) => item!.barcode === barcode)!)
  const isSince = ({ at }: Expiry) => !seen || milliseconds(at) > milliseconds(seen.at)
  const wasFreed = [...turns.values()].some(turn => turn.kind === 'expired' && turn.fee.barcode === barcode && isSince(turn.fee))
  const wasFreedInVain = expiries.some(expiry => {
    const isVoid = turns.get(expiry.hold.holdId)?.kind !== 'expired'
    return isVoid && expiry.barcode === barcode && milliseconds(expiry.at) > milliseconds(placedAt)
  })
  return !wasFreed && !wasFreedInVain && (!seen || milliseconds(placedAt) >= milliseconds(earliestOf(seen)))
}

function overBy(turn: Turn, { placedAt }: Hold, copies: readonly ItemEvidence[]) {
  return turn.kind === 'expired' ? { at: turn.fee.at } : { at: placedAt, hadOne: { barcode: copies[0]!.item!.barcode } }
}

/** Whoever takes it back is told whose turn it is, also where that is nothing new. */
function isBackNow(barcode: string, copies: readonly ItemEvidence[], offers: readonly Offer[]): boolean {
  const last = lastKnown(copies.find(({ item }) => item!.barcode === barcode)!)
  return offers.some(({ back, barcode: copy }) => copy === barcode && back?.entry !== undefined && back.entry === last?.entry)
}

function isAs(state: Hold['state'], target: Kept | undefined): boolean {
  if (!target) return state.kind === 'queued'
  return state.kind === (target.ready ? 'waiting' : 'in-transit') && state.barcode === target.barcode
}

function feeOf({ barcode: _, ...fee }: Expiry): Fee {
  return fee
}

function seenLast(barcode: string, copies: readonly ItemEvidence[]): string | undefined {
  const copy = copies.find(({ item }) => item!.barcode === barcode)
  return copy && lastWritten(copy)?.at
}

function barcodeFor({ patronId, holdId }: Hold, at: string, copies: readonly ItemEvidence[]): string {
  const isIt = (scan: KnownScan) =>
    scan.kind === 'checkout' && (scan.patronId === patronId || scan.fills === holdId) && scan.at === at
  return (copies.find(({ scans }) => scans.some(isIt)) ?? copies[0]!).item!.barcode
}
