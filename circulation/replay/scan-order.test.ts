import { expect, test } from 'vitest'
import type { KnownScan } from '../evidence.ts'
import { earliestOf, latestOf, placeScan } from './scan-order.ts'

const at = '2026-11-17T10:00:00Z'
const seen = (from: number, to: number): KnownScan => ({
  kind: 'checkout',
  patronId: 'Carl',
  branch: 'MAIN',
  at,
  uncertaintyMs: 0,
  within: { from, to },
  inferred: true,
})

test('[RP42] what no look bounds may have been at any time, and stops nothing', () => {
  const unbounded = seen(Number.NEGATIVE_INFINITY, Date.parse('2026-11-17T12:00:00Z'))
  expect(earliestOf(unbounded)).toBe('1970-01-01T00:00:00Z')
  expect(latestOf(unbounded, [])).toBe('2026-11-17T12:00:00Z')
  expect(latestOf(seen(0, Number.POSITIVE_INFINITY), [])).toBe(at)
  const x: KnownScan = { kind: 'checkin', branch: 'BUS', at: '2026-11-16T10:00:00Z', uncertaintyMs: 500 }
  const later: KnownScan = { kind: 'checkout', patronId: 'Bea', branch: 'MAIN', at: '2026-11-18T10:00:00Z', uncertaintyMs: 0 }
  expect(placeScan(x, [unbounded, later]).kind).toBe('history')
})
