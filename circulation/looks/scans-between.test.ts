import { expect, test } from 'vitest'
import type { ItemSeen } from '../evidence.ts'
import { at, ms, onLoan, saw, shelf } from './one-day.fixture.ts'
import { loanOfAnother, loanOfNobodyKnown, scansBetween, withHolders } from './scans-between.ts'
import type { Sighting } from './sighting.ts'

const short = (sightings: readonly Sighting[]) =>
  scansBetween(sightings)
    .slice(1)
    .map(({ kind, patronId, branch, possible }) => [kind, patronId ?? branch, ...(possible ? ['possible'] : [])].join(' '))

test('[RP42] what changed did so after the one look and not later than the next', () => {
  const [first, second] = scansBetween([saw(shelf, '08:00', '10:00'), saw({ ...onLoan, patronId: 'Anna' }, '18:00', '18:00')])
  expect(first).toMatchObject({ kind: 'checkin', branch: 'MAIN', within: { from: Number.NEGATIVE_INFINITY, to: ms('08:00') } })
  expect(second).toMatchObject({
    kind: 'checkout',
    patronId: 'Anna',
    within: { from: ms('10:00'), to: ms('18:00') },
    inferred: true,
  })
})

test('[RP42] the hub’s own writes are no scans of others; a claim moves no book', () => {
  expect(short([saw(shelf, '08:00', '09:00'), saw(onLoan, '10:00', '10:00', 'mark')])).toEqual([])
  expect(short([saw(onLoan, '08:00', '09:00'), saw({ status: 'lost' }, '10:00', '10:00')])).toEqual([])
  expect(short([saw({ ...shelf, status: 'ready' }, '08:00', '09:00'), saw(shelf, '10:00', '10:00')])).toEqual([])
})

test('[RP42] returns show by the status, by the place, or by a hold that was caught', () => {
  expect(short([saw(onLoan, '08:00', '09:00'), saw(shelf, '10:00', '10:00')])).toEqual(['checkin MAIN'])
  expect(short([saw(shelf, '08:00', '09:00'), saw({ ...shelf, place: 'BUS' }, '10:00', '10:00')])).toEqual(['checkin BUS'])
  expect(short([saw(shelf, '08:00', '09:00'), saw({ ...shelf, status: 'ready' }, '10:00', '10:00')])).toEqual(['checkin MAIN'])
})

test('[RP42] what shows a return only perhaps: not for loan, it may hide the loan; kept for the next, it may lie where it lay', () => {
  const withdrawn = saw({ status: 'not-lendable', place: 'MAIN' }, '10:00', '10:00')
  expect(short([saw(onLoan, '08:00', '09:00'), withdrawn])).toEqual(['checkin MAIN possible'])
  const ready = saw({ status: 'ready', place: 'MAIN' }, '08:00', '09:00')
  expect(short([ready, saw({ status: 'in-transit' }, '10:00', '10:00')])).toEqual(['checkin  possible'])
  expect(short([ready, saw({ status: 'in-transit', place: 'BUS' }, '10:00', '10:00')])).toEqual(['checkin BUS'])
  const onItsWay = saw({ status: 'in-transit', place: 'MAIN' }, '08:00', '09:00')
  expect(short([onItsWay, saw(shelf, '10:00', '10:00')])).toEqual(['checkin MAIN possible'])
  expect(short([onItsWay, saw({ ...shelf, place: 'BUS' }, '10:00', '10:00')])).toEqual(['checkin BUS'])
})

