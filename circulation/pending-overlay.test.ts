import { describe, expect, test } from 'vitest'
import { foldTransactions } from './apply-transaction.ts'
import { decideCheckout } from './decide-checkout.ts'
import { bus, hold, item, itemFacts, loan, now, patronFacts, place, unknownItem } from './desk.fixture.ts'
import type { ItemStatus } from './item.ts'
import { checkin, checkout, journal } from './journal.fixture.ts'
import { emptyLedger } from './ledger.ts'
import { withPendingItem, withPendingPatron } from './pending-overlay.ts'
import type { Renewal, Transaction } from './transaction.ts'

const fold = (...transactions: Transaction[]) =>
  foldTransactions(journal(...transactions), id => (id === 'h1' ? hold() : undefined))
const itemOf = (barcode: string) => (barcode === 'X1' ? item() : undefined)
const renewal: Renewal = { kind: 'renewal', barcode: 'x1', patronId: 'anna', dueOn: '2027-01-12', overrides: [] }
const request: Transaction = { kind: 'hold-request', titleId: 't1', card: 'C', patronId: 'emil', pickup: { branch: bus.branch } }

describe('an item with what is pending', () => {
  test("[LE1] where nothing is pending the register's word stands", () => {
    const register = itemFacts({ circulationStatus: 'lost' }, { loan: loan(), holds: [hold()] })
    expect(withPendingItem(register, emptyLedger)).toEqual(register)
    expect(withPendingItem(unknownItem(), emptyLedger)).toEqual(unknownItem())
  })

  test('[LE2] what was lent or taken back here counts, also of an item that the register does not know', () => {
    expect(withPendingItem(itemFacts({}, { loan: loan({ patronId: 'bea' }) }), fold(checkout())).loan).toMatchObject({
      patronId: 'anna',
    })
    expect(withPendingItem(itemFacts({}, { loan: loan() }), fold(checkin({ barcode: 'x1' })))).not.toHaveProperty('loan')
    expect(withPendingItem(unknownItem(), fold(checkout())).loan).toMatchObject({ patronId: 'anna' })
  })

  test('[LE7] found here, it is lost no longer; withdrawn and not for loan stay', () => {
    const status = (circulationStatus: ItemStatus) =>
      withPendingItem(itemFacts({ circulationStatus }), fold(checkin())).item?.circulationStatus
    expect((['ok', 'lost', 'missing', 'claims-returned'] as const).map(status)).toEqual(['ok', 'ok', 'ok', 'ok'])
    expect((['withdrawn', 'not-for-loan'] as const).map(status)).toEqual(['withdrawn', 'not-for-loan'])
  })

  test("[LE8] a renewal shows on the register's loan of that patron, never shortens it, and shows on nobody else's", () => {
    const shown = (one: ReturnType<typeof loan>) => withPendingItem(itemFacts({}, { loan: one }), fold(renewal)).loan
    expect(shown(loan({ renewals: 1 }))).toMatchObject({ dueOn: '2027-01-12', renewals: 2 })
    expect(shown(loan({ dueOn: '2027-02-01' }))).toMatchObject({ dueOn: '2027-02-01', renewals: 1 })
    expect(shown(loan({ patronId: 'bea' }))).toEqual(loan({ patronId: 'bea' }))
  })

  test('[LE4] a filled hold is gone from the queue', () => {
    const register = itemFacts({}, { holds: [hold(), hold({ holdId: 'h2' })] })
    expect(withPendingItem(register, fold(checkout({ fillsHold: 'h1' }))).holds.map(({ holdId }) => holdId)).toEqual(['h2'])
  })

  test('[LE5] a hold caught here shows its copy and is the one asked for at the next scan', () => {
    const back = checkin({ destination: { kind: 'hold', holdId: 'h1', holdNumber: '417', branch: bus.branch } })
    const facts = withPendingItem(itemFacts({}, { holds: [hold({ holdId: 'h0', patronId: 'anna' }), hold()] }), fold(back))
    expect(facts.holds.map(({ state }) => state.kind)).toEqual(['queued', 'waiting'])
    expect(decideCheckout(facts, patronFacts(), place(), { visitId: 'v1', overrides: [] }, now)).toMatchObject({
      hold: { holdId: 'h1' },
    })
  })

  test('[LE6] a copy that the register keeps for one, lent here to another: the hold is back in the queue', () => {
    const kept = hold({ state: { kind: 'waiting', barcode: 'x1' } })
    const register = itemFacts({}, { holds: [kept] })
    expect(withPendingItem(register, fold(checkout())).holds).toEqual([hold()])
    expect(withPendingItem(register, fold(checkout({ barcode: 'X2' }))).holds).toEqual([kept])
    const caughtForOther = checkin({ destination: { kind: 'hold', holdId: 'h1', holdNumber: '417', branch: bus.branch } })
    const other = hold({ holdId: 'h9', state: { kind: 'waiting', barcode: 'X1' } })
    expect(
      withPendingItem(itemFacts({}, { holds: [other, hold()] }), fold(caughtForOther)).holds.map(({ state }) => state.kind),
    ).toEqual(['queued', 'waiting'])
  })

  test('[LE16] a hold asked for here stands last in the queue until the register has one of that patron', () => {
    const holders = (...holds: ReturnType<typeof hold>[]) =>
      withPendingItem(itemFacts({}, { holds }), fold(request)).holds.map(one => one.patronId)
    expect(holders(hold())).toEqual(['dora', 'emil'])
    expect(holders(hold({ patronId: 'emil' }), hold())).toEqual(['emil', 'dora'])
    expect(withPendingItem(itemFacts({ titleId: 't2' }), fold(request)).holds).toEqual([])
    expect(withPendingItem(unknownItem(), fold(request)).holds).toEqual([])
  })
})

