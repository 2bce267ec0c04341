import { expect, test } from 'vitest'
import { emptyTail, sealEntry, tailAfter } from '../../sync/journal/chain.ts'
import { branchFrom, onBranch } from '../../sync/journal/epoch.ts'
import { loanDraft } from '../../sync/journal/journal.fixture.ts'
import { writeLine } from '../../sync/journal/line-format.ts'
import { acknowledged, forksTold, judge, nameOf } from './judge.ts'

const first = sealEntry(loanDraft('A', '2026-11-17T07:40:00.000Z'), emptyTail('1-aa'), 'bus-1')
const second = sealEntry(loanDraft('B', '2026-11-17T07:41:00.000Z'), tailAfter(first), 'bus-1')
const other = sealEntry(loanDraft('C', '2026-11-17T07:42:00.000Z'), tailAfter(first), 'bus-1')
const painted = (entry: typeof first) =>
  acknowledged({ entry: `${entry.station}/${entry.epoch}/${entry.sequence}`, at: entry.at.wall })
const acts = new Map(['A', 'B', 'C'].map(barcode => [barcode, 1]))

test('what was painted and is there once is neither missing nor doubled', () => {
  const lines = [first, second].map(writeLine)
  expect(judge([painted(first), painted(second)], lines, acts)).toEqual({ missing: [], doubled: [] })
})

test('what was painted and is not there, or cannot be read, is missing', () => {
  const damaged = writeLine(second).replace('"B"', '"D"')
  expect(judge([painted(second)], [writeLine(first), damaged]).missing).toEqual([nameOf(painted(second))])
})

test('the other side of a fork has the same number, and is not taken for the entry', () => {
  expect(judge([painted(second)], [first, other].map(writeLine)).missing).toEqual([nameOf(painted(second))])
})

test('an entry on a branch is the entry that it was', () => {
  const moved = onBranch(second, branchFrom(second), second.sequence)
  expect(judge([painted(second), painted(other)], [first, other, moved].map(writeLine), acts)).toEqual({
    missing: [],
    doubled: [],
  })
})

test('the same entry twice, or one scan recorded twice, is doubled', () => {
  const moved = onBranch(second, branchFrom(second), second.sequence)
  expect(judge([], [first, second, moved].map(writeLine)).doubled).toHaveLength(1)
  const again = sealEntry(loanDraft('B', '2026-11-17T07:43:00.000Z'), tailAfter(second), 'bus-1')
  expect(judge([], [first, second, again].map(writeLine), acts).doubled).toEqual(['B 2 times'])
})

test('forks are counted by the entries that tell of them', () => {
  const { transaction: _, ...where } = loanDraft('A')
  const told = sealEntry(
    { ...where, transaction: { kind: 'fork-found', epoch: '1-aa', sequence: 2 } },
    emptyTail('2-bb'),
    'bus-1',
  )
  expect(forksTold([first, told].map(writeLine))).toBe(1)
})
