import { isReplayed } from '../../../circulation/transaction.ts'
import type { Entry } from '../../../sync/journal/entry.ts'

/** A run of entries, by sequence, and how many of them the library system learns of. */
export interface Run {
  readonly from: number
  readonly to: number
  readonly count: number
}

/**
 * The entries since the stop was last chosen, if they were recorded elsewhere than at `branch` and `stopId`: what a stop confirmed too hastily may
 * have put at the wrong place.
 */
export function lastRunElsewhere(entries: readonly Entry[], branch: string, stopId: string | undefined): Run | undefined {
  const epoch = entries.at(-1)?.epoch
  const chosen = entries.findLastIndex(entry => entry.epoch !== epoch || entry.transaction.kind === 'stop-chosen')
  const since = entries
    .slice(chosen + 1)
    .filter(({ transaction }) => isReplayed(transaction) && transaction.kind !== 'stop-correction')
  const first = since[0]
  const last = since.at(-1)
  if (!first || !last || (first.branch === branch && first.stopId === stopId)) return undefined
  return { from: first.sequence, to: last.sequence, count: since.length }
}