describe('a patron with what is pending', () => {
  const show = (register = patronFacts(), ...transactions: Transaction[]) =>
    withPendingPatron(register, fold(...transactions), itemOf)

  test("[LE1] where nothing is pending the register's word stands", () => {
    const register = patronFacts({}, { loans: [loan()], holds: [hold({ patronId: 'anna' })] })
    expect(show(register)).toEqual(register)
  })

  test("[LE20] loans made here are in the patron's list with their items, others' loans are not", () => {
    const facts = show(patronFacts(), checkout(), checkout({ barcode: 'Y1' }), checkout({ barcode: 'Z1', patronId: 'bea' }))
    expect(facts.loans).toMatchObject([{ barcode: 'X1', item: item() }, { barcode: 'Y1' }])
    expect(facts.loans[1]).not.toHaveProperty('item')
  })

  test('[LE20] a loan that came back, or went to another, is out of the list; lent anew it is there once', () => {
    const register = patronFacts({}, { loans: [loan(), loan({ barcode: 'Y1' })] })
    expect(show(register, checkin()).loans.map(one => one.barcode)).toEqual(['Y1'])
    expect(show(register, checkout({ patronId: 'bea' })).loans.map(one => one.barcode)).toEqual(['Y1'])
    expect(show(register, checkin(), checkout()).loans.map(one => one.barcode)).toEqual(['Y1', 'X1'])
  })

  test('[LE8] a renewed loan shows its new day and keeps its item', () => {
    const register = patronFacts({}, { loans: [{ ...loan(), item: item() }] })
    expect(show(register, renewal).loans).toEqual([{ ...loan(), item: item(), dueOn: '2027-01-12', renewals: 1 }])
  })

  test('[LE4] [LE16] holds filled here are gone, holds asked for here are there', () => {
    const register = patronFacts({ patronId: 'emil' }, { holds: [hold({ patronId: 'emil', titleId: 't7' })] })
    expect(show(register, checkout({ patronId: 'emil', fillsHold: 'h1' })).holds).toEqual([])
    expect(show(register, request).holds.map(({ titleId }) => titleId)).toEqual(['t7', 't1'])
    expect(show(patronFacts(), request).holds).toEqual([])
  })

  test("[LE6] a hold whose copy was lent to another here is queued again in the holder's list", () => {
    const kept = hold({ patronId: 'anna', state: { kind: 'waiting', barcode: 'X1' } })
    expect(show(patronFacts({}, { holds: [kept] }), checkout({ patronId: 'bea' })).holds[0]?.state).toEqual({ kind: 'queued' })
  })
})