test('[RP42] a later due day may be a renewal as well, an earlier one never; a list that had it tells', () => {
  const due = (dueOn: string, more: Partial<ItemSeen> = {}) => saw({ status: 'on-loan', dueOn, ...more }, '10:00', '10:00')
  expect(short([due('2026-12-01'), due('2026-12-08')])).toEqual(['checkout  possible'])
  expect(short([due('2026-12-01'), due('2026-11-20')])).toEqual(['checkout '])
  const anna = { patronId: 'Anna' }
  expect(short([due('2026-12-01', anna), due('2026-12-08', anna)])).toEqual(['checkout Anna possible'])
  expect(short([due('2026-12-01', anna), due('2026-12-01', anna)])).toEqual([])
  expect(short([due('2026-12-01', { patronId: 'Anna' }), due('2026-12-08', { notWith: ['Anna'] })])).toEqual(['checkout '])
  expect(short([due('2026-12-01', { patronId: 'Anna' }), due('2026-12-01', { patronId: 'Bea' })])).toEqual(['checkout Bea'])
})

test('[RP42] where the system tells since when it is on loan, that counts and not the looks', () => {
  const since = (clock: string, more: Partial<ItemSeen> = {}) => saw({ ...onLoan, since: at(clock), ...more }, '18:00', '18:00')
  const [, lent] = scansBetween([saw(shelf, '08:00', '09:00'), since('11:00')])
  expect(lent).toMatchObject({ kind: 'checkout', within: { from: ms('11:00'), to: ms('11:00') } })
  expect(short([since('11:00'), since('11:00', { dueOn: '2026-12-20' })])).toEqual([])
  expect(short([since('11:00'), since('12:00')])).toEqual(['checkout '])
})

test('[RP42] whose loan a desk saw and a list confirms was that loan before too, back to the last return', () => {
  const sightings = [
    saw(onLoan, '06:00', '07:00'),
    saw(shelf, '08:00', '09:00'),
    saw(onLoan, '10:00', '11:00'),
    saw({ ...onLoan, notWith: ['Bea'], patronId: 'Anna' }, '12:00', '13:00'),
  ]
  expect(withHolders(sightings, ['Anna']).map(({ patronId }) => patronId)).toEqual([undefined, undefined, 'Anna', 'Anna'])
  expect(short(withHolders(sightings, ['Anna']))).toEqual(['checkin MAIN', 'checkout Anna'])
  expect(withHolders(sightings, ['Bea'])).toEqual(sightings)
  // Due on another day, it may have been another's meanwhile.
  const later = [...sightings.slice(0, 3), { ...sightings[3]!, dueOn: '2026-12-08' }]
  expect(withHolders(later, ['Anna'])).toEqual(later)
})

test('[RP42] a loan that the desk saw and its patron’s list does not show may have made way for another, due on the same day', () => {
  const [other, ...more] = loanOfAnother([saw({ ...onLoan, notWith: ['Anna'] }, '08:00', '18:00')], 'Anna', at('10:00'))
  expect(more).toEqual([])
  expect(other).toMatchObject({ kind: 'checkout', within: { from: ms('08:00'), to: ms('18:00') }, possible: true })
  expect(loanOfAnother([saw({ ...onLoan, patronId: 'Anna' }, '08:00', '18:00')], 'Anna', at('10:00'))).toEqual([])
  expect(loanOfAnother([saw({ ...onLoan, notWith: ['Anna'] }, '08:00', '18:00', 'mark')], 'Anna', at('10:00'))).toEqual([])
})

test('[RP43] a loan that stands in nobody’s name may have made way for another, due on the same day', () => {
  const [other] = loanOfNobodyKnown([saw(onLoan, '08:00', '18:00')], at('10:00'))
  expect(other).toMatchObject({ kind: 'checkout', within: { from: ms('08:00'), to: ms('18:00') }, possible: true })
  expect(loanOfNobodyKnown([saw(onLoan, '12:00', '18:00')], at('10:00'))).toEqual([])
  expect(loanOfNobodyKnown([saw({ ...onLoan, patronId: 'Anna' }, '08:00', '18:00')], at('10:00'))).toEqual([])
  expect(loanOfNobodyKnown([saw({ ...onLoan, since: at('07:00') }, '08:00', '18:00')], at('10:00'))).toEqual([])
  expect(loanOfNobodyKnown([saw(onLoan, '08:00', '18:00', 'mark')], at('10:00'))).toEqual([])
})
