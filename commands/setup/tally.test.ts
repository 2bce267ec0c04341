import { expect, test } from 'vitest'
import { closingLine, countLeftOut, countReport, sum, type VitestReport } from './tally.ts'

const report = (change: Partial<VitestReport>): VitestReport => ({
  success: true,
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [],
  ...change,
})

test('a report is counted as it says', () => {
  expect(countReport(report({}))).toEqual({ passed: 3, failed: 0, skipped: 2 })
})

test('a file that could not be loaded is a failure although it has no failed test', () => {
  const testResults = [{ name: '/a.test.ts', status: 'failed', assertionResults: [] }]
  expect(countReport(report({ success: false, testResults })).failed).toBe(1)
})

test('an error outside all tests is a failure', () => {
  expect(countReport(report({ success: false })).failed).toBe(1)
})

test('a failed test is counted once', () => {
  const testResults = [{ name: '/a.test.ts', status: 'failed', assertionResults: [{ status: 'failed', fullName: 'a' }] }]
  expect(countReport(report({ success: false, numFailedTests: 1, testResults })).failed).toBe(1)
})

test('a file left out is skipped with a reason, and fails without one', () => {
  const { counts, lines } = countLeftOut(['a.test.ts', 'e2e/b.electron.test.ts', 'c.test.ts'], ['a.test.ts'], file =>
    file.includes('electron') ? 'no Electron' : undefined,
  )
  expect(counts).toEqual({ passed: 0, failed: 1, skipped: 1 })
  expect(lines).toEqual(['skipped e2e/b.electron.test.ts: no Electron', 'FAILED c.test.ts: no runner took it'])
})

test('the closing line is the sum over all runners', () => {
  const all = [
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 10, failed: 2, skipped: 3 },
  ]
  expect(closingLine(sum(all))).toBe('11 passed, 2 failed, 3 skipped')
})
