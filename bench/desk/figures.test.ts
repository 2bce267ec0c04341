import { expect, test } from 'vitest'
import { deskReport, figuresOf, percentile } from './figures.ts'

test('a percentile is the value at its rank, whatever the order', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index)
  expect([percentile(values, 50), percentile(values, 99), percentile(values, 100)]).toEqual([100, 198, 200])
  expect(percentile([7], 50)).toBe(7)
})

test('the report gives the worse of the hosts, and each beside it', () => {
  const report = deskReport([figuresOf('electron', [10, 11, 90]), figuresOf('chromium', [12, 13, 14])], { scans: 3 })
  expect(report).toMatchObject({
    scan_to_verdict_p50_ms: 13,
    scan_to_verdict_p99_ms: 90,
    scans: 3,
    electron_p50_ms: 11,
    chromium_p99_ms: 14,
  })
})
