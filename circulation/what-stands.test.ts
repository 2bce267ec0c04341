import { describe, expect, test } from 'vitest'
import { foldTransactions } from './apply-transaction.ts'
import { bus, hold, itemFacts, loan } from './desk.fixture.ts'
import { checkin, checkout, entry, journal } from './journal.fixture.ts'
import { emptyLedger } from './ledger.ts'
import { withPendingItem } from './pending-overlay.ts'
import type { Move, StopCorrection, Transaction, Undo } from './transaction.ts'
import { whatStands } from './what-stands.ts'

const fold = (...transactions: Transaction[]) => foldTransactions(journal(...transactions), () => undefined)
const undo = (sequence: number, why: Undo['why'] = 'mistyped'): Undo => ({ kind: 'undo', target: entry(sequence), why })
const toBea = (sequence: number, change: Partial<Move> = {}): Move => ({
  kind: 'move',
  target: entry(sequence),
  barcode: 'X1',
  fromPatronId: 'anna',
  card: 'CARD-BEA',
  patronId: 'bea',
  dueOn: '2026-12-18',
  ...change,
})
const correction = (fromSequence: number, toSequence: number, branch: string, stopId?: string): StopCorrection => ({
  kind: 'stop-correction',
  fromSequence,
  toSequence,
  branch,
  ...(stopId && { stopId }),
})

describe('undo', () => {
  test('[LE9] a mistyped scan never was', () => {
    expect(fold(checkout({ fillsHold: 'h1' }), undo(1))).toEqual(emptyLedger)
    expect(fold(checkout(), checkin(), undo(2))).toEqual(fold(checkout()))
  })

  test('[LE9] what came after a mistyped scan stands', () => {
    expect(fold(checkout(), checkout({ patronId: 'bea' }), undo(1)).loans.get('X1')).toMatchObject({ patronId: 'bea' })
  })

  test('[LE10] if the book is here the loan was, and the undo is a return at its own time', () => {
    const run = journal(checkout({ fillsHold: 'h1' }), undo(1, 'book-is-here'))
    const ledger = foldTransactions(run, () => undefined)
    expect(ledger.loans.get('X1')).toBeNull()
    expect(ledger.holds.get('h1')).toBeNull()
    expect(whatStands(run)[1]).toMatchObject({
      id: entry(2),
      at: run[1]!.at,
      transaction: { kind: 'checkin', barcode: 'X1', patronId: 'anna' },
    })
  })

  test('[LE11] an undone undo erases nothing, and an undone undo of an undo does again', () => {
    expect(fold(checkout(), undo(1), undo(2))).toEqual(fold(checkout()))
    expect(fold(checkout(), undo(1, 'book-is-here'), undo(2, 'book-is-here'))).toEqual(fold(checkout()))
    expect(fold(checkout(), undo(1), undo(2), undo(3))).toEqual(emptyLedger)
  })

  test("[LE12] an undone return gives back nothing of its own: the register's loan shows again", () => {
    const register = itemFacts({}, { loan: loan() })
    expect(withPendingItem(register, fold(checkin())).loan).toBeUndefined()
    expect(withPendingItem(register, fold(checkin(), undo(1))).loan).toEqual(loan())
  })

  test('[LE12] a return undone because the book is here stays a return', () => {
    expect(fold(checkin(), undo(1, 'book-is-here')).loans.get('X1')).toBeNull()
    const forHold = checkin({ destination: { kind: 'hold', holdId: 'h1', holdNumber: '417', branch: bus.branch } })
    const ledger = foldTransactions(journal(forHold, undo(1, 'book-is-here')), () => hold())
    expect(ledger.holds.get('h1')?.state).toEqual({ kind: 'waiting', barcode: 'X1' })
  })

  test.each(['mistyped', 'book-is-here'] as const)('[LE13] what moved no book never was when it is undone, also as %s', why => {
    const request: Transaction = {
      kind: 'hold-request',
      titleId: 't1',
      card: 'C',
      patronId: 'anna',
      pickup: { branch: bus.branch },
    }
    expect(fold(request, undo(1, why))).toEqual(emptyLedger)
    expect(fold(checkout(), correction(1, 1, 'FAR'), undo(2, why)).loans.get('X1')).toMatchObject({ branch: bus.branch })
  })

  test('[LE18] an undo of what is not in the run, or comes later, changes nothing', () => {
    expect(fold(undo(2), checkout())).toEqual(foldTransactions(journal(undo(99), checkout()), () => undefined))
    expect(fold(undo(2, 'book-is-here'), checkout()).loans.get('X1')).toMatchObject({ patronId: 'anna' })
    expect(whatStands(journal(undo(2, 'book-is-here'), checkout()))).toHaveLength(1)
    const other = { ...undo(1), target: { ...entry(1), station: 'bus-2' } }
    expect(fold(checkout(), other)).toEqual(fold(checkout()))
    expect(fold(checkout(), { ...other, why: 'book-is-here' })).toEqual(fold(checkout()))
  })

  test('[LE9] an undo twice over is one undo, and a mistyped scan brings no book back', () => {
    expect(fold(checkout(), undo(1), undo(1))).toEqual(emptyLedger)
    expect(fold(checkout(), undo(1), undo(1, 'book-is-here'))).toEqual(emptyLedger)
  })
})

describe('moves', () => {
  test('[LE14] the loan goes to the other patron with the new due date, and keeps when it was lent', () => {
    expect(fold(checkout(), toBea(1)).loans.get('X1')).toEqual({
      ...fold(checkout()).loans.get('X1'),
      patronId: 'bea',
      dueOn: '2026-12-18',
    })
  })

  test("[LE14] the hold that the first patron's loan filled is there again", () => {
    const filled = fold(checkout({ fillsHold: 'h1' }), toBea(1))
    expect(withPendingItem(itemFacts({}, { holds: [hold()] }), filled).holds).toEqual([hold()])
  })

  test('[LE14] a loan that only the register still shows is moved too', () => {
    expect(fold(toBea(99)).loans.get('X1')).toMatchObject({ patronId: 'bea', dueOn: '2026-12-18' })
  })

  test('[LE15] what is back, lent on, or undone is not moved', () => {
    expect(fold(checkout(), checkin(), toBea(1)).loans.get('X1')).toBeNull()
    expect(fold(checkout(), checkout({ patronId: 'carl' }), toBea(1)).loans.get('X1')).toMatchObject({ patronId: 'carl' })
    expect(fold(checkout(), toBea(1), undo(1))).toEqual(emptyLedger)
  })

  test("[LE15] a loan moved twice is the last patron's; without the first move there is no second", () => {
    const toCarl = toBea(2, { fromPatronId: 'bea', patronId: 'carl' })
    expect(fold(checkout(), toBea(1), toCarl).loans.get('X1')).toMatchObject({ patronId: 'carl' })
    expect(fold(checkout(), toBea(1), toCarl, undo(2))).toEqual(fold(checkout()))
  })

  test('[LE15] an undone move leaves the first loan, with its hold filled', () => {
    expect(fold(checkout({ fillsHold: 'h1' }), toBea(1), undo(2))).toEqual(fold(checkout({ fillsHold: 'h1' })))
  })
})
