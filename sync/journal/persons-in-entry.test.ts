import { expect, test } from 'vitest'
import type { Transaction } from '../../circulation/transaction.ts'
import { emptyTail, hashEntry, sealEntry, tailAfter, verifyChain } from './chain.ts'
import { loanDraft } from './journal.fixture.ts'
import { readLine, writeLine } from './line-format.ts'
import { withoutPersons } from './persons-in-entry.ts'

const move: Transaction = {
  kind: 'move',
  target: { station: 'bus-1', epoch: '1-aa', sequence: 1 },
  ...{ barcode: 'A', card: 'card-2', fromPatronId: 'p-1', patronId: 'p-2', dueOn: '2026-12-15' },
}

function threeEntries() {
  const first = sealEntry(loanDraft('A'), emptyTail('1-aa'), 'bus-1')
  const second = sealEntry({ ...loanDraft('A'), transaction: move }, tailAfter(first), 'bus-1')
  const third = sealEntry(
    { ...loanDraft('A'), transaction: { kind: 'desk-started', appVersion: '1' } },
    tailAfter(second),
    'bus-1',
  )
  return [first, second, third]
}

test('[JO16] a chain whose persons are gone can be worked out as before, and says nobody any more', () => {
  const entries = threeEntries()
  const forgotten = entries.map(withoutPersons)
  expect(verifyChain(forgotten)).toEqual(verifyChain(entries))
  expect(JSON.stringify(forgotten)).not.toMatch(/card-2|p-1|p-2|salt|patronId":/)
  expect(forgotten[1]?.forgotten?.fields).toEqual(['card', 'fromPatronId', 'patronId'])
  expect(forgotten[1]?.transaction).toMatchObject({ barcode: 'A', dueOn: '2026-12-15' })
  for (const entry of forgotten) expect(readLine(writeLine(entry))).toEqual({ kind: 'entry', entry })
  expect(forgotten.map(withoutPersons)).toEqual(forgotten)
})

test('[JO16] what is left is as hard to change as before: another person, none, or another item is another hash', () => {
  const [, entry] = threeEntries()
  const gone = withoutPersons(entry!)
  const { transaction, forgotten } = gone
  for (const changed of [
    { ...entry!, transaction: { ...entry!.transaction, card: 'card-3' } },
    { ...entry!, salt: '0'.repeat(32) },
    { ...gone, transaction: { ...transaction, barcode: 'B' } },
    { ...gone, transaction: { ...transaction, card: 'card-2' } },
    { ...gone, forgotten: { ...forgotten!, digest: 'ab'.repeat(32) } },
    { ...gone, forgotten: { ...forgotten!, fields: ['card'] } },
  ])
    expect(hashEntry(changed as typeof gone)).not.toBe(entry!.hash)
})

test('[JO16] an entry is salted: the same person in two entries leaves nothing in common', () => {
  const digests = threeEntries()
    .concat(threeEntries())
    .map(entry => withoutPersons(entry).forgotten?.digest)
  expect(new Set(digests.filter(Boolean)).size).toBe(4)
})
