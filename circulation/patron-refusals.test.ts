import { expect, test } from 'vitest'
import { loan, patronFacts, rules, today } from './desk.fixture.ts'
import type { Patron, PatronBlock } from './patron.ts'
import { patronRefusals } from './patron-refusals.ts'

const refusals = (change: Partial<Patron>, loans = 0) =>
  patronRefusals(
    patronFacts(change, { loans: Array.from({ length: loans }, (_, index) => loan({ barcode: `L${index}` })) }),
    rules,
    today,
  )

test.each([
  ['barred', 'patron-barred'],
  ['card-lost', 'card-lost'],
  ['guardian-barred', 'guardian-barred'],
  ['inactive', 'patron-inactive'],
  ['address-unknown', 'patron-address-unknown'],
] as const)('[PA3] a patron who is %s is refused as %s', (block, code) => expect(refusals({ blocks: [block] })).toEqual([code]))

test('[PA3] a patron with nothing against him is not refused', () => expect(refusals({})).toEqual([]))

test('[PA4] the reasons come in one order, the lost card first, whatever order the record has', () => {
  const blocks: PatronBlock[] = ['address-unknown', 'inactive', 'guardian-barred', 'card-lost', 'barred']
  const all = { expiresOn: '2020-01-01', feesCents: 9999 }
  const codes = refusals({ ...all, blocks }, 5)
  expect(codes).toEqual([
    'card-lost',
    'patron-barred',
    'guardian-barred',
    'patron-inactive',
    'patron-address-unknown',
    'card-expired',
    'patron-fees',
    'patron-too-many-loans',
  ])
  expect(refusals({ ...all, blocks: blocks.toReversed() }, 5)).toEqual(codes)
})

test('[PA5] a card is good on its last day and expired on the next; without a last day it never expires', () => {
  expect(refusals({ expiresOn: today })).toEqual([])
  expect(refusals({ expiresOn: '2026-11-16' })).toEqual(['card-expired'])
  expect(refusals({ expiresOn: undefined })).toEqual([])
})

test('[PA8] a bar stands on its last day and no more on the next; without a last day it stays, and so does every other block', () => {
  expect(refusals({ blocks: ['barred'], barredUntil: today })).toEqual(['patron-barred'])
  expect(refusals({ blocks: ['barred'], barredUntil: '2026-11-16' })).toEqual([])
  expect(refusals({ blocks: ['barred'] })).toEqual(['patron-barred'])
  expect(refusals({ blocks: ['card-lost', 'barred'], barredUntil: '2026-11-16' })).toEqual(['card-lost'])
})

test('[PA6] lending stops at the sum of fees itself; who owes nothing is never stopped for fees', () => {
  expect(refusals({ feesCents: 1499 })).toEqual([])
  expect(refusals({ feesCents: 1500 })).toEqual(['patron-fees'])
  expect(patronRefusals(patronFacts({ feesCents: 0 }), { ...rules, feeBlockCents: 0 }, today)).toEqual([])
  expect(patronRefusals(patronFacts({ feesCents: 1 }), { ...rules, feeBlockCents: 0 }, today)).toEqual(['patron-fees'])
})

test('[PA7] with as many loans as the rules allow there is no room for one more', () => {
  expect(refusals({}, 4)).toEqual([])
  expect(refusals({}, 5)).toEqual(['patron-too-many-loans'])
  expect(patronRefusals(patronFacts({}, { loans: [loan()] }), { ...rules, maxLoans: undefined }, today)).toEqual([])
})
