import { Temporal } from 'temporal-polyfill'
import { type EntryRef, entryKey, type KocExported, type Transaction } from '../../../circulation/transaction.ts'
import type { Entry } from '../../journal/entry.ts'
import { fitsKoc, kocHead, kocLine } from '../../protocol/koc-lines.ts'
import { stampFor } from './carry-out.ts'

/** Koha's offline circulation file of a run of entries, and what of them it cannot say. */
export interface KocDay {
  /** What to call the file. */
  readonly name: string
  readonly text: string
  readonly issues: number
  readonly returns: number
  /** How many acts the file cannot say, by kind; none with 0. */
  readonly left: Readonly<Partial<Record<KocLeft, number>>>
  /** What is to be recorded before the file is written: one for each epoch. Empty where there is nothing to write. */
  readonly marks: readonly Omit<KocExported, 'by'>[]
}

/** `already`: in a file written before; a second one would be carried out twice. `number`: a number that would break the file's lines. */
export type KocLeft = 'renewals' | 'holds' | 'payments' | 'undos' | 'moves' | 'already' | 'number'

interface KocLine {
  readonly entry: Entry
  readonly command: 'issue' | 'return'
  /** Card and item, or the item alone. */
  readonly numbers: readonly string[]
}

/**
 * Writes loans and returns as Koha reads them (`.koc`, version 1.0): tab-separated lines of local time, command, card and item. An act taken back within the
 * run is left out or answered by a return; what a line cannot say is counted. `now` in UTC, `zone` where the desk is.
 */
export function kocDay(station: string, entries: readonly Entry[], version: string, now: string, zone: string): KocDay {
  const run = new KocRun()
  const standing = standingMarks(entries)
  for (const entry of entries) if (entry.transaction.kind !== 'koc-exported' || standing.has(entry)) run.add(entry)
  const { lines, left } = run
  const said = lines.map(({ entry, command, numbers: [first = '', second = ''] }) =>
    kocLine(timeOf(entry), command === 'issue' ? { command, card: first, barcode: second } : { command, barcode: first }),
  )
  return {
    name: `${station}-${stampFor(now, zone)}.koc`,
    text: [kocHead(version), ...said].map(line => `${line}\n`).join(''),
    issues: lines.filter(({ command }) => command === 'issue').length,
    returns: lines.filter(({ command }) => command === 'return').length,
    left: Object.fromEntries(left),
    marks: marksOf(lines.map(({ entry }) => entry)),
  }
}

class KocRun {
  lines: readonly KocLine[] = []
  readonly left = new Map<KocLeft, number>()

  add(entry: Entry): void {
    const { transaction } = entry
    switch (transaction.kind) {
      case 'checkout':
        return this.#say({ entry, command: 'issue', numbers: [transaction.card, transaction.barcode] })
      case 'checkin':
        return this.#say({ entry, command: 'return', numbers: [transaction.barcode] })
      case 'undo':
        return this.#undo(entry, transaction.target, transaction.why)
      case 'move':
        return this.#move(transaction.target, transaction.card)
      case 'renewal':
        return this.#leave('renewals')
      case 'hold-request':
        return this.#leave('holds')
      // Koha's format has a line for it, and no way to find out later whether it was carried out.
      case 'payment':
        return this.#leave('payments')
      case 'koc-exported':
        return this.#wasWritten(transaction)
    }
  }

  #say(line: KocLine): void {
    if (!line.numbers.every(fitsKoc)) return this.#leave('number')
    this.lines = [...this.lines, line]
  }

  #undo(entry: Entry, target: EntryRef, why: 'book-is-here' | 'mistyped'): void {
    const line = this.#lineOf(target)
    if (!line) return this.#leave('undos')
    if (why === 'mistyped') this.lines = this.lines.filter(other => other !== line)
    else if (line.command === 'issue') this.#say({ entry, command: 'return', numbers: line.numbers.slice(1) })
  }

  #move(target: EntryRef, card: string): void {
    const line = this.#lineOf(target)
    if (!line) return this.#leave('moves')
    const moved = { ...line, numbers: [card, ...line.numbers.slice(1)] }
    this.lines = this.lines.map(other => (other === line ? moved : other))
  }

  /** Everything of this epoch up to there is in an earlier file. */
  #wasWritten({ epoch, toSequence }: KocExported): void {
    const written = (line: KocLine) => line.entry.epoch === epoch && line.entry.sequence <= toSequence
    for (const _ of this.lines.filter(written)) this.#leave('already')
    this.lines = this.lines.filter(line => !written(line))
  }

  #lineOf(target: EntryRef): KocLine | undefined {
    return this.lines.find(({ entry }) => entryKey(entry) === entryKey(target))
  }

  #leave(what: KocLeft): void {
    this.left.set(what, (this.left.get(what) ?? 0) + 1)
  }
}

/** Where the desk was, with what was known of its clock; to the millisecond, as the format has it. */
function timeOf({ at }: Entry): string {
  const known = Temporal.Instant.from(at.wall).add({ milliseconds: Math.round(at.offset?.ms ?? 0) })
  const local = known.toZonedDateTimeISO(at.zone).toPlainDateTime()
  return local.toString({ smallestUnit: 'millisecond' })
}

/** The marks whose files were written. */
function standingMarks(entries: readonly Entry[]): ReadonlySet<Entry> {
  const standing: Entry[] = []
  for (const entry of entries) {
    const { transaction } = entry
    if (transaction.kind !== 'koc-exported') continue
    if (transaction.written !== false) standing.push(entry)
    else
      standing.splice(
        standing.findLastIndex(one => isSameRun(one.transaction, transaction)),
        1,
      )
  }
  return new Set(standing)
}

function isSameRun(one: Transaction, { epoch, toSequence }: KocExported): boolean {
  return one.kind === 'koc-exported' && one.epoch === epoch && one.toSequence === toSequence
}

function marksOf(entries: readonly Entry[]): KocDay['marks'] {
  const runs = new Map<string, { from: number; to: number }>()
  for (const { epoch, sequence } of entries) {
    const run = runs.get(epoch)
    runs.set(epoch, { from: Math.min(run?.from ?? sequence, sequence), to: Math.max(run?.to ?? sequence, sequence) })
  }
  return [...runs].map(([epoch, { from, to }]) => ({ kind: 'koc-exported', epoch, fromSequence: from, toSequence: to }))
}
