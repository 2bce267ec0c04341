import type { Outcome } from '../../../circulation/outcome.ts'
import type { BrakeAudit, PreviewLine, ShadowReport } from '../../protocol/office.ts'
import { countsOf } from '../preview/preview.ts'

export interface ShadowedEntry {
  readonly line: PreviewLine
  /** What became of it for good, where it has. */
  readonly became?: Outcome['kind']
}

/** Of more only the latest are listed; all are counted. */
const linesShown = 500

/** What a trial run has come to, from its lines in the order in which they were decided. */
export function shadowReport(since: string | undefined, entries: readonly ShadowedEntry[]): ShadowReport {
  const lines = entries.map(({ line }) => line)
  const settled = entries.filter(({ became }) => became !== undefined)
  const asSaid = settled.filter(({ line, became }) => line.becomes === became).length
  return {
    ...(since !== undefined && { since }),
    transactions: lines.length,
    ...countsOf(lines),
    lines: lines.slice(-linesShown),
    asSaid,
    otherwise: settled.length - asSaid,
  }
}

/** When shadow mode was last turned on; the changes come latest first. */
export function trialBegan(changes: readonly Pick<BrakeAudit, 'at' | 'before' | 'after'>[]): string | undefined {
  return changes.find(({ before, after }) => after.shadow && !before.shadow)?.at
}
