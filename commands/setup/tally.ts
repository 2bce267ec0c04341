/** What one runner says in the end. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const none: Counts = { passed: 0, failed: 0, skipped: 0 }

/** The sum over all runners. */
export const sum = (all: readonly Counts[]): Counts =>
  all.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }), none)

/** The closing line. */
export const closingLine = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`

/** The part of Vitest's JSON report that is counted. */
export interface VitestReport {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** Counts a report. A file that could not even be loaded, or an error outside all tests, counts as one failure. */
export function countReport(report: VitestReport): Counts {
  const brokenFiles = report.testResults.filter(
    file => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  ).length
  const failed = report.numFailedTests + brokenFiles
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/**
 * Test files that are on disk and not in the report. A file of a shell that could not be had is skipped, with the reason;
 * any other one was forgotten by the configuration, which is a failure.
 */
export function countLeftOut(
  onDisk: readonly string[],
  inReport: readonly string[],
  reasonFor: (file: string) => string | undefined,
): { readonly counts: Counts; readonly lines: readonly string[] } {
  const leftOut = onDisk.filter(file => !inReport.includes(file)).map(file => ({ file, reason: reasonFor(file) }))
  return {
    counts: {
      passed: 0,
      failed: leftOut.filter(({ reason }) => reason === undefined).length,
      skipped: leftOut.filter(({ reason }) => reason !== undefined).length,
    },
    lines: leftOut.map(({ file, reason }) => (reason ? `skipped ${file}: ${reason}` : `FAILED ${file}: no runner took it`)),
  }
}
