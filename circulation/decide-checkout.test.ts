import { describe, expect, test } from 'vitest'
import { type CheckoutRequest, decideCheckout } from './decide-checkout.ts'
import { hold, itemFacts, loan, now, patronFacts, place, unknownItem } from './desk.fixture.ts'
import { type RefusalCode, refusals } from './refusals.ts'
import type { Override } from './transaction.ts'
import type { DeskPlace, ItemFacts, PatronFacts } from './truth.ts'

const override = (...codes: RefusalCode[]): Override[] => codes.map(code => ({ code, reason: 'lend-anyway' }))
const everyOverride = override(...(Object.keys(refusals) as RefusalCode[]))

function decide(
  item: ItemFacts,
  {
    patron = patronFacts(),
    where = place(),
    ...request
  }: Partial<CheckoutRequest> & { patron?: PatronFacts; where?: DeskPlace } = {},
) {
  return decideCheckout(item, patron, where, { visitId: 'v1', overrides: [], ...request }, now)
}

const due = { dueOn: '2026-12-15', because: 'next-visit' }
const lent = { kind: 'lend', due, provisional: false }

describe('checkout', () => {
  test('[CO1] an item that nobody has and nobody waits for is lent, due by the rules', () => {
    expect(decide(itemFacts())).toEqual(lent)
  })

  test('[CO2] an item lent in this very visit is only confirmed', () => {
    const one = loan({ visitId: 'v1' })
    expect(decide(itemFacts({}, { loan: one }))).toEqual({ kind: 'already-lent', loan: one })
  })

  test('[CO3] a blocked patron may borrow only with an override', () => {
    const patron = patronFacts({ blocks: ['barred'] })
    expect(decide(itemFacts(), { patron })).toEqual({ kind: 'ask', codes: ['patron-barred'] })
    expect(decide(itemFacts(), { patron, overrides: override('patron-fees') })).toEqual({ kind: 'ask', codes: ['patron-barred'] })
    expect(decide(itemFacts(), { patron, overrides: override('patron-barred') })).toEqual(lent)
  })

  test.each([undefined, 'v0'])("[CO4] the patron's own loan of visit %j is asked about", visitId => {
    const one = loan({ visitId })
    expect(decide(itemFacts({}, { loan: one }))).toEqual({ kind: 'own-loan', loan: one })
  })

  test('[CO5] an item on loan to somebody else is never lent, nor refused, whatever stands against lending it', () => {
    const theirs = loan({ patronId: 'bea', visitId: 'v1' })
    const patrons = [patronFacts(), patronFacts({ blocks: ['card-lost', 'barred'] }), patronFacts({ birthDate: '2018-01-01' })]
    for (const patron of patrons) {
      const facts = itemFacts({ ageLimit: 16, circulationStatus: 'withdrawn' }, { loan: theirs, holds: [hold()] })
      expect(decide(facts, { patron, overrides: everyOverride })).toEqual({ kind: 'foreign-loan', loan: theirs })
    }
  })

  test('[CO6] once taken back it is decided like any other', () => {
    const theirs = loan({ patronId: 'bea' })
    expect(decide(itemFacts({}, { loan: theirs }), { foreignLoanTakenBack: true })).toEqual(lent)
    expect(decide(itemFacts({}), { foreignLoanTakenBack: true })).toEqual(lent)
    const child = patronFacts({ birthDate: '2018-01-01' })
    const film = itemFacts({ ageLimit: 16 }, { loan: theirs })
    expect(decide(film, { patron: child, foreignLoanTakenBack: true })).toMatchObject({ kind: 'refuse', code: 'age-limit' })
    expect(decide(itemFacts({}, { loan: loan() }), { foreignLoanTakenBack: true })).toMatchObject({ kind: 'own-loan' })
  })

  test('[CO7] nobody lends a recording below its age limit, whatever else there is and whatever was overridden', () => {
    const patron = patronFacts({ birthDate: '2010-11-18', blocks: ['card-lost', 'barred'] })
    const facts = itemFacts({ ageLimit: 16, circulationStatus: 'lost' }, { holds: [hold()] })
    const refused = { kind: 'refuse', code: 'age-limit', ageLimit: 16 }
    expect(decide(facts, { patron })).toEqual(refused)
    expect(decide(facts, { patron, overrides: everyOverride })).toEqual(refused)
  })

  test('[CO7] on the birthday it is lent', () => {
    expect(decide(itemFacts({ ageLimit: 16 }), { patron: patronFacts({ birthDate: '2010-11-17' }) })).toEqual(lent)
  })

  test('[CO8] without a birth date no age-limited item is lent, and any other is', () => {
    const patron = patronFacts({ birthDate: undefined })
    const refused = { kind: 'refuse', code: 'age-unknown', ageLimit: 7 }
    expect(decide(itemFacts({ ageLimit: 7 }), { patron, overrides: everyOverride })).toEqual(refused)
    expect(decide(itemFacts(), { patron })).toEqual(lent)
  })

  test('[CO9] on a card reported lost nothing is lent, whatever was overridden', () => {
    const patron = patronFacts({ blocks: ['barred', 'card-lost'] })
    expect(decide(itemFacts(), { patron, overrides: everyOverride })).toEqual({ kind: 'refuse', code: 'card-lost' })
    expect(decide(unknownItem(), { patron })).toEqual({ kind: 'refuse', code: 'card-lost' })
  })

  test("[CO10] every reason still open is asked at once, the patron's first", () => {
    const patron = patronFacts({ blocks: ['inactive'], feesCents: 2000 })
    const facts = itemFacts({ circulationStatus: 'missing' }, { holds: [hold()] })
    const codes: RefusalCode[] = ['patron-inactive', 'patron-fees', 'item-missing', 'held-for-another']
    expect(decide(facts, { patron })).toEqual({ kind: 'ask', codes, hold: hold() })
    expect(decide(facts, { patron, overrides: override('patron-fees', 'held-for-another') })).toEqual({
      kind: 'ask',
      codes: ['patron-inactive', 'item-missing'],
    })
    expect(decide(facts, { patron, overrides: override(...codes) })).toEqual(lent)
  })

  test.each([
    ['lost', 'item-lost'],
    ['missing', 'item-missing'],
    ['claims-returned', 'item-claims-returned'],
    ['withdrawn', 'item-withdrawn'],
    ['not-for-loan', 'item-not-for-loan'],
  ] as const)('[CO11] an item that is %s is lent only after %s was overridden', (circulationStatus, code) => {
    expect(decide(itemFacts({ circulationStatus }))).toEqual({ kind: 'ask', codes: [code] })
    expect(decide(itemFacts({ circulationStatus }), { overrides: override(code) })).toEqual(lent)
  })

  test('[CO12] more of a type than its rule allows are asked about; other types do not count', () => {
    const dvd = itemFacts({ itemType: 'dvd' })
    const lentDvd = (barcode: string) => ({ ...loan({ barcode }), item: itemFacts({ barcode, itemType: 'dvd' }).item })
    const two = [lentDvd('D1'), lentDvd('D2')]
    expect(decide(dvd, { patron: patronFacts({}, { loans: two }) })).toEqual({ kind: 'ask', codes: ['too-many-of-type'] })
    expect(decide(dvd, { patron: patronFacts({}, { loans: [two[0]!, loan({ barcode: 'B1' })] }) }).kind).toBe('lend')
    expect(decide(itemFacts(), { patron: patronFacts({}, { loans: two }) }).kind).toBe('lend')
  })

  test('[CO13] a group card does not take what is not for groups', () => {
    const patron = patronFacts({ category: 'group' })
    expect(decide(itemFacts({ itemType: 'dvd' }), { patron })).toEqual({ kind: 'ask', codes: ['not-for-groups'] })
    expect(decide(itemFacts(), { patron })).toEqual(lent)
    expect(decide(itemFacts({ itemType: undefined }), { patron })).toEqual(lent)
  })
})

describe('checkout of what the register does not know', () => {
  test('[CO19] while the register is still coming, an item that is not here yet is lent provisionally', () => {
    const where = place({ registerComplete: false })
    expect(decide(unknownItem(), { where })).toEqual({ ...lent, provisional: true })
    expect(decide(unknownItem(), { where, patron: patronFacts({ blocks: ['barred'] }) })).toEqual({
      kind: 'ask',
      codes: ['patron-barred'],
    })
    expect(decide(itemFacts(), { where })).toEqual(lent)
  })

  test('[CO20] with the whole register here, an unknown number is asked about, then lent provisionally', () => {
    expect(decide(unknownItem())).toEqual({ kind: 'ask', codes: ['number-unknown'] })
    expect(decide(unknownItem(), { overrides: override('number-unknown') })).toEqual({ ...lent, provisional: true })
  })
})
