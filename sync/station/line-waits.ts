import type { Outcome } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { Wait } from '../protocol/brake.ts'
import type { Line } from './session.ts'
import type { SyncState } from './sync-client.ts'

/** Why lines that have been sent wait at the hub, by line id. */
export type LineWaits = Readonly<Record<string, Wait>>

/** Looked at anew only where lines, outcomes or the hub's word have changed. */
export class WaitsOfLines {
  #of:
    | { readonly lines: readonly Line[]; readonly sync: Pick<SyncState, 'waits' | 'outcomes'>; readonly waits: LineWaits }
    | undefined

  of(lines: readonly Line[], { waits, outcomes }: SyncState): LineWaits | undefined {
    if ((!waits || waits.length === 0) && !isAnyClosed(outcomes)) return
    const { sync } = this.#of ?? {}
    if (this.#of?.lines !== lines || sync?.waits !== waits || sync?.outcomes !== outcomes)
      this.#of = { lines, sync: { ...(waits && { waits }), outcomes }, waits: waitsOf(lines, waits ?? [], outcomes) }
    return this.#of.waits
  }
}

/** Until when a question is kept closed, where it is. */
export function closedUntil(outcome: Outcome): string | undefined {
  return outcome.kind === 'needs-person' ? outcome.closedUntil : undefined
}

function isAnyClosed(outcomes: SyncState['outcomes']): boolean {
  for (const { outcome } of outcomes.values()) if (closedUntil(outcome)) return true
  return false
}

function waitsOf(lines: readonly Line[], waits: NonNullable<SyncState['waits']>, outcomes: SyncState['outcomes']): LineWaits {
  return Object.fromEntries(
    lines.flatMap(({ lineId, entry, kind }) => {
      if (!entry || kind === 'refused' || kind === 'asked') return []
      const outcome = outcomes.get(entryKey(entry))?.outcome
      const until = outcome && closedUntil(outcome)
      if (until) return [[lineId, { why: 'other-stations', until }] as const]
      if (outcome) return []
      const { epoch, sequence } = entry
      const found = waits.find(one => one.epoch === epoch && one.from <= sequence && sequence <= one.to)
      return found ? [[lineId, { why: found.why, ...(found.until && { until: found.until }) }] as const] : []
    }),
  )
}
