import { describe, expect, test } from 'vitest'
import { decideCheckout } from './decide-checkout.ts'
import { hold, itemFacts, now, patronFacts, place } from './desk.fixture.ts'
import type { Hold } from './loan.ts'
import type { Override } from './transaction.ts'

const decide = (holds: readonly Hold[], overrides: Override[] = []) =>
  decideCheckout(itemFacts({}, { holds }), patronFacts(), place(), { visitId: 'v1', overrides }, now)
const asked = (theirs: Hold) => ({ kind: 'ask', codes: ['held-for-another'], hold: theirs })
const holderAgrees: Override[] = [{ code: 'held-for-another', reason: 'holder-agrees' }]

const queued = hold({ holdId: 'h1' })
const caught = (barcode: string, kind: 'waiting' | 'in-transit' = 'waiting') => hold({ holdId: 'h2', state: { kind, barcode } })
const own = (change: Partial<Hold> = {}) => hold({ holdId: 'own', patronId: 'anna', holdNumber: '9', ...change })

describe('holds at checkout', () => {
  test.each(['waiting', 'in-transit'] as const)('[CO15] a copy that is %s for another is asked about, before the queue', kind => {
    expect(decide([queued, caught('x1', kind)])).toEqual(asked(caught('x1', kind)))
    expect(decide([own(), caught('X1', kind)])).toEqual(asked(caught('X1', kind)))
  })

  test('[CO16] the first in the queue counts wherever it is to be picked up; one with another copy does not', () => {
    const elsewhere = hold({ pickup: { branch: 'FAR' } })
    expect(decide([elsewhere])).toEqual(asked(elsewhere))
    expect(decide([caught('X2')])).toMatchObject({ kind: 'lend' })
    expect(decide([caught('X2'), queued])).toEqual(asked(queued))
  })

  test("[CO17] the patron's own turn is filled and not asked about", () => {
    expect(decide([own(), queued])).toMatchObject({ kind: 'lend', fillsHold: own() })
    const mine = own({ state: { kind: 'waiting', barcode: 'X1' } })
    expect(decide([queued, mine])).toMatchObject({ kind: 'lend', fillsHold: mine })
  })

  test('[CO17] of several own holds the one with this copy is filled, then a queued one, then one with another copy', () => {
    const here = own({ holdId: 'a', state: { kind: 'in-transit', barcode: 'X1' } })
    const inQueue = own({ holdId: 'b' })
    const other = own({ holdId: 'c', state: { kind: 'waiting', barcode: 'X2' } })
    expect(decide([other, inQueue, here])).toMatchObject({ fillsHold: here })
    expect(decide([other, inQueue])).toMatchObject({ fillsHold: inQueue })
    expect(decide([other])).toMatchObject({ fillsHold: other })
  })

  test('[CO18] behind another in the queue the patron is asked for; lent all the same, the own hold is filled', () => {
    expect(decide([queued, own()])).toEqual(asked(queued))
    expect(decide([queued, own()], holderAgrees)).toMatchObject({ kind: 'lend', fillsHold: own() })
    expect(decide([queued], holderAgrees)).not.toHaveProperty('fillsHold')
  })

  test('[CO18] taken to the holder by somebody of the family, the holder’s hold is filled', () => {
    const forHolder: Override[] = [{ code: 'held-for-another', reason: 'family-member' }]
    expect(decide([queued], forHolder)).toMatchObject({ kind: 'lend', fillsHold: queued })
    expect(decide([queued, caught('x1')], forHolder)).toMatchObject({ fillsHold: caught('x1') })
  })
})
