import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyTransaction, foldTransactions, looksBack } from './apply-transaction.ts'
import { hold } from './desk.fixture.ts'
import { checkin, checkout, entry, journal } from './journal.fixture.ts'
import { emptyLedger, type KnownHold, type Recorded } from './ledger.ts'
import { entryKey, type Transaction } from './transaction.ts'
import { whatStands } from './what-stands.ts'

const known: KnownHold = holdId => (holdId === 'h3' ? undefined : hold({ holdId }))

const barcode = fc.constantFrom('X1', 'x1', 'X2', 'X3')
const patronId = fc.constantFrom('anna', 'bea', 'carl')
const holdId = fc.constantFrom('h1', 'h2', 'h3')
const branch = fc.constantFrom('TREAU', 'TRE')
const dueOn = fc.constantFrom('2026-12-01', '2026-12-15', '2026-12-29')
const secured = fc.boolean()
const longest = 25

/** Any transaction that could stand as entry number `sequence`; it may look back at any entry before it, or at none that exists. */
const transaction = (sequence: number): fc.Arbitrary<Transaction> => {
  const target = fc.integer({ min: 0, max: sequence - 1 }).map(entry)
  return fc.oneof(
    fc.record({ barcode, patronId, dueOn, fillsHold: fc.option(holdId, { nil: undefined }) }).map(checkout),
    fc.record({ barcode }).map(checkin),
    fc
      .record({ barcode, holdId, branch })
      .map(({ barcode, ...to }) => checkin({ barcode, destination: { kind: 'hold', holdNumber: '1', ...to } })),
    fc.record({ kind: fc.constant('renewal' as const), barcode, patronId, dueOn, overrides: fc.constant([]) }),
    fc.record({ kind: fc.constant('undo' as const), target, why: fc.constantFrom('mistyped' as const, 'book-is-here' as const) }),
    fc.record({
      kind: fc.constant('move' as const),
      target,
      barcode,
      fromPatronId: patronId,
      card: fc.constant('C'),
      patronId,
      dueOn,
    }),
    fc.record({
      kind: fc.constant('hold-request' as const),
      titleId: fc.constant('t1'),
      card: fc.constant('C'),
      patronId,
      pickup: fc.record({ branch }),
    }),
    fc.record({
      kind: fc.constant('stop-correction' as const),
      fromSequence: fc.nat(longest),
      toSequence: fc.nat(longest),
      branch,
    }),
    fc.record({ kind: fc.constant('security-job' as const), barcode, secured }),
    fc.record({ kind: fc.constant('security-done' as const), barcode, secured, verified: fc.boolean() }),
    fc.constant<Transaction>({ kind: 'signed-out', staffId: 's1' }),
  )
}
const run = fc
  .integer({ min: 1, max: longest })
  .chain(length => fc.tuple(...Array.from({ length }, (_, index) => transaction(index + 1))))
  .map(transactions => journal(...transactions))

const fold = (entries: readonly Recorded[]) => foldTransactions(entries, known)

test('[LE23] folding a run is folding step by step what stands of it', () => {
  fc.assert(
    fc.property(run, entries => {
      const stepByStep = whatStands(entries).reduce((ledger, one) => applyTransaction(ledger, one, known), emptyLedger)
      expect(fold(entries)).toEqual(stepByStep)
    }),
  )
})

test('[LE23] one more transaction that does not look back is one more step', () => {
  fc.assert(
    fc.property(run, entries => {
      const last = entries.at(-1)!
      fc.pre(!looksBack(last.transaction))
      expect(fold(entries)).toEqual(applyTransaction(fold(entries.slice(0, -1)), last, known))
    }),
  )
})

test('[LE24] what was undone as mistyped leaves no trace, and neither do moves of it and moves of those', () => {
  fc.assert(
    fc.property(run, fc.nat(), (entries, pick) => {
      const target = entries[pick % entries.length]!.id
      const undo: Transaction = { kind: 'undo', target, why: 'mistyped' }
      const undone = [...entries, { ...entries[0]!, id: entry(entries.length + 1), transaction: undo }]
      const gone = new Set([entryKey(target)])
      for (const { id, transaction: one } of entries)
        if (one.kind === 'move' && gone.has(entryKey(one.target))) gone.add(entryKey(id))
      const never = entries.filter(({ id }) => !gone.has(entryKey(id)))
      expect(fold(undone)).toEqual(fold(never))
    }),
    { numRuns: 500 },
  )
})

test('[LE24] an undo that is undone itself leaves no trace', () => {
  fc.assert(
    fc.property(run, fc.nat(), fc.constantFrom('mistyped' as const, 'book-is-here' as const), (entries, pick, why) => {
      const length = entries.length
      const undo: Transaction = { kind: 'undo', target: entries[pick % length]!.id, why }
      const undoUndo: Transaction = { kind: 'undo', target: entry(length + 1), why }
      const both = [undo, undoUndo].map((one, index) => ({ ...entries[0]!, id: entry(length + 1 + index), transaction: one }))
      expect(fold([...entries, ...both])).toEqual(fold(entries))
    }),
  )
})
