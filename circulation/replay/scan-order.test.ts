import { expect, test } from 'vitest'
import type { KnownScan } from '../evidence.ts'
import { cameBefore, earliestOf, latestOf, placeScan, scanKey } from './scan-order.ts'

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

test('[RP61] what a person said of two scans holds for what their journals put before and after them; what the clocks prove stands', () => {
  const entry = (sequence: number) => ({ station: 'bus-1', epoch: 'e', sequence })
  const dayMs = 86_400_000
  const central: KnownScan = { kind: 'checkin', branch: 'MAIN', at: '2026-11-17T10:00:00Z', uncertaintyMs: 0 }
  const back: KnownScan = { kind: 'checkin', branch: 'BUS', at: '2026-11-17T12:00:00Z', uncertaintyMs: dayMs, entry: entry(1) }
  const lent: KnownScan = {
    kind: 'checkout',
    patronId: 'Bea',
    branch: 'BUS',
    at: '2026-11-17T14:00:00Z',
    uncertaintyMs: dayMs,
    entry: entry(2),
  }
  expect(cameBefore(back, central, [back, lent, central])).toBe(false)
  const said = { ...lent, before: [scanKey(central)] }
  expect(cameBefore(back, central, [back, said, central])).toBe(true)
  expect(cameBefore(central, back, [back, said, central])).toBe(false)
  const earlier: KnownScan = { ...central, at: '2026-11-10T10:00:00Z' }
  const wrong = { ...lent, before: [scanKey(earlier)] }
  expect(cameBefore(back, earlier, [back, wrong, earlier])).toBe(false)
  expect(cameBefore(earlier, back, [back, wrong, earlier])).toBe(true)
})
