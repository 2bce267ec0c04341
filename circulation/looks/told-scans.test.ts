import { expect, test } from 'vitest'
import type { ToldLoan } from '../told-loans.ts'
import { at, ms, onLoan, saw, shelf } from './one-day.fixture.ts'
import type { Sighting } from './sighting.ts'
import { toldScans } from './told-scans.ts'

const loan = (patronId: string, from: string, to?: string): ToldLoan => {
  return { patronId, branch: 'MAIN', from: at(from), ...(to && { to: at(to), endedAtBranch: 'MAIN' }) }
}
const short = (loans: readonly ToldLoan[], sightings: readonly Sighting[], since?: string) =>
  toldScans({ loans, ...(since && { since: at(since) }) }, sightings).map(
    ({ kind, patronId, branch, at: when, possible }) =>
      `${kind} ${patronId ?? branch} ${when.slice(11, 16)}${possible ? ' possible' : ''}`,
  )

test('[RP42] a loan and its return that the system dates are scans at that second, though no look saw them', () => {
  const sightings = [saw({ ...shelf, lastEnd: at('07:00') }, '08:00', '18:00')]
  const scans = toldScans({ loans: [loan('Anna', '06:00', '07:00'), loan('Bea', '10:00', '12:00')] }, sightings)
  expect(scans.map(({ kind }) => kind)).toEqual(['checkout', 'checkin', 'checkout', 'checkin'])
  expect(scans[2]).toMatchObject({ patronId: 'Bea', within: { from: ms('10:00'), to: ms('10:00') + 999 } })
  expect(scans[2]!.inferred).toBeUndefined()
})

test('[RP42] a loan that the hub wrote is none of them, whenever the system says that it began or ended', () => {
  const began = saw({ ...onLoan, since: at('18:00') }, '18:00', '18:30', 'mark')
  const ended = saw({ ...shelf, lastEnd: at('19:00') }, '19:00', '19:00', 'other mark')
  expect(short([loan('Anna', '18:00', '19:00')], [began, ended])).toEqual([])
  expect(short([loan('Anna', '18:00', '20:00')], [began, ended])).toEqual(['checkin MAIN 20:00'])
})

test('[RP42] a loan whose due day has moved was renewed: no other is told', () => {
  const sightings = [
    saw({ ...onLoan, since: at('06:00') }, '08:00', '09:00'),
    saw({ ...onLoan, dueOn: '2026-12-15' }, '18:00', '18:00'),
  ]
  expect(short([loan('Anna', '06:00')], sightings)).toEqual(['checkout Anna 06:00'])
})

test('[RP42] what lies elsewhere and ended no loan came back unseen, after the last loan that had ended', () => {
  const sightings = [saw({ ...shelf, place: 'BUS' }, '08:00', '09:00'), saw(shelf, '18:00', '18:00')]
  const [, , came] = toldScans({ loans: [loan('Anna', '06:00', '07:00')] }, sightings).toSorted((a, b) => (a.at < b.at ? -1 : 1))
  expect(came).toMatchObject({ kind: 'checkin' })
  const last = toldScans({ loans: [loan('Anna', '10:00', '11:00')] }, sightings).filter(({ inferred }) => inferred)
  expect(last).toMatchObject([{ branch: 'BUS' }])
  const elsewhere = toldScans({ loans: [{ ...loan('Anna', '10:00', '11:00'), endedAtBranch: 'BUS' }] }, sightings)
  expect(elsewhere.findLast(({ inferred }) => inferred)).toMatchObject({
    branch: 'MAIN',
    within: { from: ms('11:00'), to: ms('18:00') },
  })
})

test('[RP42] before the oldest loan that is told, looks tell what they can', () => {
  const sightings = [saw(shelf, '04:00', '05:00'), saw(onLoan, '06:00', '06:30')]
  expect(short([loan('Bea', '10:00')], sightings, '09:00')).toContain('checkout  06:00')
  expect(short([loan('Bea', '10:00')], sightings)).not.toContain('checkout  06:00')
})
