import type { Action, ItemEvidence, KnownScan, PriorState } from '../evidence.ts'
import { isSetAside } from './holds-after-checkout.ts'
import { catchOtherCopies } from './other-copies.ts'
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
  copies: readonly ItemEvidence[],
): readonly Action[] | undefined {
  const [filled, ...more] = holds
  const last = later.at(-1)
  if (!filled) return []
  const { barcode } = evidence.item!
  const isTheirs = ({ patronId }: { readonly patronId?: string }) => patronId === filled.patronId
  if (more.length > 0 || own.kind !== 'checkout' || !isTheirs(own) || !last) return
  if (later.some(isTheirs) || evidence.holds.some(hold => isTheirs(hold) || isSetAside(hold, barcode))) return
  const queued = { ...filled, state: { kind: 'queued' } } as const
  const restored: Action = { kind: 'restore-hold', hold: queued }
  const out = later.findLast(({ kind }) => kind === 'checkout')
  // With the copy until it left, if it did.
  const kept = isSetAside(filled, barcode) && !out ? filled : queued
  const all = [...evidence.holds, kept].toSorted((a, b) => milliseconds(a.placedAt) - milliseconds(b.placedAt))
  const turn = last.kind === 'checkin' ? holdToCatch({ ...evidence, holds: all }) : undefined
  if (turn === kept) return [restored, { kind: 'catch-hold', barcode, holdId: filled.holdId, at: last.at, branch: last.branch }]
  const since = milliseconds(isSetAside(filled, barcode) && out ? out.at : own.at)
  return [restored, ...catchOtherCopies([queued], () => since, copies).actions]
}
