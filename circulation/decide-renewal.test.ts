import { describe, expect, test } from 'vitest'
import { decideRenewal } from './decide-renewal.ts'
import { hold, itemFacts, loan, now, patronFacts, place, rules, stop } from './desk.fixture.ts'
import type { Loan } from './loan.ts'
import type { PatronBlock } from './patron.ts'
import type { RefusalCode } from './refusals.ts'
import type { ItemFacts } from './truth.ts'

const onLoan = (change: Partial<Loan> = {}, holds: ItemFacts['holds'] = []) => itemFacts({}, { loan: loan(change), holds })
const decide = (facts: ItemFacts, patron = patronFacts(), overrides: RefusalCode[] = [], where = place()) =>
  decideRenewal(
    facts,
    patron,
    where,
    overrides.map(code => ({ code, reason: 'agreed-with-office' })),
    now,
  )
const renewed = { kind: 'renew', due: { dueOn: '2026-12-15', because: 'next-visit' } }

describe('renewal', () => {
  test('[RN1] the new period runs from today by the same rule as a loan', () => {
    expect(decide(onLoan())).toEqual(renewed)
    expect(decide(onLoan(), patronFacts({ expiresOn: '2026-12-10' }))).toMatchObject({
      due: { dueOn: '2026-12-10', because: 'card-expiry' },
    })
  })

  test('[RN2] it never shortens: a later due date stays', () => {
    expect(decide(onLoan({ dueOn: '2026-12-29' }))).toEqual({ kind: 'renew', due: { dueOn: '2026-12-29', because: 'period' } })
    expect(decide(onLoan({ dueOn: '2026-12-01' }), patronFacts({ expiresOn: '2026-11-20' }))).toMatchObject({
      due: { dueOn: '2026-12-01' },
    })
    expect(decide(onLoan({ dueOn: '2026-12-15' }))).toEqual(renewed)
  })

  test("[RN3] only the patron's own loan is renewed", () => {
    const refused = { kind: 'refuse', code: 'not-on-loan-to-patron' }
    expect(decide(itemFacts())).toEqual(refused)
    expect(decide(onLoan({ patronId: 'bea' }))).toEqual(refused)
  })

  test('[RN4] somebody who waits for a copy stops it, and nobody overrides that', () => {
    const refused = { kind: 'refuse', code: 'renewal-held' }
    expect(decide(onLoan({}, [hold()]))).toEqual(refused)
    expect(decide(onLoan({}, [hold()]), patronFacts(), ['renewal-held'])).toEqual(refused)
  })

  test('[RN5] a hold of the patron, or one that has its copy, stops nothing', () => {
    expect(decide(onLoan({}, [hold({ patronId: 'anna' })]))).toEqual(renewed)
    expect(decide(onLoan({}, [hold({ state: { kind: 'waiting', barcode: 'X2' } })]))).toEqual(renewed)
  })

  test('[RN6] after the last renewal of its rule the desk asks', () => {
    expect(decide(onLoan({ renewals: 2 }))).toEqual(renewed)
    expect(decide(onLoan({ renewals: 3 }))).toEqual({ kind: 'ask', codes: ['no-more-renewals'] })
    expect(decide(onLoan({ renewals: 3 }), patronFacts(), ['no-more-renewals'])).toEqual(renewed)
    expect(decide(itemFacts({ itemType: 'quick-loan' }, { loan: loan() }))).toEqual({ kind: 'ask', codes: ['no-more-renewals'] })
  })

  test("[RN7] what stands against the patron is asked, the patron's first; too many loans is no reason", () => {
    const blocks: PatronBlock[] = ['barred']
    const loans = Array.from({ length: 9 }, () => loan())
    const patron = patronFacts({ blocks }, { loans })
    expect(decide(onLoan({ renewals: 3 }), patron)).toEqual({ kind: 'ask', codes: ['patron-barred', 'no-more-renewals'] })
    expect(decide(onLoan(), patron, ['patron-barred'])).toEqual(renewed)
  })

  test('[RN8] fees stop a renewal only where the rules say so', () => {
    const owing = patronFacts({ feesCents: 1500 })
    expect(decide(onLoan(), owing)).toEqual({ kind: 'ask', codes: ['patron-fees'] })
    expect(decide(onLoan(), owing, [], place({ rules: { ...rules, feesBlockRenewals: false } }))).toEqual(renewed)
  })

  test('[RN9] on a card reported lost nothing is renewed', () => {
    expect(decide(onLoan(), patronFacts({ blocks: ['card-lost'] }), ['card-lost'])).toEqual({ kind: 'refuse', code: 'card-lost' })
  })

  test("[RN1] a renewal at another stop is due at that stop's visit", () => {
    const elsewhere = place({ stop: { ...stop('2026-12-18'), stopId: 'S9' } })
    expect(decide(onLoan(), patronFacts(), [], elsewhere)).toMatchObject({ due: { dueOn: '2026-12-18' } })
  })
})
