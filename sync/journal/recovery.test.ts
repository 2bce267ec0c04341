import { expect, test } from 'vitest'
import { emptyTail, sealEntry, tailAfter, verifyChain } from './chain.ts'
import type { Entry } from './entry.ts'
import { chainOf, flipped, loanDraft, told } from './journal.fixture.ts'
import { JournalError } from './journal.ts'
import { writeLine } from './line-format.ts'
import { type Copied, recover } from './recovery.ts'

const one = chainOf('ABCDE')
/** B was lent on an older copy: from the second entry on another history. */
const other = [one[0] as Entry, ...chainOf('xyz', tailAfter(one[0] as Entry))]
const nextEpoch = chainOf('FG', emptyTail('2-bb'))
const lines = (entries: readonly Entry[]) => entries.map(writeLine)
const damaged = (entries: readonly Entry[], ...at: number[]) =>
  lines(entries).map((line, index) => (at.includes(index) ? flipped(line) : line))

type Case = [what: string, copies: Omit<Copied, 'station'>, recovery: object, told: string]

const completed = (copy: string, entries: number) => ({ kind: 'completed', copy, entries })
const fork = (sequence: number, keptAside: number, epoch = '1-aa') => ({ kind: 'fork', epoch, sequence, keptAside })

const table: Case[] = [
  ['[JO6] nothing anywhere', { database: [], file: [] }, { kind: 'clean' }, ''],
  ['[JO6] one copy only', { database: lines(one) }, { kind: 'clean' }, 'ABCDE'],
  ['[JO6] equal copies', { database: lines(one), file: lines(one) }, { kind: 'clean' }, 'ABCDE'],
  ['[JO6] killed between the copies', { database: lines(one), file: lines(one.slice(0, 4)) }, completed('file', 1), 'ABCDE'],
  ['[JO6] the file deleted', { database: lines(one), file: [] }, completed('file', 5), 'ABCDE'],
  ['[JO6] the database deleted', { database: [], file: lines(one) }, { kind: 'restored', entries: 5 }, 'ABCDE'],
  ['[JO6] an older database', { database: lines(one.slice(0, 2)), file: lines(one) }, completed('database', 3), 'ABCDE'],
  ['[JO6] an older file', { database: lines(one), file: lines(one.slice(0, 2)) }, completed('file', 3), 'ABCDE'],
  [
    '[JO6] an older database, from before the epoch',
    { database: lines(one), file: lines([...one, ...nextEpoch]) },
    completed('database', 2),
    'ABCDEFG',
  ],
  [
    '[JO9] a line twice in the file',
    { database: lines(one), file: lines([...one, ...one.slice(4)]) },
    { kind: 'clean' },
    'ABCDE',
  ],
  ['[JO8] the file’s last line damaged', { database: lines(one), file: damaged(one, 4) }, completed('file', 1), 'ABCDE'],
  [
    '[JO8] a line in the middle of the file damaged',
    { database: lines(one), file: damaged(one, 2) },
    completed('file', 1),
    'ABCDE',
  ],
  ['[JO8] a row of the database damaged', { database: damaged(one, 2), file: lines(one) }, completed('database', 1), 'ABCDE'],
  [
    '[JO8] every row of the database damaged',
    { database: damaged(one, 0, 1, 2, 3, 4), file: lines(one) },
    { kind: 'restored', entries: 5 },
    'ABCDE',
  ],
  ['[JO8] a different hole in either copy', { database: damaged(one, 1), file: damaged(one, 3, 4) }, fork(2, 1), 'ABCDE'],
  ['[JO8] a hole that nothing fills', { database: [], file: damaged(one, 2) }, fork(3, 2), 'ABDE'],
  ['[JO8] the same hole in both copies', { database: damaged(one, 2), file: damaged(one, 2) }, fork(3, 2), 'ABDE'],
  ['[JO8] the first line of the only copy damaged', { database: [], file: damaged(one, 0) }, fork(1, 4), 'BCDE'],
  ['[JO8] the last line of the only copy damaged', { database: [], file: damaged(one, 4) }, fork(5, 0), 'ABCD'],
  [
    '[JO8] a lost line feed makes one damaged line of two',
    { database: lines(one.slice(0, 4)), file: [...lines(one.slice(0, 3)), lines(one.slice(3)).join('x')] },
    fork(5, 0),
    'ABCD',
  ],
  ['[JO8] nothing readable is left', { database: damaged(one, 0, 1, 2, 3, 4) }, fork(1, 0, 'unknown'), ''],
  [
    '[JO8] the tail names an entry that is gone',
    { database: lines(one.slice(0, 3)), tail: tailAfter(one[4] as Entry) },
    fork(4, 0),
    'ABC',
  ],
  [
    '[JO8] the tail names an entry that the file still has',
    { database: lines(one.slice(0, 3)), tail: tailAfter(one[4] as Entry), file: lines(one) },
    completed('database', 2),
    'ABCDE',
  ],
  [
    '[JO7] lent on an older database while the file was away',
    { database: lines(other), file: lines(one) },
    fork(2, 4),
    'AxyzBCDE',
  ],
  [
    '[JO7] lent on an older file while the database was away',
    { database: lines(one), file: lines(other) },
    fork(2, 3),
    'ABCDExyz',
  ],
  ['[JO7] parted at the first entry', { database: lines(chainOf('x')), file: lines(one.slice(0, 2)) }, fork(1, 2), 'xAB'],
  [
    '[JO7] one side went on in another epoch',
    { database: lines([...other, ...nextEpoch]), file: lines(one) },
    fork(2, 4),
    'AxyzFGBCDE',
  ],
  ['[JO7] two histories without a common entry', { database: lines(nextEpoch), file: lines(one) }, fork(1, 5), 'FGABCDE'],
]

