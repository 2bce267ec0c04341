import type { Action, Fee, ItemEvidence, KnownScan } from '../evidence.ts'
import { isCaughtWith, mayHave } from '../hold-turn.ts'
import type { Hold } from '../loan.ts'
import type { OutcomeNote } from '../outcome.ts'
import { type CopyInHouse, catchOtherCopies, copiesBackSince, expiredWithLater, passOn } from './other-copies.ts'
import { milliseconds, scansIn } from './scan-order.ts'

/** A copy lay in the house from a return until it left, or still does. */
interface Stay {
  readonly from: KnownScan
  readonly until?: KnownScan
}

/** The stay that covers that instant, by all scans known; undefined where the copy was out then, or nobody saw it come. */
export function stayAt(at: string, evidence: ItemEvidence): Stay | undefined {
  const then = milliseconds(at)
  const scans = inOrder(evidence)
  const before = scans.filter(one => milliseconds(one.at) <= then)
  const from = before.slice(before.findLastIndex(({ kind }) => kind === 'checkout') + 1)[0]
  if (!from) return
  const until = scans.find(one => one.kind === 'checkout' && milliseconds(one.at) > then)
  return { from, ...(until && { until }) }
}

function inOrder(evidence: ItemEvidence): readonly KnownScan[] {
  const settled = scansIn(evidence).filter(({ unsent }) => unsent !== 'waiting')
  return settled.toSorted((a, b) => milliseconds(a.at) - milliseconds(b.at))
}

interface Turned {
  readonly actions: readonly Action[]
  readonly notes: readonly OutcomeNote[]
}

/**
 * A return after which the copy left again was the turn of whoever had asked first, also where they were given a copy that came back meanwhile:
 * that one was free for the next, and as this copy left they waited on.
 */
export function turnDuringStay(scan: KnownScan, evidence: ItemEvidence, copies: readonly ItemEvidence[]): Turned {
  const nothing = { actions: [], notes: [] }
  const { barcode } = evidence.item!
  const came = milliseconds(scan.at)
  const left = inOrder(evidence).find(({ kind, at }) => kind === 'checkout' && milliseconds(at) > came)
  if (!left) return nothing
  const meanwhile = copiesBackSince(came, copies).filter(({ at }) => milliseconds(at) < milliseconds(left.at))
  const gotOther = ({ holdId }: Hold) => meanwhile.some(({ keptFor }) => keptFor?.holdId === holdId)
  const first = evidence.holds.find(
    hold =>
      milliseconds(hold.placedAt) <= came &&
      mayHave(hold, barcode) &&
      (hold.state.kind === 'queued' || isCaughtWith(hold, barcode) || gotOther(hold)),
  )
  const missed = missedMeanwhile(scan.at, left, evidence, copies)
  if (missed && (!first || milliseconds(missed.hold.placedAt) < milliseconds(first.placedAt)))
    return neverMissed(missed, left, evidence, copies)
  if (!first || !gotOther(first)) return nothing
  const passed = passOn(first, evidence.holds, copies)
  const again =
    left.patronId === first.patronId ? nothing : catchOtherCopies([first], () => milliseconds(left.at), [evidence, ...copies])
  return {
    actions: [{ kind: 'put-hold-back', holdId: first.holdId, at: left.at }, ...passed.actions, ...again.actions],
    notes: [...passed.notes, ...again.notes],
  }
}

/** Of the holds that have expired with a copy given to them during that stay, whoever asked first. */
function missedMeanwhile(came: string, left: KnownScan, { item, holds }: ItemEvidence, copies: readonly ItemEvidence[]) {
  // Their own loan has settled it, and so has asking anew.
  const isSettled = ({ patronId }: Hold) => patronId === left.patronId || holds.some(one => one.patronId === patronId)
  const missed = expiredWithLater(came, copies, left.at).filter(({ hold }) => mayHave(hold, item!.barcode) && !isSettled(hold))
  return missed.toSorted((a, b) => milliseconds(a.hold.placedAt) - milliseconds(b.hold.placedAt))[0]
}

/** It was their turn here until the copy left, and from then on they waited: what they got meanwhile never was kept for them. */
function neverMissed(
  { feeId, barcode, hold }: Fee & { readonly hold: Hold; readonly barcode: string },
  left: KnownScan,
  evidence: ItemEvidence,
  copies: readonly ItemEvidence[],
): Turned {
  const queued: Hold = { ...hold, state: { kind: 'queued' } }
  const asIfNot = [evidence, ...copies].map(copy => ({ ...copy, fees: copy.fees.filter(fee => fee.feeId !== feeId) }))
  const again = catchOtherCopies([queued], () => milliseconds(left.at), asIfNot)
  return {
    actions: [{ kind: 'drop-fee', barcode, feeId }, { kind: 'restore-hold', hold: queued }, ...again.actions],
    notes: [...again.notes],
  }
}

/**
 * Since when a hold has waited that has lost its copy now: where another copy was theirs when this one came back, since that one left.
 */
export function waitsSince(hold: Hold, lostAt: string, evidence: ItemEvidence, copies: readonly ItemEvidence[]): string {
  const before = inOrder(evidence).filter(({ at }) => milliseconds(at) < milliseconds(lostAt))
  const seen = before.at(-1)
  const came = seen && stayAt(seen.at, evidence)?.from
  if (!came) return lostAt
  // Given to them when it came home, late: it had lain here since before they asked, and what came back then was theirs.
  if (milliseconds(seen.at) < milliseconds(hold.placedAt)) return hold.placedAt
  const asked = milliseconds(hold.placedAt)
  // Seen here again after they had asked, it was theirs from then on, unless another had come back for them before that.
  const given = milliseconds(came.at) < asked && before.find(({ at }) => milliseconds(at) >= asked)
  const isTheirs = ({ at, keptFor }: CopyInHouse) => !keptFor && given && milliseconds(at) < milliseconds(given.at)
  if (copiesBackSince(asked, copies).some(isTheirs)) return hold.placedAt
  for (const copy of copies) {
    const stay = stayAt(came.at, copy)
    const left = stay?.until
    if (!left || milliseconds(left.at) > milliseconds(lostAt) || left.patronId === hold.patronId) continue
    if (milliseconds(hold.placedAt) > milliseconds(stay.from.at) || !mayHave(hold, copy.item!.barcode)) continue
    if (!wasAnothers(hold, stay, copy)) return left.at
  }
  return lostAt
}

/** Whether the hub knows of somebody else who had the copy set aside by then. */
function wasAnothers({ holdId }: Hold, { from, until }: Stay, { priors }: ItemEvidence): boolean {
  const marks = [from.mark, until?.mark]
  if (marks.includes(undefined)) return true
  return priors.some(({ mark, holds }) => marks.includes(mark) && holds.some(one => one.holdId !== holdId))
}
