import type { Said } from './answer-operation.ts'

/** Koha-Suomi's plugin: what the library's own reports give, and what the asking user may. */
export interface ReportServices {
  rows: Record<number, unknown>
  /** `no-right`: without `plugins:report`. `not-listed`: the plugin's own list of allowed reports has not this user, or not this report. */
  user?: 'no-right' | 'not-listed' | undefined
}

export function answerReport(number: number, { rows, user }: ReportServices): Said {
  if (user === 'no-right') {
    const error = 'Authorization failure. Missing required permission(s).'
    return { status: 403, body: { error, required_permissions: { plugins: 'report' } } }
  }
  if (user === 'not-listed') return { status: 403, body: { error: 'Forbidden' } }
  return number in rows ? { status: 200, body: rows[number] } : { status: 404, body: { error: 'Data not found' } }
}
