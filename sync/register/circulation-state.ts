import type { ItemStatus } from '../../circulation/item.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import { KeyedSets } from './keyed-sets.ts'
import type { Changes, CountsOfCard, VolatileState } from './published.ts'

type Rows = Pick<VolatileState, 'loans' | 'holds' | 'statuses' | 'counts'>

/**
 * Loans, holds and statuses, all in memory: some tens of thousands of rows at the sizes of today. Registers of a whole consortium (500 000 open
 * loans) will want them packed.
 */
export class CirculationState {
  readonly #loans = new Map<string, Loan>()
  readonly #loansOf = new KeyedSets()
  readonly #holds = new Map<string, Hold>()
  readonly #holdsOf = new KeyedSets()
  readonly #holdsOn = new KeyedSets()
  /** By branch, and by stop: the board asks for every stop of the day after every scan. */
  readonly #holdsAt = new KeyedSets()
  readonly #statuses = new Map<string, ItemStatus>()
  readonly #counts = new Map<string, CountsOfCard>()

  loan(barcode: string): Loan | undefined {
    return this.#loans.get(normalNumber(barcode))
  }

  status(barcode: string): ItemStatus | undefined {
    return this.#statuses.get(normalNumber(barcode))
  }

  /** Of a patron who is not named, by the card's tag. */
  counts(card: string): { readonly loans: number; readonly holds: number } {
    const { loans, holds } = this.#counts.get(card) ?? { loans: 0, holds: 0 }
    return { loans, holds }
  }

  /** Earliest due first. */
  loansOf(patronId: string): Loan[] {
    const loans = this.#loansOf.get(patronId).map(barcode => this.#loans.get(barcode)!)
    return loans.sort((a, b) => compare(a.dueOn, b.dueOn) || compare(a.barcode, b.barcode))
  }

  holdsOf(patronId: string): Hold[] {
    return this.#found(this.#holdsOf.get(patronId))
  }

  holdsOn(titleId: string): Hold[] {
    return this.#found(this.#holdsOn.get(titleId))
  }

  holdsAt(branch: string, stopId?: string): Hold[] {
    const here = this.#holdsAt.get(placeName(branch, stopId)).map(holdId => this.#holds.get(holdId)!)
    return here.sort((a, b) => readiness[a.state.kind] - readiness[b.state.kind] || inQueue(a, b))
  }

  /** Everything, as a state carries it. */
  rows(): Rows {
    return {
      ...(this.#counts.size > 0 && { counts: [...this.#counts.values()] }),
      loans: [...this.#loans.values()],
      holds: [...this.#holds.values()],
      statuses: [...this.#statuses].map(([barcode, status]) => ({ barcode, status })),
    }
  }

  replace(rows: Rows): void {
    for (const kept of [this.#loans, this.#loansOf, this.#holds, this.#holdsOf, this.#holdsOn, this.#holdsAt]) kept.clear()
    for (const kept of [this.#statuses, this.#counts]) kept.clear()
    this.#put(rows)
  }

  apply(changes: Changes): void {
    for (const barcode of changes.loansEnded) this.#endLoan(normalNumber(barcode))
    for (const holdId of changes.holdsGone) this.#dropHold(holdId)
    this.#put(changes)
  }

  #put({ loans, holds, statuses, counts = [] }: Rows): void {
    for (const loan of loans) {
      const key = normalNumber(loan.barcode)
      this.#endLoan(key)
      this.#loans.set(key, loan)
      this.#loansOf.add(loan.patronId, key)
    }
    for (const hold of holds) {
      this.#dropHold(hold.holdId)
      this.#holds.set(hold.holdId, hold)
      this.#holdsOf.add(hold.patronId, hold.holdId)
      this.#holdsOn.add(hold.titleId, hold.holdId)
      for (const place of placesOf(hold)) this.#holdsAt.add(place, hold.holdId)
    }
    for (const { barcode, status } of statuses) this.#statuses.set(normalNumber(barcode), status)
    for (const row of counts) {
      if (row.loans + row.holds > 0) this.#counts.set(row.card, row)
      else this.#counts.delete(row.card)
    }
  }

  #endLoan(key: string): void {
    const loan = this.#loans.get(key)
    if (!loan) return
    this.#loans.delete(key)
    this.#loansOf.delete(loan.patronId, key)
  }

  #dropHold(holdId: string): void {
    const hold = this.#holds.get(holdId)
    if (!hold) return
    this.#holds.delete(holdId)
    this.#holdsOf.delete(hold.patronId, holdId)
    this.#holdsOn.delete(hold.titleId, holdId)
    for (const place of placesOf(hold)) this.#holdsAt.delete(place, holdId)
  }

  #found(holdIds: readonly string[]): Hold[] {
    return holdIds.map(holdId => this.#holds.get(holdId)!).sort(inQueue)
  }
}

/** A barcode or card number as it is compared. */
export function normalNumber(number: string): string {
  return number.toUpperCase()
}

const placeName = (branch: string, stopId?: string): string => (stopId === undefined ? branch : `${branch} ${stopId}`)

function placesOf({ pickup: { branch, stopId } }: Hold): readonly string[] {
  return stopId === undefined ? [branch] : [branch, placeName(branch, stopId)]
}

const readiness = { waiting: 0, 'in-transit': 1, queued: 2 } as const

function inQueue(a: Hold, b: Hold): number {
  return compare(a.placedAt, b.placedAt) || compare(a.holdId, b.holdId)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
