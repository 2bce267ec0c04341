import { Temporal } from 'temporal-polyfill'
import type { ReplayChoice, ReplayQuestion } from '../../circulation/outcome.ts'
import type { Checkin, Checkout, EntryId, RightNumber, Transaction } from '../../circulation/transaction.ts'
import { emptyTail, sealEntry, tailAfter } from '../journal/chain.ts'
import type { Entry, Tail } from '../journal/entry.ts'

/** How good a station's clock is: by how much it is ahead of the truth, and how well the hub knows. */
export interface TestClock {
  readonly aheadMs?: number
  /** What the hub believes instead: the clock was set wrong after the last contact. */
  readonly believedAheadMs?: number
  /** Undefined: never in contact. */
  readonly uncertaintyMs?: number
}

/** A station with nothing but a journal and a clock. Times are true times; its clock makes of them what it makes. */
export class TestStation {
  readonly entries: Entry[] = []
  branch = 'BUS'
  #tail: Tail
  /** A contact may tell it better. */
  clock: TestClock
  readonly name: string
  readonly #start: number

  constructor(name: string, clock: TestClock = { uncertaintyMs: 500 }, start = '2026-11-16T04:00:00Z') {
    this.name = name
    this.clock = clock
    this.#tail = emptyTail(`1-${name}`)
    this.#start = instant(start)
  }

  lend(barcode: string, patron: string, at: string, more: Partial<Checkout> = {}) {
    const checkout = {
      kind: 'checkout',
      barcode,
      card: `card-${patron}`,
      patronId: patron,
      visitId: `visit-${at}`,
      dueOn: '2026-12-15',
    } as const
    return this.record({ ...checkout, overrides: [], ...more }, at)
  }

  takeBack(barcode: string, at: string, more: Partial<Checkin> = {}) {
    return this.record({ kind: 'checkin', barcode, destination: { kind: 'shelf' }, ...more }, at)
  }

  renew(barcode: string, patronId: string, at: string, dueOn: string) {
    return this.record({ kind: 'renewal', barcode, patronId, dueOn, overrides: [] }, at)
  }

  undo(target: EntryId, why: 'book-is-here' | 'mistyped', at: string) {
    const { station, epoch, sequence } = target
    return this.record({ kind: 'undo', target: { station, epoch, sequence }, why }, at)
  }

  answer(to: EntryId & { hash: string }, question: ReplayQuestion, choice: ReplayChoice, at: string, right?: RightNumber) {
    const { station, epoch, sequence, hash } = to
    const target = { station, epoch, sequence }
    return this.record({ kind: 'answer', target, hash, question, choice, ...(right && { right }) }, at)
  }

  record(transaction: Transaction, at: string): Entry {
    const { aheadMs = 0, believedAheadMs = aheadMs, uncertaintyMs } = this.clock
    const true_ = instant(at)
    const entry = sealEntry(
      {
        at: {
          wall: iso(true_ + aheadMs),
          zone: 'Europe/Helsinki',
          monotonicMs: true_ - this.#start,
          run: `run of ${this.name}`,
          ...(uncertaintyMs === undefined ? {} : { offset: { ms: -believedAheadMs, uncertaintyMs, ageMs: 0 } }),
        },
        branch: this.branch,
        environment: 'test',
        transaction,
      },
      this.#tail,
      this.name,
      'test',
      () => '5a'.repeat(16),
    )
    this.#tail = tailAfter(entry)
    this.entries.push(entry)
    return entry
  }
}

/** `10:00` is Tuesday 17 November 2026 in UTC; a day may be given before it (`18 10:00`). */
export function time(text: string): string {
  const [clock, day = '17'] = text.split(' ').toReversed()
  return text.includes('T') ? text : `2026-11-${day.padStart(2, '0')}T${clock}:00Z`
}

function instant(at: string): number {
  return Temporal.Instant.from(time(at)).epochMilliseconds
}

function iso(milliseconds: number): string {
  return Temporal.Instant.fromEpochMilliseconds(milliseconds).toString({ smallestUnit: 'millisecond' })
}
