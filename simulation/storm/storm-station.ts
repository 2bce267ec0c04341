import { Temporal } from 'temporal-polyfill'
import type { Transaction } from '../../circulation/transaction.ts'
import { type Chance, chance } from '../../sync/hub/demo/chance.ts'
import { emptyTail, sealEntry, tailAfter } from '../../sync/journal/chain.ts'
import type { Entry, Tail } from '../../sync/journal/entry.ts'

/** What a station lends from and to. */
export interface Stock {
  /** Items that only this station meets. */
  readonly own: readonly string[]
  /** Items that travel: any station may meet them. */
  readonly travelling: readonly string[]
  readonly patrons: readonly { readonly patronId: string; readonly card: string }[]
}

/** Between two stations' scans of one item: more than their clocks may be off. */
const apartMs = 5_000
/** Nobody scans faster, day in, day out. */
const leastStepMs = 20_000
const uncertaintyMs = 1_000
const travels = 0.05

/** A station on a busy day: visits of a few loans, stacks of returns. Its journal is as a desk would write it; its clock is right. */
export class StormStation {
  readonly entries: Entry[] = []
  readonly #luck: Chance
  readonly #startMs: number
  readonly #stepMs: number
  #tail: Tail
  #visit: { readonly patron: Stock['patrons'][number]; left: number } | undefined
  readonly #out = new Set<string>()

  constructor(
    readonly name: string,
    /** Which of how many stations it is: no two scan at the same moment. */
    { index, of }: { readonly index: number; readonly of: number },
    private readonly stock: Stock,
    beginning: string,
    seed: number,
  ) {
    this.#luck = chance(seed * 1000 + index)
    this.#stepMs = Math.max(leastStepMs, of * apartMs)
    this.#startMs = Temporal.Instant.from(beginning).epochMilliseconds + index * apartMs
    this.#tail = emptyTail(`1-${name}`)
  }

  /** Records one more act and answers with its entry. */
  act(): Entry {
    const afterMs = this.entries.length * this.#stepMs
    const at = Temporal.Instant.fromEpochMilliseconds(this.#startMs + afterMs)
    const offset = { ms: 0, uncertaintyMs, ageMs: 0 }
    const entry = sealEntry(
      {
        at: { wall: at.toString(), zone: 'Europe/Helsinki', monotonicMs: afterMs, run: `run of ${this.name}`, offset },
        branch: 'PYS1AU',
        environment: 'demo',
        transaction: this.#transaction(at),
      },
      this.#tail,
      this.name,
      'demo',
      () => '5a'.repeat(16),
    )
    this.#tail = tailAfter(entry)
    this.entries.push(entry)
    return entry
  }

  #transaction(at: Temporal.Instant): Transaction {
    const barcode = this.#luck.share(travels) ? this.#luck.of(this.stock.travelling) : this.#luck.of(this.stock.own)
    if (this.#out.delete(barcode)) return { kind: 'checkin', barcode, destination: { kind: 'shelf' } }
    this.#out.add(barcode)
    if (!this.#visit || this.#visit.left-- <= 0)
      this.#visit = { patron: this.#luck.of(this.stock.patrons), left: this.#luck.whole(1, 7) }
    const { card, patronId } = this.#visit.patron
    const dueOn = at.toZonedDateTimeISO('UTC').toPlainDate().add({ days: 28 }).toString()
    return { kind: 'checkout', barcode, card, patronId, visitId: `visit ${this.entries.length}`, dueOn, overrides: [] }
  }
}
