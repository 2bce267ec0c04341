import type { Action, ItemEvidence, KnownScan, PriorState } from '../evidence.ts'
import type { Hold } from '../loan.ts'
import { isSetAside } from './holds-after-checkout.ts'
import { holdToCatch } from './replay-checkin.ts'
import { milliseconds, scansIn } from './scan-order.ts'

/** Whoever got the copy by it waits again, as long as nothing else has touched that hold since; or has it by the scan before. */
export function queuedAgain(own: KnownScan, evidence: ItemEvidence, prior: PriorState): readonly Action[] | undefined {
  const since = evidence.priors.slice(evidence.priors.indexOf(prior) + 1)
  const { barcode } = evidence.item!
  const last = scansIn(evidence).findLast(scan => scan !== own && !scan.unsent)
  const layReady = (hold: Hold) => isSetAside(hold, barcode) && last?.kind !== 'checkout'
  const isAsLeft = (hold: Hold) =>
    (hold.state.kind === 'queued' || isSetAside(hold, barcode)) &&
    canReturnTo(hold, evidence) &&
    isUntouched(hold, since, evidence)
  // Whoever has had a copy by another loan has had what they waited for, whatever this scan said.
  const touched = prior.holds.filter(hold => !isFilledBesides(own, hold, evidence))
  if (!touched.every(isAsLeft)) return
  const restored = touched.map(hold => (layReady(hold) ? hold : ({ ...hold, state: { kind: 'queued' } } as const)))
  const again = evidence.holds.map(hold => restored.find(({ holdId }) => holdId === hold.holdId) ?? hold)
  const turn =
    last?.kind === 'checkin'
      ? holdToCatch({
          ...evidence,
          holds: again.filter(hold => layReady(hold) || milliseconds(hold.placedAt) <= milliseconds(last.at)),
        })
      : undefined
  // Whoever was given the copy since, because this scan said that it was here.
  const caughtSince =
    last?.kind === 'checkout'
      ? evidence.holds.filter(hold => isSetAside(hold, barcode) && !prior.holds.some(({ holdId }) => holdId === hold.holdId))
      : []
  return [
    ...caughtSince.map(({ holdId }) => ({ kind: 'put-hold-back', holdId, at: own.at }) as const),
    ...restored.map(hold => ({ kind: 'restore-hold', hold }) as const),
    ...(turn ? [{ kind: 'catch-hold', barcode, holdId: turn.holdId, at: last!.at, branch: last!.branch } as const] : []),
  ]
}

/** Nothing was written of the hold since, or only what never was: it stands as it stood before that. */
function isUntouched({ holdId }: Hold, since: readonly PriorState[], { holds, scans }: ItemEvidence): boolean {
  const touched = since.filter(prior => prior.holds.some(hold => hold.holdId === holdId))
  const before = touched[0]?.holds.find(hold => hold.holdId === holdId)
  if (!before) return true
  const now = holds.find(hold => hold.holdId === holdId)
  const stands = touched.some(({ mark }) => scans.some(scan => scan.mark === mark))
  return !stands && JSON.stringify(now?.state) === JSON.stringify(before.state)
}

/** Whether the hold is gone because its patron has a copy, or had one, by another loan than the one that never was. */
export function isFilledBesides(own: KnownScan, { holdId, patronId, placedAt }: Hold, evidence: ItemEvidence): boolean {
  const { holds, pastLoans, loan } = evidence
  if (holds.some(hold => hold.holdId === holdId)) return false
  const asked = milliseconds(placedAt)
  const isTheirs = (one: { readonly patronId: string; readonly lentAt: string }) =>
    one.patronId === patronId && milliseconds(one.lentAt) >= asked && one.lentAt !== own.at
  return [...pastLoans, ...(loan ? [loan] : [])].some(isTheirs)
}

/** A hold that the scan filled is gone; one that it caught or put back must still be as the scan left it. */
export function canReturnTo(before: PriorState['holds'][number], { holds, item }: ItemEvidence, filledFor?: string): boolean {
  const now: Hold | undefined = holds.find(({ holdId }) => holdId === before.holdId)
  if (!now) return before.patronId === filledFor
  return now.state.kind === 'queued' || isSetAside(now, item!.barcode)
}
