import type { Action, Fee, ItemEvidence, KnownScan } from '../evidence.ts'
import { mayHave } from '../hold-turn.ts'
import type { Hold } from '../loan.ts'
import type { OutcomeNote } from '../outcome.ts'
import { applied, holdIdOf, markOf, type ReplayDecision, type ReplayFacts, type ReplayPolicy } from './happening.ts'
import { asWritten, isInHouse, knownOfTitle } from './known-of-title.ts'
import { milliseconds } from './scan-order.ts'
import { type Expiry, type Turn, turnsOf } from './title-queue.ts'

/**
 * Where a title has several copies, what becomes of its holds is worked out from all that is known of them, as one fold, and only what then
 * differs from how the library system has it is written. The rest of the decision stays.
 */
export function withQueueAsKnown(facts: ReplayFacts, decision: ReplayDecision, { holdShelfMs }: ReplayPolicy): ReplayDecision {
  if (decision.kind !== 'decided') return decision
  const { outcome, actions } = decision
  const { item, copies: others = [] } = facts
  const copies = [...(item?.item ? [asWritten(item, actions)] : []), ...others].filter(copy => copy.item)
  if ((copies.length < 2 && !facts.copies?.length) || !actions.some(({ kind }) => concernsQueue.has(kind))) return decision
  const known = queueKnown(copies, actions, undoneRequest(facts), holdShelfMs)
  const came = actions.flatMap(action =>
    action.kind === 'record-scan' && action.scan.kind === 'checkin' ? action.scan.barcode : [],
  )
  const queue = queueChanges(known, copies, came[0])
  const rest = actions.filter(action => !isOfQueue(action, known, undoneRequest(facts)))
  const notes = [...('notes' in outcome ? outcome.notes.filter(({ code }) => !ofQueue.has(code)) : []), ...queue.notes]
  const written = [...queue.first, ...beforeScan(rest), ...queue.then, ...fromScan(rest)]
  if (outcome.kind === 'applied' || outcome.kind === 'applied-with-note') return applied(written, notes)
  if (outcome.kind === 'already-applied' && queue.notes.length > 0) return applied(written, notes)
  return { ...decision, actions: written, outcome: outcome.kind === 'history-only' ? { ...outcome, notes } : outcome }
}

const concernsQueue: ReadonlySet<Action['kind']> = new Set([
  'record-scan',
  'erase-scan',
  'reassign-loan',
  'place-hold',
  'cancel-hold',
])
const ofQueue: ReadonlySet<OutcomeNote['code']> = new Set(['hold-caught', 'hold-filled', 'hold-put-back'])

/** The scan is written down last. */
function scanAt(actions: readonly Action[]): number {
  const at = actions.findIndex(({ kind }) => kind === 'record-scan' || kind === 'erase-scan')
  return at < 0 ? actions.length : at
}
const beforeScan = (actions: readonly Action[]) => actions.slice(0, scanAt(actions))
const fromScan = (actions: readonly Action[]) => actions.slice(scanAt(actions))

function undoneRequest({ target }: ReplayFacts): string | undefined {
  return target?.happening.transaction.kind === 'hold-request' ? holdIdOf(target.happening.id) : undefined
}

function isOfQueue(action: Action, { expiries }: QueueKnown, undone: string | undefined): boolean {
  switch (action.kind) {
    case 'put-hold-back':
    case 'catch-hold':
    case 'fill-hold':
    case 'restore-hold':
      return true
    case 'cancel-hold':
      return action.holdId !== undone
    case 'drop-fee':
      return expiries.some(({ feeId }) => feeId === action.feeId)
    case 'restore-fee':
      return action.fee.why === 'hold-expired'
    default:
      return false
  }
}

/** The queue as the library system has it, and as it should be. */
interface QueueKnown {
  /** Active, with the request that is written now. */
  readonly standing: readonly Hold[]
  /** Everybody whose turn is known, in queue order. */
  readonly asked: readonly Hold[]
  readonly turns: ReadonlyMap<string, Turn>
  readonly expiries: readonly Expiry[]
  /** Expiries whose fee stands. */
  readonly charged: ReadonlySet<string>
}

