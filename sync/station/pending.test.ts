import { expect, test } from 'vitest'
import type { Outcome } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import { TestStation } from '../hub/replay-station.fixture.ts'
import type { Entry } from '../journal/entry.ts'
import { foldPending, pendingEntries } from './pending.ts'

const asked: Outcome = {
  kind: 'needs-person',
  question: 'payment-refused',
  choices: ['leave-as-is', 'try-again'],
  where: 'office',
}

/** What this desk counts as paid by Carl, once the hub has told these outcomes and the register is newer than they are. */
function paidBy(entries: readonly Entry[], told: readonly (readonly [Entry, Outcome])[]): number {
  const outcomes = new Map(
    told.map(([{ station, epoch, sequence, hash, at }, outcome]) => [
      entryKey({ station, epoch, sequence }),
      { epoch, sequence, hash, outcome, at: at.wall, inVersion: 7 },
    ]),
  )
  const ledger = foldPending(pendingEntries(entries, outcomes, 8), () => undefined)
  return ledger.payments.get('Carl') ?? 0
}

function paidAtDesk() {
  const bus = new TestStation('bus-1')
  const paid = bus.record({ kind: 'payment', card: 'card-Carl', patronId: 'Carl', visitId: 'v', cents: 120, by: 'cash' }, '10:00')
  return { bus, paid }
}

test('[DS42] a payment that a person has to see to stays paid at this desk, and one that is settled is left to the register', () => {
  const { bus, paid } = paidAtDesk()
  expect(paidBy(bus.entries, [])).toBe(120)
  expect(paidBy(bus.entries, [[paid, asked]])).toBe(120)
  expect(paidBy(bus.entries, [[paid, { kind: 'applied' }]])).toBe(0)
  expect(paidBy(bus.entries, [[paid, { kind: 'history-only', notes: [{ code: 'left-as-is' }] }]])).toBe(0)
})

test('[DS42] one that was undone is not paid, whatever is asked about it', () => {
  const { bus, paid } = paidAtDesk()
  const undo = bus.undo(paid, 'mistyped', '10:01')
  expect(paidBy(bus.entries, [[paid, asked]])).toBe(0)
  const inexact: Outcome = { ...asked, question: 'undo-not-exact' }
  expect(
    paidBy(bus.entries, [
      [paid, asked],
      [undo, inexact],
    ]),
  ).toBe(0)
})
