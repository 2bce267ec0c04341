import { expect, test } from 'vitest'
import { changedBrake, openBrake, readBrakeOrder } from './brake.ts'

test('[RP85] a change is read with who makes it; only what is given changes, and null takes a limit away', () => {
  const order = readBrakeOrder({ by: ' Maija ', change: { pace: 60, pausedKinds: ['finds-lost'] } })
  expect(order).toEqual({ ok: true, by: 'Maija', change: { pace: 60, pausedKinds: ['finds-lost'] } })
  const paced = changedBrake(openBrake, { pace: 60, paused: true })
  expect(paced).toEqual({ ...openBrake, pace: 60, paused: true })
  expect(changedBrake(paced, { pace: null })).toEqual({ ...openBrake, paused: true })
})

test('[RP83] what cannot be read is refused whole, and what is wrong is named', () => {
  const refused = (change: unknown, by: unknown = 'Maija') => {
    const order = readBrakeOrder({ by, change })
    return order.ok ? 'taken' : order.message
  }
  expect(refused({ pace: 0 })).toContain('pace')
  expect(refused({ pace: 1.5 })).toContain('pace')
  expect(refused({ notBetween: [{ from: '24:00', to: '05:00' }] })).toContain('notBetween')
  expect(refused({ ladder: { 'finds-lots': 'ask' } })).toContain('finds-lots')
  expect(refused({ ladder: { 'finds-lost': 'never' } })).toContain('never')
  expect(refused({ pausedKinds: ['everything'] })).toContain('pausedKinds')
  expect(refused({ closesPerDay: -1 })).toContain('closesPerDay')
  expect(refused({ paused: 'yes' })).toContain('paused')
  expect(refused({ pauesd: true })).toContain('pauesd')
  expect(refused({ paused: true }, '  ')).toContain('by')
  for (const body of [undefined, null, 3, [], {}, { by: 'Maija' }]) expect(readBrakeOrder(body)).toMatchObject({ ok: false })
})
