import { expect, test } from 'vitest'
import { conflictKindNames } from './conflict-kinds.ts'
import { automaticLadder, cautiousLadder, ladderWith, readLadder, rungOf, toConfirm } from './replay-ladder.ts'

test('[RP81] the lowest rung among its kinds counts; what is of no kind is automatic', () => {
  const ladder = ladderWith(automaticLadder, { 'finds-lost': 'report', 'takes-held-item': 'ask' })
  expect(rungOf([], ladder)).toBe('automatic')
  expect(rungOf(['becomes-history'], ladder)).toBe('automatic')
  expect(rungOf(['becomes-history', 'takes-held-item'], ladder)).toBe('ask')
  expect(rungOf(['takes-held-item', 'finds-lost', 'becomes-history'], ladder)).toBe('report')
})

test('[RP82] by default everything is automatic, or, from outside, all but what closes another’s loan or rests on inference', () => {
  expect(new Set(Object.values(automaticLadder))).toEqual(new Set(['automatic']))
  const asked = conflictKindNames.filter(kind => cautiousLadder[kind] !== 'automatic')
  expect(asked).toEqual(['closes-others-loan', 'returns-others-loan', 'rests-on-inference'])
  expect(asked.map(kind => cautiousLadder[kind])).toEqual(['ask', 'ask', 'ask'])
})

test('[RP83] what a library changes is read; a kind or a rung that does not exist is refused by its name', () => {
  expect(readLadder({ 'closes-others-loan': 'automatic' })).toEqual({ ok: true, ladder: { 'closes-others-loan': 'automatic' } })
  expect(readLadder({})).toEqual({ ok: true, ladder: {} })
  expect(readLadder({ 'closes-others-lone': 'ask' })).toEqual({ ok: false, wrong: 'closes-others-lone' })
  expect(readLadder({ 'finds-lost': 'never' })).toEqual({ ok: false, wrong: 'finds-lost: never' })
  expect(readLadder({ toString: 'ask' })).toEqual({ ok: false, wrong: 'toString' })
  for (const odd of [null, 'ask', ['ask'], 3]) expect(readLadder(odd)).toEqual({ ok: false, wrong: 'ladder' })
})

test('[RP84] the question names its kinds and recommends the decision first', () => {
  expect(toConfirm(['closes-others-loan'])).toMatchObject({
    kind: 'needs-person',
    question: 'confirm',
    about: ['closes-others-loan'],
    where: 'office',
  })
  expect(toConfirm(['closes-others-loan']).choices[0]).toBe('as-recommended')
})