function queueKnown(
  copies: readonly ItemEvidence[],
  actions: readonly Action[],
  undone: string | undefined,
  shelfMs: number,
): QueueKnown {
  const requested = actions.flatMap(action => (action.kind === 'place-hold' ? asPlaced(action) : []))
  const active = new Map([...copies.flatMap(({ holds }) => holds), ...requested].map(hold => [hold.holdId, hold]))
  const standing = [...active.values()].filter(({ holdId }) => holdId !== undone)
  const { gone, ...title } = knownOfTitle(copies, standing)
  const restored = new Set(actions.flatMap(action => changedBy(action, copies)))
  const asked = title.asked.filter(({ holdId }) => holdId !== undone)
  const first = turnsOf({ ...title, asked }, shelfMs)
  // Withdrawn, or nobody knows: whatever still waits here and is not in the system's queue never was.
  const isGone = ({ holdId }: Hold) => gone.has(holdId) && !restored.has(holdId) && !isOver(first.get(holdId))
  const left = asked.filter(hold => !isGone(hold))
  const turns = left.length === asked.length ? first : turnsOf({ ...title, asked: left }, shelfMs)
  const charged = new Set(copies.flatMap(({ fees }) => fees.map(({ feeId }) => feeId)))
  return { standing, asked: left.toSorted(byTurn), turns, expiries: title.expiries, charged }
}

/** Holds that what is taken back now had changed, or that are there again by it. */
function changedBy(action: Action, copies: readonly ItemEvidence[]): readonly string[] {
  if (action.kind === 'restore-hold') return [action.hold.holdId]
  if (action.kind !== 'erase-scan') return []
  const priors = copies.flatMap(copy => copy.priors.filter(({ mark }) => mark === markOf(action.entry)))
  return priors.flatMap(({ holds }) => holds.map(({ holdId }) => holdId))
}

function isOver(turn: Turn | undefined): boolean {
  return turn?.kind === 'filled' || turn?.kind === 'expired'
}

function asPlaced({ holdId, titleId, patronId, branch, stopId, at }: Extract<Action, { kind: 'place-hold' }>): Hold {
  const pickup = { branch, ...(stopId !== undefined && { stopId }) }
  return { holdId, titleId, patronId, placedAt: at, pickup, holdNumber: '', state: { kind: 'queued' } }
}

interface QueueChanges {
  readonly first: readonly Action[]
  readonly then: readonly Action[]
  readonly notes: readonly OutcomeNote[]
}

type Kept = Turn & { kind: 'kept' }

