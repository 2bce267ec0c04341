import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { bus, item, library, patron, place, rules, stop, today } from './desk.fixture.ts'
import { dueDate } from './due-date.ts'
import type { DeskPlace } from './truth.ts'

const due = (where: DeskPlace, expiresOn?: string, on = today) => dueDate(item(), patron({ expiresOn }), where, on)
const atLibrary = place({ branch: library, stop: undefined })
const withDays = (days: number, where: DeskPlace = atLibrary) => ({
  ...where,
  rules: { ...rules, loanRules: [{ days, renewals: 0 }] },
})

describe('due date', () => {
  test.each([
    ['2026-11-17', 28, '2026-12-15'],
    ['2027-02-01', 28, '2027-03-01'],
    ['2028-02-01', 28, '2028-02-29'],
    ['2026-12-15', 28, '2027-01-12'],
    ['2026-10-12', 14, '2026-10-26'],
    ['2026-11-17', 0, '2026-11-17'],
  ])('[DD1] lent on %s for %i days, it is due on %s', (on, days, expected) =>
    expect(due(withDays(days), undefined, on)).toEqual({ dueOn: expected, because: 'period' }),
  )

  test('[DD2] at a stop it is due at the first visit on or after the end of the period', () => {
    expect(due(place({ stop: stop('2026-12-14', '2026-12-22', '2026-12-29') }))).toEqual({
      dueOn: '2026-12-22',
      because: 'next-visit',
    })
    expect(due(place({ stop: stop('2026-12-15') }))).toEqual({ dueOn: '2026-12-15', because: 'next-visit' })
  })

  test('[DD9] where the library system reckons due days itself, neither visits nor opening days move it', () => {
    const system = { systemDueDays: true }
    expect(due({ ...place({ stop: stop('2026-12-22') }), ...system })).toEqual({ dueOn: '2026-12-15', because: 'period' })
    const closed = { ...library, closedOn: ['2026-12-15'] }
    expect(due({ ...place({ branch: closed, stop: undefined }), ...system }).dueOn).toBe('2026-12-15')
  })

  test('[DD2] the timetable may come in any order', () => {
    expect(due(place({ stop: stop('2026-12-29', '2026-12-01', '2026-12-22') })).dueOn).toBe('2026-12-22')
  })

  test('[DD2] a bus that stands in for a branch still counts its visits', () => {
    expect(due(place({ branch: library, stop: stop('2026-12-19') }))).toEqual({ dueOn: '2026-12-19', because: 'next-visit' })
  })

  test('[DD3] cancelled visits, and visits on days without service, do not count', () => {
    const [first, ...others] = stop('2026-12-15', '2026-12-22', '2026-12-29').visits
    const cancelled = { ...stop(), visits: [{ ...first!, cancelled: true }, ...others] }
    expect(due(place({ stop: cancelled })).dueOn).toBe('2026-12-22')
    expect(due(place({ stop: cancelled, branch: { ...bus, closedOn: ['2026-12-22'] } })).dueOn).toBe('2026-12-29')
  })

  test('[DD4] a stop without a visit in time: the end of the period, whether or not the branch is open then', () => {
    const end = { dueOn: '2026-12-15', because: 'period' }
    expect(due(place({ stop: stop() }))).toEqual(end)
    expect(due(place({ stop: stop('2026-12-30') }))).toEqual(end)
    expect(due(place({ stop: stop('2026-12-29') })).dueOn).toBe('2026-12-29')
    expect(due(place({ stop: stop(), branch: { ...bus, closedOn: ['2026-12-15'] } }))).toEqual(end)
  })

  test('[DD5] without a stop it is due on the first open day', () => {
    expect(due(atLibrary, undefined, '2026-11-14')).toEqual({ dueOn: '2026-12-14', because: 'open-day' })
    expect(due(withDays(7), undefined, '2026-12-17')).toEqual({ dueOn: '2026-12-28', because: 'open-day' })
    expect(due(atLibrary)).toEqual({ dueOn: '2026-12-15', because: 'period' })
  })

  test('[DD6] a branch that does not open within a year leaves the end of the period', () => {
    const shut = { ...library, closedWeekdays: [1, 2, 3, 4, 5, 6, 7] }
    expect(due({ ...atLibrary, branch: shut })).toEqual({ dueOn: '2026-12-15', because: 'period' })
  })

  test('[DD7] it is never due after the card expires, not even for the next visit or an open day', () => {
    expect(due(atLibrary, '2026-12-14')).toEqual({ dueOn: '2026-12-14', because: 'card-expiry' })
    expect(due(atLibrary, '2026-12-15')).toEqual({ dueOn: '2026-12-15', because: 'period' })
    expect(due(place({ stop: stop('2026-12-22') }), '2026-12-20')).toEqual({ dueOn: '2026-12-20', because: 'card-expiry' })
    expect(due(atLibrary, today)).toEqual({ dueOn: today, because: 'card-expiry' })
  })

  test('[DD8] a card that has expired already (lent by override), or rules that do not ask, cap nothing', () => {
    expect(due(atLibrary, '2026-11-16').dueOn).toBe('2026-12-15')
    expect(due({ ...atLibrary, rules: { ...rules, dueNeverAfterCardExpiry: false } }, '2026-12-01').dueOn).toBe('2026-12-15')
  })

  test('[DD1] [DD2] [DD5] it is never before the end of the period, and at a stop never later than the stretch', () => {
    const day = fc.integer({ min: 0, max: 1500 }).map(days => Temporal.PlainDate.from('2026-01-01').add({ days }).toString())
    fc.assert(
      fc.property(day, fc.array(day, { maxLength: 40 }), fc.integer({ min: 0, max: 60 }), (on, visits, days) => {
        const base = Temporal.PlainDate.from(on).add({ days })
        expect(due(withDays(days), undefined, on).dueOn >= base.toString()).toBe(true)
        const { dueOn } = due(withDays(days, place({ stop: stop(...visits) })), undefined, on)
        expect(dueOn >= base.toString() && dueOn <= base.add({ days: rules.stretchToVisitDays }).toString()).toBe(true)
      }),
    )
  })
})
