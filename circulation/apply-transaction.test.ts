import { describe, expect, test } from 'vitest'
import { applyTransaction, foldTransactions, looksBack } from './apply-transaction.ts'
import { bus, hold } from './desk.fixture.ts'
import { checkin, checkout, journal } from './journal.fixture.ts'
import { emptyLedger, type KnownHold, type Ledger } from './ledger.ts'
import type { Hold } from './loan.ts'
import type { Destination, Renewal, Transaction } from './transaction.ts'

const nothingKnown: KnownHold = () => undefined
const knows =
  (...holds: Hold[]): KnownHold =>
  id =>
    holds.find(({ holdId }) => holdId === id)
const fold = (transactions: readonly Transaction[], known: KnownHold = nothingKnown): Ledger =>
  foldTransactions(journal(...transactions), known)
const forHold = (branch: string = bus.branch, holdId = 'h1'): Destination => ({ kind: 'hold', holdId, holdNumber: '417', branch })
const renewal = (change: Partial<Renewal> = {}): Renewal => ({
  kind: 'renewal',
  barcode: 'X1',
  patronId: 'anna',
  dueOn: '2027-01-12',
  overrides: [],
  ...change,
})

describe('ledger', () => {
  test('[LE2] a loan stands with when, where and in which visit it was lent', () => {
    expect(fold([checkout()]).loans.get('X1')).toEqual({
      barcode: 'X1',
      patronId: 'anna',
      lentAt: '2026-11-17T08:00:00Z',
      dueOn: '2026-12-15',
      renewals: 0,
      branch: bus.branch,
      visitId: 'v1',
    })
  })

  test('[LE2] a return takes the loan away, whoever had it; a later loan is the one that counts', () => {
    expect(fold([checkin()]).loans.get('X1')).toBeNull()
    expect(fold([checkout(), checkin()]).loans.get('X1')).toBeNull()
    expect(fold([checkout(), checkin(), checkout({ patronId: 'bea' })]).loans.get('X1')).toMatchObject({ patronId: 'bea' })
  })

  test('[LE3] numbers are one number in upper and lower case', () => {
    const ledger = fold([checkout({ barcode: 'lvask1' }), checkin({ barcode: 'LVask1' })])
    expect([...ledger.loans]).toEqual([['LVASK1', null]])
  })

  test('[LE4] the hold that a loan fills is gone', () => {
    expect(fold([checkout({ fillsHold: 'h1' })]).holds).toEqual(new Map([['h1', null]]))
  })

  test('[LE5] a return for a hold makes it ready at its own branch and sends it on its way from another', () => {
    const one = hold()
    expect(fold([checkin({ destination: forHold() })], knows(one)).holds.get('h1')).toEqual({
      ...one,
      state: { kind: 'waiting', barcode: 'X1' },
    })
    const away = fold([checkin({ destination: forHold('FAR') })], knows(one))
    expect(away.holds.get('h1')?.state).toEqual({ kind: 'in-transit', barcode: 'X1' })
  })

  test('[LE5] a hold that nobody knows, or that was filled here before, is not brought to life by a return', () => {
    expect(fold([checkin({ destination: forHold() })]).holds.size).toBe(0)
    const filled = fold([checkout({ fillsHold: 'h1' }), checkin({ destination: forHold() })], knows(hold()))
    expect(filled.holds.get('h1')).toBeNull()
  })

  test('[LE6] a copy kept for one and then lent to another, or caught for another, puts the first back in the queue', () => {
    const known = knows(hold(), hold({ holdId: 'h2' }))
    const kept = checkin({ destination: forHold() })
    expect(fold([kept, checkout()], known).holds.get('h1')?.state).toEqual({ kind: 'queued' })
    const caughtAgain = fold([kept, checkin({ destination: forHold(bus.branch, 'h2') })], known)
    expect(caughtAgain.holds.get('h1')?.state).toEqual({ kind: 'queued' })
    expect(caughtAgain.holds.get('h2')?.state).toEqual({ kind: 'waiting', barcode: 'X1' })
    expect(fold([kept, checkout({ fillsHold: 'h1' })], known).holds.get('h1')).toBeNull()
  })

  test('[LE7] what was lent or taken back here is neither lost nor missing', () => {
    expect(fold([checkin()]).statuses).toEqual(new Map([['X1', 'ok']]))
    expect(fold([checkout()]).statuses).toEqual(new Map([['X1', 'ok']]))
    expect(fold([renewal()]).statuses.size).toBe(0)
  })

  test('[LE8] a renewal counts and moves the date of a loan made here', () => {
    expect(fold([checkout(), renewal(), renewal({ dueOn: '2027-02-02' })]).loans.get('X1')).toMatchObject({
      dueOn: '2027-02-02',
      renewals: 2,
    })
  })

  test('[LE8] a renewal of a loan that only the register knows waits beside it; a return or a new loan ends it', () => {
    const waiting = fold([renewal(), renewal({ dueOn: '2027-02-02' })])
    expect(waiting.renewals.get('X1')).toEqual({ patronId: 'anna', dueOn: '2027-02-02', times: 2 })
    expect(waiting.loans.size).toBe(0)
    expect(fold([renewal(), checkin()]).renewals.size).toBe(0)
    expect(fold([renewal(), checkout({ patronId: 'bea' })]).renewals.size).toBe(0)
  })

  test('[LE8] a renewal by card proves nothing about a book that is back or with another', () => {
    expect(fold([checkin(), renewal()]).loans.get('X1')).toBeNull()
    expect(fold([checkout({ patronId: 'bea' }), renewal()]).loans.get('X1')).toMatchObject({ dueOn: '2026-12-15', renewals: 0 })
  })

  test('[LE16] a hold asked for here is queued under a number of its own', () => {
    const asked = fold([{ kind: 'hold-request', titleId: 't1', card: 'C', patronId: 'anna', pickup: { branch: bus.branch } }])
    expect([...asked.holds.values()]).toMatchObject([
      { titleId: 't1', patronId: 'anna', holdNumber: '*1', state: { kind: 'queued' } },
    ])
  })

  test('[LE17] a gate job is open until the tag was switched the way it asks', () => {
    const job = { kind: 'security-job', barcode: 'x1', secured: false } as const
    const done = (secured: boolean, verified: boolean) => ({ kind: 'security-done', barcode: 'X1', secured, verified }) as const
    expect(fold([job]).securityJobs).toEqual(new Map([['X1', false]]))
    expect(fold([job, done(true, true)]).securityJobs.get('X1')).toBe(false)
    expect(fold([job, done(false, false)]).securityJobs.size).toBe(0)
    expect(fold([job, { ...job, secured: true }]).securityJobs.get('X1')).toBe(true)
  })

  test('[LE21] what is told but moves nothing leaves the ledger as it is', () => {
    const told: Transaction[] = [
      { kind: 'signed-in', staffId: 's1' },
      { kind: 'refused', code: 'age-limit', barcode: 'X1' },
      { kind: 'stop-chosen', branch: bus.branch },
    ]
    for (const one of journal(...told)) expect(applyTransaction(emptyLedger, one, nothingKnown)).toBe(emptyLedger)
  })

  test('[LE21] a step leaves the ledger before it as it was', () => {
    const before = fold([checkout()])
    const [back] = journal(checkin())
    expect(applyTransaction(before, back!, nothingKnown).loans.get('X1')).toBeNull()
    expect(before.loans.get('X1')).toMatchObject({ patronId: 'anna' })
  })

  test('[LE22] only undo, move and stop correction look back', () => {
    const move: Transaction = {
      kind: 'move',
      target: { station: 's', epoch: 'e', sequence: 1 },
      barcode: 'X1',
      fromPatronId: 'a',
      card: 'C',
      patronId: 'b',
      dueOn: '2026-12-15',
    }
    expect([move, checkout(), checkin(), renewal()].map(looksBack)).toEqual([true, false, false, false])
  })
})
