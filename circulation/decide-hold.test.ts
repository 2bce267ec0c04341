import { expect, test } from 'vitest'
import { decideHold } from './decide-hold.ts'
import { hold, patronFacts } from './desk.fixture.ts'

test('[HO1] a patron may queue for a title once', () => {
  const patron = patronFacts({}, { holds: [hold({ patronId: 'anna', titleId: 't1' })] })
  expect(decideHold('t1', patron)).toEqual({ kind: 'refuse', code: 'title-already-held' })
  expect(decideHold('t2', patron)).toEqual({ kind: 'place' })
})

test('[HO2] on a card reported lost no hold is placed; other reasons are for the library system to weigh', () => {
  expect(decideHold('t1', patronFacts({ blocks: ['card-lost'] }))).toEqual({ kind: 'refuse', code: 'card-lost' })
  expect(decideHold('t1', patronFacts({ blocks: ['barred'], feesCents: 9999, expiresOn: '2020-01-01' }))).toEqual({
    kind: 'place',
  })
})
