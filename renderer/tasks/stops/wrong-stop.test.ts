import { expect, test } from 'vitest'
import type { Transaction } from '../../../circulation/transaction.ts'
import type { Entry } from '../../../sync/journal/entry.ts'
import { lastRunElsewhere } from './wrong-stop.ts'

const checkin: Transaction = { kind: 'checkin', barcode: '1', destination: { kind: 'shelf' } }
const entry = (sequence: number, stopId: string, transaction: Transaction = checkin, epoch = 'e1'): Entry => ({
  format: 1,
  station: 's',
  epoch,
  sequence,
  previous: '',
  hash: '',
  at: { wall: '2026-11-17T07:48:00Z', zone: 'Europe/Helsinki', monotonicMs: sequence, run: 'r' },
  branch: 'AUTO2',
  stopId,
  environment: 'test',
  transaction,
})
const chosen = (sequence: number, stopId: string) => entry(sequence, stopId, { kind: 'stop-chosen', branch: 'AUTO2', stopId })

test('what was recorded since the stop was chosen can be put right', () => {
  const entries = [
    chosen(1, 'A'),
    entry(2, 'A'),
    chosen(3, 'B'),
    entry(4, 'B'),
    entry(5, 'B', { kind: 'desk-started', appVersion: '1' }),
    entry(6, 'B'),
  ]
  expect(lastRunElsewhere(entries, 'AUTO2', 'C')).toEqual({ from: 4, to: 6, count: 2 })
})

test('what stands at the chosen place already is left alone, and so is an empty run', () => {
  expect(lastRunElsewhere([chosen(1, 'B'), entry(2, 'B')], 'AUTO2', 'B')).toBeUndefined()
  expect(lastRunElsewhere([entry(1, 'A'), chosen(2, 'B')], 'AUTO2', 'C')).toBeUndefined()
  expect(lastRunElsewhere([], 'AUTO2', 'C')).toBeUndefined()
})

test('a run does not reach into another epoch', () => {
  expect(lastRunElsewhere([entry(7, 'A', checkin, 'e0'), entry(1, 'A')], 'AUTO2', 'B')).toEqual({ from: 1, to: 1, count: 1 })
})
