import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { type LeaseMark, leaseMet, leaseOf, leasePassed, leaseState } from './lease.ts'

const start = '2026-11-01T08:00:00Z'
const hour = 3_600_000
const day = 24 * hour
const after = (ms: number) => Temporal.Instant.from(start).add({ milliseconds: ms }).toString()
const met = leaseMet(undefined, start, start)

/** Looks every ten minutes while the program runs. */
function run(mark: LeaseMark, ms: number, clockGoes = true): LeaseMark {
  let now = mark
  for (let ran = 0; ran < ms; ran += 600_000) {
    const wall = clockGoes ? Temporal.Instant.from(now.seenAt).add({ minutes: 10 }).toString() : now.seenAt
    now = leasePassed(now, 600_000, wall)
  }
  return now
}

const kinds = (mark: LeaseMark) => leaseState(mark).kind

test('[LS1] running time alone warns from the eleventh day, locks on the fourteenth and purges a week later, whatever the wall clock says', () => {
  for (const clockGoes of [true, false]) {
    expect(kinds(run(met, 10.9 * day, clockGoes))).toBe('open')
    expect(leaseState(run(met, 11 * day, clockGoes))).toEqual({ kind: 'ending', daysLeft: 3 })
    expect(leaseState(run(met, 13.5 * day, clockGoes))).toEqual({ kind: 'ending', daysLeft: 1 })
    expect(kinds(run(met, 14 * day, clockGoes))).toBe('locked')
    expect(kinds(run(met, 21 * day, clockGoes))).toBe('over')
  }
})

test('[LS1] days in which the program did not run count too: a bus of eight hours a day is locked after fourteen days, not after six weeks', () => {
  let mark = met
  for (let night = 1; night <= 13; night++) mark = leasePassed(run(mark, 8 * hour), 0, after(night * day))
  expect(leaseState(mark)).toEqual({ kind: 'ending', daysLeft: 1 })
  mark = leasePassed(run(mark, 8 * hour), 0, after(14 * day))
  expect(kinds(mark)).toBe('locked')
})

test('[LS2] the wall clock alone neither locks nor purges: the program must have run for ten minutes, and for a day', () => {
  const found = leasePassed(met, 0, after(60 * day))
  expect(leaseState(found)).toEqual({ kind: 'ending', daysLeft: 0 })
  expect(kinds(run(found, 600_000))).toBe('locked')
  expect(kinds(run(found, 23 * hour))).toBe('locked')
  expect(kinds(run(found, 24 * hour))).toBe('over')
})

test('[LS2] a clock set back gives nothing back, and one that is set forth and back again in a run takes at most what it said', () => {
  const ran = run(met, 12 * day)
  const back = leasePassed(ran, 600_000, after(-300 * day))
  expect(back.ranMs + back.awayMs).toBe(ran.ranMs + ran.awayMs + 600_000)
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(100), fc.integer({ min: -400, max: 400 }))), steps => {
      let mark = met
      for (const [ranHours, wallDays] of steps) {
        const next = leasePassed(mark, ranHours * hour, after(wallDays * day))
        expect(next.ranMs).toBe(mark.ranMs + ranHours * hour)
        expect(next.awayMs).toBeGreaterThanOrEqual(mark.awayMs)
        mark = next
      }
    }),
  )
})

test('[LS3] contact begins the lease anew; an answer that is not later than the last one does not', () => {
  const locked = run(met, 15 * day)
  expect(leaseMet(locked, start, after(15 * day))).toBe(locked)
  expect(leaseMet(locked, after(-day), after(15 * day))).toBe(locked)
  expect(kinds(leaseMet(locked, after(15 * day), after(15 * day)))).toBe('open')
})

test('[LS5] the library says how long it is, and the warning and what follows go with it', () => {
  expect(leaseOf(undefined)).toEqual({ days: 14, warnDays: 3, purgeDays: 7 })
  expect(leaseOf(14)).toEqual(leaseOf(undefined))
  for (const [days, warn, purge] of [
    [1, 1, 1],
    [7, 2, 4],
    [28, 6, 14],
  ] as const) {
    const lease = leaseOf(days)
    expect(lease).toEqual({ days, warnDays: warn, purgeDays: purge })
    const at = (passed: number) => leaseState(run(met, passed * day), lease).kind
    if (days > warn) expect(at(days - warn - 0.05)).toBe('open')
    expect(at(days - 0.05)).toBe('ending')
    expect(at(days)).toBe('locked')
    expect(at(days + purge)).toBe('over')
  }
})