/** What has to be written for the queue to stand as it should. `came`: the copy that comes back with it, which whoever has asked since may have too. */
function queueChanges(known: QueueKnown, copies: readonly ItemEvidence[], came: string | undefined): QueueChanges {
  const first: Action[] = []
  const then: Action[] = []
  const late: Action[] = []
  const notes: OutcomeNote[] = []
  const targets = targetsOf(known, copies, came)
  for (const hold of known.asked) {
    const { holdId, holdNumber, patronId } = hold
    const turn = known.turns.get(holdId)!
    const now = known.standing.find(one => one.holdId === holdId)
    const fee = known.expiries.find(one => known.charged.has(one.feeId) && one.hold.holdId === holdId)
    if (turn.kind === 'never' || turn.kind === 'expired') {
      if (now) first.push({ kind: 'cancel-hold', holdId, at: turn.kind === 'expired' ? turn.fee.at : hold.placedAt })
      if (turn.kind === 'expired' && now) then.push({ kind: 'restore-fee', barcode: turn.fee.barcode, fee: feeOf(turn.fee) })
      continue
    }
    const isOpen = turn.kind !== 'filled'
    if (!now && !isOpen && !fee) continue
    if (fee) first.push({ kind: 'drop-fee', barcode: fee.barcode, feeId: fee.feeId })
    if (!now) first.push({ kind: 'restore-hold', hold: { ...hold, state: { kind: 'queued' } } })
    if (!isOpen) {
      late.push({ kind: 'fill-hold', holdId, at: turn.at })
      if (now || fee) notes.push({ code: 'hold-filled', barcode: barcodeFor(patronId, turn.at, copies), holdNumber })
      continue
    }
    const target = targets.get(holdId)
    const state = now?.state ?? { kind: 'queued' }
    if (isAs(state, target)) continue
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
  return { first, then: [...then, ...late], notes }
}

/** Which copy each open hold should have. What nobody else has a claim to, whoever has it keeps. */
function targetsOf(
  { standing, asked, turns }: QueueKnown,
  copies: readonly ItemEvidence[],
  came?: string,
): ReadonlyMap<string, Kept> {
  const targets = new Map<string, Kept>()
  const inHouse = (barcode: string) => copies.some(copy => copy.item!.barcode === barcode && isInHouse(copy))
  const isFree = (barcode: string) => inHouse(barcode) && ![...targets.values()].some(target => target.barcode === barcode)
  const turned = asked.flatMap(({ holdId }) => {
    const turn = turns.get(holdId)!
    return turn.kind === 'kept' && inHouse(turn.barcode) ? [[holdId, turn] as const] : []
  })
  // What they were given that nobody else is to have, they keep, though another is theirs by now.
  const isKeeping = ({ holdId, state, placedAt }: Hold, { barcode }: Kept) => {
    if (state.kind === 'queued' || state.barcode === barcode || !inHouse(state.barcode)) return false
    const cameBefore = milliseconds(seenLast(state.barcode, copies) ?? placedAt) <= milliseconds(placedAt)
    return cameBefore && !turned.some(([other, turn]) => other !== holdId && turn.barcode === state.barcode)
  }
  const left: Kept[] = []
  for (const [holdId, turn] of turned) {
    const now = standing.find(one => one.holdId === holdId)
    if (now && isKeeping(now, turn)) left.push(turn)
    else targets.set(holdId, turn)
  }
  const isOpen = ({ holdId }: Hold) => ['queued', 'kept'].includes(turns.get(holdId)!.kind) && !targets.has(holdId)
  for (const { holdId, state, placedAt } of standing) {
    if (state.kind === 'queued' || !turns.has(holdId)) continue
    const hold = asked.find(one => one.holdId === holdId)!
    const { barcode } = state
    if (isOpen(hold) && isFree(barcode))
      targets.set(holdId, { kind: 'kept', barcode, at: placedAt, ready: state.kind === 'waiting' })
  }
  for (const turn of left) {
    const asksFor = (hold: Hold) => mayHave(hold, turn.barcode) && milliseconds(hold.placedAt) <= milliseconds(turn.at)
    const hold = isFree(turn.barcode) ? asked.find(one => isOpen(one) && asksFor(one)) : undefined
    if (hold) targets.set(hold.holdId, { ...turn, ready: turn.branch === hold.pickup.branch })
  }
  const next = came !== undefined && isFree(came) ? asked.find(hold => isOpen(hold) && mayHave(hold, came)) : undefined
  const copy = copies.find(({ item }) => item!.barcode === came)
  const last = copy?.scans
    .filter(({ unsent }) => unsent !== 'waiting')
    .toSorted((a, b) => milliseconds(a.at) - milliseconds(b.at))
    .at(-1)
  if (next && came !== undefined && last?.kind === 'checkin') {
    const { at, branch } = last
    targets.set(next.holdId, { kind: 'kept', barcode: came, at, branch, ready: branch === next.pickup.branch })
  }
  return targets
}

function isAs(state: Hold['state'], target: Kept | undefined): boolean {
  if (!target) return state.kind === 'queued'
  return state.kind === (target.ready ? 'waiting' : 'in-transit') && state.barcode === target.barcode
}

function feeOf({ barcode: _, ...fee }: Expiry): Fee {
  return fee
}

function seenLast(barcode: string, copies: readonly ItemEvidence[]): string | undefined {
  return copies.find(({ item }) => item!.barcode === barcode)?.scans.findLast(({ unsent }) => !unsent)?.at
}

function barcodeFor(patronId: string, at: string, copies: readonly ItemEvidence[]): string {
  const isIt = (scan: KnownScan) => scan.kind === 'checkout' && scan.patronId === patronId && scan.at === at
  return (copies.find(({ scans }) => scans.some(isIt)) ?? copies[0]!).item!.barcode
}

function byTurn(a: Hold, b: Hold): number {
  return milliseconds(a.placedAt) - milliseconds(b.placedAt) || (a.holdId < b.holdId ? -1 : 1)
}
