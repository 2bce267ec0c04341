import type { Action, Fee, ItemEvidence, KnownScan } from '../evidence.ts'
import type { Hold } from '../loan.ts'
import type { OutcomeNote } from '../outcome.ts'
import type { ReplayPolicy } from './happening.ts'
import { isSetAside } from './holds-after-checkout.ts'
import { cameBefore, earliestOf, milliseconds, scansIn } from './scan-order.ts'

interface Restored {
  readonly holds: readonly Hold[]
  readonly evidence: ItemEvidence
  readonly actions: readonly Action[]
  readonly notes: readonly OutcomeNote[]
}

/**
 * A hold that expired after the copy had been scanned elsewhere did not lie ready any more: it is there again as it stood, without the fee.
 * One that expired after a later scan, which the system knew of, is none of this scan's business; nor is the patron's own, which the loan fills.
 */
export function restoreExpired(scan: KnownScan, evidence: ItemEvidence, { holdShelfMs }: ReplayPolicy): Restored {
  const { barcode } = evidence.item!
  // In doubt the hold's owner is favoured.
  const at = milliseconds(earliestOf(scan))
  const isMine = (patronId: string) => scan.kind === 'checkout' && scan.patronId === patronId
  const isVoid = ({ at: expired, hold }: Fee & { hold: Hold }) => {
    const expiredAt = milliseconds(expired)
    const { pickup, state } = hold
    const lastOut = evidence.scans.findLast(other => !other.unsent && milliseconds(other.at) < at)?.kind === 'checkout'
    // Seen where it lay ready, it lay ready still, but for a copy that had been out: that had not had its time.
    if (scan.kind === 'checkin' && state.kind === 'waiting' && pickup.branch === scan.branch)
      return lastOut && expiredAt - at < holdShelfMs
    const last = evidence.scans.findLast(
      other =>
        other.unsent !== 'waiting' &&
        milliseconds(other.at) > at &&
        milliseconds(other.at) < expiredAt &&
        !cameBefore(other, scan, evidence.scans),
    )
    // Taken from the shelf and brought back, it lay ready anew.
    const anew = scan.kind === 'checkout' && last?.kind === 'checkin' && expiredAt - milliseconds(last.at) < holdShelfMs
    return !last || anew
  }
  const restored: { readonly fee: Fee; readonly hold: Hold }[] = []
  for (const fee of evidence.fees.toSorted((a, b) => milliseconds(a.at) - milliseconds(b.at))) {
    const { hold } = fee
    if (fee.why !== 'hold-expired' || !hold || milliseconds(fee.at) <= at || isMine(fee.patronId)) continue
    // Whoever was given the copy by an expiry that is void never had it.
    const before = restored.at(-1)?.fee
    const givenByVoid = before !== undefined && !seenBetween(before.at, fee.at, evidence)
    if (givenByVoid || isVoid({ ...fee, hold })) restored.push({ fee, hold })
  }
  if (restored.length === 0) return { holds: [], evidence, actions: [], notes: [] }
  // Whoever has had it since then has had what they waited for.
  const filled = restored.flatMap(({ hold }) => (hadSince(hold, at, evidence) ? [hold] : []))
  // Whoever asked for it anew would have been refused: the first one stands in its stead, with the copy that the second got.
  const isAnew = (one: Hold) => restored.some(({ hold }) => hold.patronId === one.patronId && !filled.includes(hold))
  const anew = evidence.holds.filter(isAnew)
  const asStands = (hold: Hold): Hold => {
    const second = anew.find(({ patronId, state }) => patronId === hold.patronId && state.kind !== 'queued')
    return second ? { ...hold, state: second.state } : hold
  }
  const open = restored.flatMap(({ hold }) => (filled.includes(hold) ? [] : [asStands(hold)]))
  const holds = [...evidence.holds.filter(hold => !anew.includes(hold)), ...open]
  return {
    holds: open,
    evidence: { ...evidence, holds: holds.toSorted((a, b) => milliseconds(a.placedAt) - milliseconds(b.placedAt)) },
    actions: [
      ...anew.map(({ holdId }) => ({ kind: 'cancel-hold', holdId, at: scan.at }) as const),
      ...restored.flatMap(({ fee: { feeId }, hold }) => [
        { kind: 'restore-hold', hold: filled.includes(hold) ? hold : asStands(hold) } as const,
        { kind: 'drop-fee', barcode, feeId } as const,
        ...(filled.includes(hold) ? [{ kind: 'fill-hold', holdId: hold.holdId, at: scan.at } as const] : []),
      ]),
    ],
    notes: restored.map(({ hold: { holdNumber } }) => ({ code: 'hold-put-back', barcode, holdNumber }) as const),
  }
}

function seenBetween(from: string, to: string, { scans }: ItemEvidence): boolean {
  return scans.some(({ at }) => milliseconds(at) > milliseconds(from) && milliseconds(at) < milliseconds(to))
}

function hadSince({ patronId }: Hold, since: number, { loan, pastLoans }: ItemEvidence): boolean {
  return [...pastLoans, ...(loan ? [loan] : [])].some(one => one.patronId === patronId && milliseconds(one.lentAt) > since)
}

/** The copy left the shelf and has come back since: it is again the turn of a restored hold before anybody's who asked later; out, nobody's. */
export function turnOfRestored(
  restored: readonly Hold[],
  evidence: ItemEvidence,
): { readonly actions: readonly Action[]; readonly notes: readonly OutcomeNote[] } {
  const [first] = restored
  if (!first) return { actions: [], notes: [] }
  const { barcode } = evidence.item!
  const last = scansIn(evidence).findLast(({ unsent }) => !unsent)
  const inHouse = !evidence.loan && last?.kind === 'checkin'
  // Whoever asked before them has it, or gets it now.
  const isEarlier = (hold: Hold) =>
    milliseconds(hold.placedAt) < milliseconds(first.placedAt) && (hold.state.kind === 'queued' || isSetAside(hold, barcode))
  const turn = inHouse ? (evidence.holds.find(hold => !restored.includes(hold) && isEarlier(hold)) ?? first) : undefined
  const others = evidence.holds.filter(hold => hold !== turn && isSetAside(hold, barcode))
  const back = others.map(({ holdId }) => ({ kind: 'put-hold-back', holdId, at: last?.at ?? first.placedAt }) as const)
  if (!turn || (turn !== first && isSetAside(turn, barcode))) return { actions: back, notes: [] }
  const { at, branch } = last!
  return {
    actions: [...back, { kind: 'catch-hold', barcode, holdId: turn.holdId, at, branch }],
    notes: [{ code: 'hold-caught', barcode, holdNumber: turn.holdNumber }],
  }
}
