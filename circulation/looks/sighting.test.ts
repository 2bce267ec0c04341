import { expect, test } from 'vitest'
import type { ItemSeen } from '../evidence.ts'
import { type Sighting, withLook } from './sighting.ts'

const at = (clock: string) => `2026-11-17T${clock}:00Z`
const onLoan: ItemSeen = { status: 'on-loan', dueOn: '2026-12-01' }
const shelf: ItemSeen = { status: 'in-house', place: 'MAIN' }

function after(...looks: readonly (readonly [string, ItemSeen, string?])[]): readonly Sighting[] {
  return looks.reduce<readonly Sighting[]>(
    (sightings, [clock, seen, by]) => withLook(sightings, { at: at(clock), seen, ...(by !== undefined && { by }) }),
    [],
  )
}

test('[RP41] looks that show the same are one sighting, from the first to the last', () => {
  expect(after(['08:00', shelf], ['12:00', shelf], ['18:00', shelf])).toEqual([{ ...shelf, from: at('08:00'), to: at('18:00') }])
})

test('[RP41] a look that shows something else begins a new sighting: between the two it happened', () => {
  const seen = after(['08:00', shelf], ['12:00', onLoan], ['18:00', { ...onLoan, dueOn: '2026-12-08' }])
  expect(seen.map(({ from, to }) => [from, to])).toEqual([
    [at('08:00'), at('08:00')],
    [at('12:00'), at('12:00')],
    [at('18:00'), at('18:00')],
  ])
  expect(after(['08:00', shelf], ['12:00', { ...shelf, place: 'BUS' }])).toHaveLength(2)
})

test('[RP41] who has it is learnt later, and a list without it tells that it is another loan', () => {
  const learnt = after(['08:00', onLoan], ['12:00', { ...onLoan, patronId: 'Anna' }])
  expect(learnt).toEqual([{ ...onLoan, patronId: 'Anna', from: at('08:00'), to: at('12:00'), holderSeenAt: at('12:00') }])
  const seenAgain = after(['08:00', { ...onLoan, patronId: 'Anna' }], ['12:00', onLoan])
  expect(seenAgain).toMatchObject([{ to: at('12:00'), holderSeenAt: at('08:00') }])
  expect(after(['08:00', { ...onLoan, patronId: 'Anna' }], ['12:00', { ...onLoan, notWith: ['Anna'] }])).toHaveLength(2)
  expect(after(['08:00', { ...onLoan, notWith: ['Anna'] }], ['12:00', { ...onLoan, patronId: 'Anna' }])).toHaveLength(2)
  expect(after(['08:00', { ...onLoan, patronId: 'Anna' }], ['12:00', onLoan], ['13:00', onLoan])).toHaveLength(1)
})

test('[RP41] that somebody waited for it is not forgotten when nobody does any more', () => {
  const waited = after(['08:00', { ...shelf, holds: 1 }], ['12:00', { ...shelf, holds: 0 }], ['13:00', { ...shelf, holds: 0 }])
  expect(waited).toMatchObject([{ holds: 0, mostHolds: 1 }])
})

test('[RP41] the hub’s own write is a sighting of its own, named by its mark; the same look twice is one', () => {
  const seen = after(['08:00', shelf], ['12:00', shelf, 'one'], ['12:00', shelf, 'one'], ['13:00', shelf])
  expect(seen.map(({ by, to }) => [by, to])).toEqual([
    [undefined, at('08:00')],
    ['one', at('13:00')],
  ])
  expect(withLook(seen, { at: at('09:00'), seen: onLoan })).toBe(seen)
  // Written in two tries, it stood otherwise after each.
  expect(after(['08:00', onLoan], ['12:00', shelf, 'one'], ['12:01', onLoan, 'one'])).toHaveLength(3)
})
