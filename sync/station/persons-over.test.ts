import { expect, test } from 'vitest'
import type { Outcome } from '../../circulation/outcome.ts'
import type { Transaction } from '../../circulation/transaction.ts'
import { emptyTail, sealEntry, tailAfter, verifyChain } from '../journal/chain.ts'
import type { Entry } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import { openMemoryJournal } from '../journal/memory-journal.ts'
import { forgetPersons } from './forget-persons.ts'
import { personsOver } from './persons-over.ts'
import { memoryStationStore, nothingStored } from './station-store.ts'

const loan = { card: '853N001', patronId: 'p-anna', dueOn: '2026-12-15', visitId: 'v', overrides: [] }
const lent = (barcode: string): Transaction => ({ kind: 'checkout', barcode, ...loan })
const lookUp: Transaction = { kind: 'patron-looked-up', patronId: 'p-anna' }
const at = (wall: string) => ({ wall, zone: 'Europe/Helsinki', monotonicMs: 0, run: 'r' })
const applied: Outcome = { kind: 'applied-with-note', notes: [{ code: 'fee-to-check', patronId: 'p-anna' }] }
const asked: Outcome = { kind: 'needs-person', question: 'order-unclear', choices: [], where: 'office' }

function chain(transactions: readonly Transaction[], wall = '2026-10-01T08:00:00Z'): Entry[] {
  let tail = emptyTail('1-aa')
  return transactions.map(transaction => {
    const entry = sealEntry({ at: at(wall), staffId: 's-1', branch: 'bus', transaction }, tail, 'bus-1')
    tail = tailAfter(entry)
    return entry
  })
}

function settled(entries: readonly Entry[], outcomes: readonly (readonly [number, Outcome, string])[], have = entries.length) {
  const messages = outcomes.map(([sequence, outcome, at]) => {
    const { epoch, hash } = entries[sequence - 1]!
    return [`${epoch}/${sequence}`, { epoch, sequence, hash, outcome, at, inVersion: 1 }] as const
  })
  const held = { epoch: '1-aa', sequence: have, hash: entries[have - 1]?.hash ?? '' }
  return { ...nothingStored, outcomes: new Map(messages), held: new Map([['1-aa', held]]) }
}

const now = '2026-11-17T08:00:00Z'
const [longAgo, lately] = ['2026-10-18T07:59:59Z', '2026-10-18T08:00:01Z']

test('[RT1] whose a transaction was goes 30 days after its outcome: not before, and not while it waits', () => {
  const entries = chain([lent('A'), lent('B'), lent('C'), lent('D')])
  const stored = settled(entries, [
    [1, applied, longAgo],
    [2, applied, lately],
    [3, asked, longAgo],
  ])
  expect(personsOver(entries, stored, now)).toEqual([entries[0]])
})

test('[RT1] what has no outcome goes when it is 30 days old and the hub has it', () => {
  const entries = chain([lookUp, lookUp, { kind: 'signed-in', staffId: 's-1' }])
  expect(personsOver(entries, settled(entries, [], 1), now)).toEqual([entries[0]])
  expect(personsOver(entries, settled(entries, [], 1), '2026-10-30T08:00:00Z')).toEqual([])
})

test('[RT1] what something unsettled looks back at stays until that is settled', () => {
  const target = { station: 'bus-1', epoch: '1-aa', sequence: 1 }
  const entries = chain([lent('A'), { kind: 'undo', target, why: 'mistyped' }])
  expect(personsOver(entries, settled(entries, [[1, applied, longAgo]]), now)).toEqual([])
  const both = settled(entries, [
    [1, applied, longAgo],
    [2, { kind: 'applied' }, longAgo],
  ])
  expect(personsOver(entries, both, now)).toEqual([entries[0]])
})

const worked = (journal: Journal, ...days: readonly string[]) =>
  journal.append(
    days.map(day => ({ at: at(`${day}T06:00:00Z`), branch: 'bus', transaction: { kind: 'desk-started', appVersion: '1' } })),
  )

test('[RT3] a station whose clock is a year ahead for a day forgets nobody; one that was away for 70 days forgets on its third day', async () => {
  const journal = await openMemoryJournal({ station: 'bus-1' })
  const draft = { at: at('2026-11-17T08:00:00Z'), staffId: 's-1', branch: 'bus', transaction: lent('A') }
  const [{ epoch, hash }] = (await journal.append([draft])) as [Entry]
  const store = memoryStationStore()
  await store.putOutcomes([{ epoch, sequence: 1, hash, outcome: applied, at: now, inVersion: 1 }], 1)
  expect(await forgetPersons(journal, store, '2027-11-17T09:00:00Z')).toBe(0)
  await worked(journal, '2027-11-17')
  expect(await forgetPersons(journal, store, '2027-11-17T20:00:00Z')).toBe(0)
  expect(JSON.stringify([...store.stored().outcomes])).toContain('p-anna')
  await worked(journal, '2027-01-26', '2027-01-27')
  expect(await forgetPersons(journal, store, '2027-01-27T20:00:00Z')).toBe(0)
  expect(await forgetPersons(journal, store, '2027-01-28T06:00:00Z')).toBe(1)
})

test('[RT2] journal and outcomes forget together; the hash of every entry, who of staff and what happened stay', async () => {
  const journal = await openMemoryJournal({ station: 'bus-1' })
  const draft = (transaction: Transaction) => ({ at: at('2026-10-01T08:00:00Z'), staffId: 's-1', branch: 'bus', transaction })
  const entries = await journal.append([draft(lent('A')), draft(lookUp), draft(lent('B'))])
  await worked(journal, '2026-10-15', '2026-10-29', '2026-11-12')
  const { epoch, hash } = entries[0]!
  const store = memoryStationStore()
  await store.putOutcomes([{ epoch, sequence: 1, hash, outcome: applied, at: longAgo, inVersion: 1 }], 7)
  await store.putHeld({ epoch, sequence: 3, hash: entries[2]!.hash })
  expect(await forgetPersons(journal, store, now)).toBe(2)
  const left = await journal.entries()
  expect(verifyChain(left.slice(0, 3))).toEqual(verifyChain(entries))
  expect(JSON.stringify(left.slice(0, 2))).not.toMatch(/853N001|p-anna/)
  expect(left[0]).toMatchObject({ staffId: 's-1', transaction: { kind: 'checkout', barcode: 'A' } })
  expect(left[2]).toEqual(entries[2])
  expect(JSON.stringify([...store.stored().outcomes])).not.toContain('p-anna')
  expect(store.stored().cursor).toBe(7)
})
