import { expect, test } from 'vitest'
import type { Transaction } from '../../../circulation/transaction.ts'
import { emptyTail, sealEntry, tailAfter } from '../../journal/chain.ts'
import type { Entry, Tail } from '../../journal/entry.ts'
import { kocDay } from './koc-file.ts'

const zone = 'Europe/Helsinki'
const now = '2026-11-17T16:05:00.000Z'

/** A bus's day: each act is written at the next minute from 12:24:11.547 in Helsinki. */
class Day {
  readonly entries: Entry[] = []
  #tail: Tail = emptyTail('1-aa')

  write(transaction: Transaction, wall = `2026-11-17T10:${24 + this.entries.length}:11.547Z`, offsetMs = 0): Entry {
    const offset = { ms: offsetMs, uncertaintyMs: 10, ageMs: 0 }
    const at = { wall, zone, monotonicMs: this.entries.length, run: 'r1', ...(offsetMs && { offset }) }
    const entry = sealEntry({ at, branch: 'PYS1AU', transaction }, this.#tail, 'bus-1')
    this.#tail = tailAfter(entry)
    this.entries.push(entry)
    return entry
  }

  koc() {
    return kocDay('bus-1', this.entries, '0.1.0', now, zone)
  }
}

const lend = (barcode: string, card = '200100'): Transaction => {
  return { kind: 'checkout', barcode, card, patronId: `p-${card}`, visitId: 'v', dueOn: '2026-12-15', overrides: [] }
}
const back = (barcode: string): Transaction => ({ kind: 'checkin', barcode, destination: { kind: 'shelf' } })
const undo = ({ station, epoch, sequence }: Entry, why: 'book-is-here' | 'mistyped'): Transaction => {
  return { kind: 'undo', target: { station, epoch, sequence }, why }
}
const head = 'Version=1.0\tGenerator=Pysakki\tGeneratorVersion=0.1.0\n'

test("[CA9] Koha's file, byte for byte: a line of keys, then local time with milliseconds, command, card and item, in the journal's order", () => {
  const day = new Day()
  day.write({ kind: 'desk-started', appVersion: '0.1.0' })
  day.write(lend('30001'))
  day.write(back('30002'))
  const { text, name, issues, returns, left, marks } = day.koc()
  expect(text).toBe(`${head}2026-11-17 12:25:11 547\tissue\t200100\t30001\n2026-11-17 12:26:11 547\treturn\t30002\n`)
  expect([...new TextEncoder().encode(text)].every(byte => byte === 9 || byte === 10 || (byte >= 32 && byte < 127))).toBe(true)
  expect({ name, issues, returns, left }).toEqual({ name: 'bus-1-2026-11-17-1805.koc', issues: 1, returns: 1, left: {} })
  expect(marks).toEqual([{ kind: 'koc-exported', epoch: '1-aa', fromSequence: 2, toSequence: 3 }])
})

test('[CA9] the day and time are those of the desk, with what was known of its clock', () => {
  const day = new Day()
  day.write(lend('30001'), '2026-11-17T22:30:00.000Z')
  day.write(lend('30002'), '2026-11-17T10:00:00.000Z', 90_250)
  expect(day.koc().text.split('\n').slice(1, 3)).toEqual([
    '2026-11-18 00:30:00 000\tissue\t200100\t30001',
    '2026-11-17 12:01:30 250\tissue\t200100\t30002',
  ])
})

test('[CA9] what was taken back within the day is left out or answered by a return; a moved loan stands on its second card', () => {
  const day = new Day()
  const mistyped = day.write(lend('30001'))
  const here = day.write(lend('30002'))
  const moved = day.write(lend('30003'))
  day.write(undo(mistyped, 'mistyped'))
  day.write(undo(here, 'book-is-here'))
  const { station, epoch, sequence } = moved
  const target = { station, epoch, sequence }
  day.write({ kind: 'move', target, barcode: '30003', fromPatronId: 'p', card: '200999', patronId: 'q', dueOn: '2026-12-15' })
  const lines = day.koc().text.split('\n').slice(1, -1)
  expect(lines.map(line => line.split('\t').slice(1))).toEqual([
    ['issue', '200100', '30002'],
    ['issue', '200999', '30003'],
    ['return', '30002'],
  ])
  expect(day.koc().left).toEqual({})
})

test('[CA9] what the file cannot say is counted, and a number that would break its lines is left out', () => {
  const day = new Day()
  const sent: Entry = { ...day.write(lend('30001')), epoch: '1-bb' }
  day.write({ kind: 'renewal', barcode: '30004', patronId: 'p', dueOn: '2026-12-15', overrides: [] })
  day.write({ kind: 'hold-request', titleId: 't', card: '200100', patronId: 'p', pickup: { branch: 'b' } })
  day.write(undo(sent, 'mistyped'))
  day.write(lend('300\t05'))
  expect(day.koc()).toMatchObject({ issues: 1, left: { renewals: 1, holds: 1, undos: 1, number: 1 } })
})

test('[CA10] what is in an earlier file does not go into another', () => {
  const day = new Day()
  day.write(lend('30001'))
  const [mark] = day.koc().marks
  day.write({ ...mark!, by: 'liisa' })
  expect(day.koc()).toMatchObject({ text: head, issues: 0, returns: 0, left: { already: 1 }, marks: [] })
  day.write(back('30001'))
  expect(day.koc()).toMatchObject({ issues: 0, returns: 1, marks: [{ fromSequence: 3, toSequence: 3 }] })
})
