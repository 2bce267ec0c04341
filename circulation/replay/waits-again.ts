import type { Action, ItemEvidence, KnownScan, PriorState } from '../evidence.ts'
import type { Hold } from '../loan.ts'
import { isSetAside } from './holds-after-checkout.ts'
import { isFilledBesides } from './queued-again.ts'
import { holdToCatch } from './replay-checkin.ts'
import { milliseconds } from './scan-order.ts'

/**
 * A loan that never was had filled its patron's hold, and the copy has been seen since: the hold is there again, and what was scanned since is done to
 * it. `later`: those scans, oldest first. Undefined where somebody else was given the copy since, or the patron asked anew.
 */
export function heldAgain(
  own: KnownScan,
  later: readonly KnownScan[],
  evidence: ItemEvidence,
  { holds }: PriorState,
): readonly Action[] | undefined {
  const [filled, ...more] = holds
  const last = later.at(-1)
  if (!filled) return []
  const { barcode } = evidence.item!
  const isTheirs = ({ patronId }: { readonly patronId?: string }) => patronId === filled.patronId
  if (own.kind === 'checkin' || !holds.some(({ patronId }) => patronId === own.patronId))
    return keptAnyway(own, later, evidence, holds)
  if (more.length > 0 || !isTheirs(own) || !last) return
  if (later.some(isTheirs) || evidence.holds.some(hold => isTheirs(hold) || isSetAside(hold, barcode))) return
  const queued = { ...filled, state: { kind: 'queued' } } as const
  const restored: Action = { kind: 'restore-hold', hold: queued }
  const out = later.findLast(({ kind }) => kind === 'checkout')
  // With the copy until it left, if it did.
  const kept = isSetAside(filled, barcode) && !out ? filled : queued
  const all = [...evidence.holds, kept].toSorted((a, b) => milliseconds(a.placedAt) - milliseconds(b.placedAt))
  const turn = last.kind === 'checkin' ? holdToCatch({ ...evidence, holds: all }) : undefined
  if (turn === kept) return [restored, { kind: 'catch-hold', barcode, holdId: filled.holdId, at: last.at, branch: last.branch }]
  return [restored]
}

/**
 * A return that never was gave the copy to somebody, or a loan took it from them, and it has been seen since: what was scanned after it was done
 * to their hold all the same. Undefined where their hold has expired, or was another copy's before.
 */
function keptAnyway(
  own: KnownScan,
  later: readonly KnownScan[],
  evidence: ItemEvidence,
  holds: readonly Hold[],
): readonly Action[] | undefined {
  const { barcode } = evidence.item!
  const isAsScanned = (before: Hold) => {
    const now = evidence.holds.find(({ holdId }) => holdId === before.holdId)
    if (before.state.kind !== 'queued' && !isSetAside(before, barcode)) return false
    if (!now) return isFilledBesides(own, before, evidence)
    if (isSetAside(now, barcode)) return later.at(-1)?.kind === 'checkin'
    // It went out with somebody else.
    return now.state.kind !== 'queued' || later.some(({ kind }) => kind === 'checkout')
  }
  return holds.every(isAsScanned) ? [] : undefined
}