test.each(table)('%s', (_, copies, recovery, barcodes) => {
  const found = recover({ station: 'bus-1', ...copies })
  expect(found.recovery).toEqual(recovery)
  expect(told(found.entries).join('')).toBe(barcodes)
  for (const epoch of new Set(found.entries.map(entry => entry.epoch)))
    expect(verifyChain(found.entries.filter(entry => entry.epoch === epoch))).toMatchObject({ ok: true })
  expect(found.forkFound !== undefined).toBe(found.recovery.kind === 'fork')
})

test('[JO7] the side that leaves its epoch keeps sequences, hashes and what it takes back', () => {
  const undo = { kind: 'undo', target: { station: 'bus-1', epoch: '1-aa', sequence: 2 }, why: 'mistyped' } as const
  const file = [...one.slice(0, 2), ...chainWith(one[1] as Entry, undo)]
  const { entries } = recover({ station: 'bus-1', database: lines(other), file: lines(file) })
  const branch = entries.filter(({ epoch }) => epoch.startsWith('1-aa~'))
  expect(branch.map(({ epoch, sequence, hash }) => [epoch, sequence, hash])).toEqual(
    file.slice(1).map(({ sequence, hash }) => [`1-aa~2-${file[1]?.hash.slice(0, 8)}`, sequence, hash]),
  )
  expect(branch[1]?.transaction).toEqual({ ...undo, target: { ...undo.target, epoch: branch[0]?.epoch } })
})

test('[JO7] a fork that was found but not told is told again, without another epoch', () => {
  const { entries, forkFound } = recover({ station: 'bus-1', database: lines(other), file: lines(one) })
  expect(forkFound).toEqual({ epoch: '1-aa', sequence: 2 })
  const database = [...entries, ...nextEpoch]
  const again = recover({ station: 'bus-1', database: lines(database), file: lines(one) })
  expect(again).toEqual({ recovery: fork(2, 4), entries: database })
  expect(recover({ station: 'bus-1', database: lines(database), file: lines(database) }).recovery).toEqual({ kind: 'clean' })
})

test('[JO7] a branch without the entry that tells of it: the new epoch still begins', () => {
  const { entries } = recover({ station: 'bus-1', database: lines(other), file: lines(one) })
  const again = recover({ station: 'bus-1', database: [], file: lines(entries) })
  expect(again).toMatchObject({ recovery: { kind: 'fork' }, forkFound: { epoch: '1-aa', sequence: 2 } })
})

test('[JO10] the journal of another station is not touched', () => {
  expect(() => recover({ station: 'bus-2', database: [], file: lines(one) })).toThrow(JournalError)
})

function chainWith(after: Entry, transaction: Entry['transaction']): Entry[] {
  return [sealEntry({ ...loanDraft(''), transaction }, tailAfter(after), 'bus-1')]
}
