import type { KnownScan, PastLoan } from '../../../circulation/evidence.ts'
import type { Item, ItemStatus } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { entryKey } from '../../../circulation/transaction.ts'
import { type ItemMemory, type LibraryTables, rowsOneByOne, type TableChange } from '../library-tables.ts'

/** The library's rows in memory, for tests that need thousands of libraries. */
export class MemoryTables implements LibraryTables {
  readonly items = new Map<string, Item>()
  readonly statuses = new Map<string, ItemStatus>()
  readonly places = new Map<string, string>()
  readonly patrons = new Map<string, Patron>()
  readonly loans = new Map<string, Loan>()
  readonly ended = new Map<string, PastLoan[]>()
  readonly holds = new Map<string, Hold>()
  readonly endedHolds = new Map<string, Hold>()
  readonly scansOf = new Map<string, KnownScan[]>()
  readonly memories = new Map<string, ItemMemory>()
  readonly marks = new Set<string>()
  readonly #byCard = new Map<string, string>()
  readonly #copies = new Map<string, Set<string>>()
  /** Rows that stations see, in the order in which they changed. */
  readonly changed: {
    readonly version: number
    readonly kind: 'item' | 'patron' | 'loan' | 'hold' | 'status'
    readonly key: string
  }[] = []
  version = 1

  about(barcode: string) {
    return rowsOneByOne(this, barcode)
  }
  async item(barcode: string) {
    const item = this.items.get(numberKey(barcode))
    const status = this.statuses.get(numberKey(barcode))
    return item && status ? { ...item, circulationStatus: status } : item
  }
  async titles(barcodes: readonly string[]) {
    return new Map(
      barcodes.flatMap(barcode => (this.items.has(barcode) ? [[barcode, this.items.get(barcode)!.titleId] as const] : [])),
    )
  }
  async place(barcode: string) {
    return this.places.get(numberKey(barcode))
  }
  async copiesOf(titleId: string) {
    return [...(this.#copies.get(titleId) ?? [])]
  }
  async patron(patronId: string) {
    return this.patrons.get(patronId)
  }
  async patronByCard(card: string) {
    const patronId = this.#byCard.get(numberKey(card))
    return patronId === undefined ? undefined : this.patrons.get(patronId)
  }
  async loan(barcode: string) {
    return this.loans.get(numberKey(barcode))
  }
  async loansOf(patronId: string) {
    return [...this.loans.values()].filter(loan => loan.patronId === patronId)
  }
  async endedLoans(barcode: string) {
    return (this.ended.get(numberKey(barcode)) ?? []).toSorted((a, b) => (a.lentAt < b.lentAt ? -1 : 1))
  }
  async holdsOn(titleId: string) {
    return this.#activeHolds(hold => hold.titleId === titleId)
  }
  async holdsOf(patronId: string) {
    return this.#activeHolds(hold => hold.patronId === patronId)
  }
  async hold(holdId: string) {
    return this.holds.get(holdId) ?? this.endedHolds.get(holdId)
  }
  async scans(barcode: string) {
    return (this.scansOf.get(numberKey(barcode)) ?? []).toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  }
  async memory(barcode: string) {
    return this.memories.get(numberKey(barcode)) ?? { fees: [], renewals: [], priors: [] }
  }
  async write(given: readonly TableChange[] | (() => Promise<readonly TableChange[]>), mark: string): Promise<void> {
    if (typeof given === 'function') return this.#inTurn(async () => this.write(this.marks.has(mark) ? [] : await given(), mark))
    const changes = given
    if (this.marks.has(mark)) return
    this.marks.add(mark)
    if (changes.length > 0) this.version++
    for (const change of structuredClone(changes)) {
      this.#apply(change)
      this.#note(change)
    }
  }
  #last: Promise<unknown> = Promise.resolve()
  #inTurn(write: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(write)
    this.#last = turn.catch(() => {})
    return turn
  }
  async wasWritten(mark: string) {
    return this.marks.has(mark)
  }

  #activeHolds(wanted: (hold: Hold) => boolean): Hold[] {
    return [...this.holds.values()].filter(wanted).toSorted((a, b) => (a.placedAt + a.holdId < b.placedAt + b.holdId ? -1 : 1))
  }

  #apply(change: TableChange): void {
    const barcode = 'barcode' in change ? numberKey(change.barcode) : ''
    switch (change.kind) {
      case 'put-item':
        return this.#putItem(change.item)
      case 'set-status':
        return void this.statuses.set(barcode, change.status)
      case 'set-place':
        return void this.places.set(barcode, change.branch)
      case 'put-patron':
        for (const [card, patronId] of this.#byCard) if (patronId === change.patron.patronId) this.#byCard.delete(card)
        for (const card of change.patron.cards) this.#byCard.set(numberKey(card), change.patron.patronId)
        return void this.patrons.set(change.patron.patronId, change.patron)
      case 'put-loan':
        return void this.loans.set(numberKey(change.loan.barcode), change.loan)
      case 'remove-loan':
        return void this.loans.delete(barcode)
      case 'end-loan': {
        const loan = this.loans.get(barcode)
        this.loans.delete(barcode)
        if (loan) this.#putEnded({ ...loan, endedAt: change.endedAt, endedAtBranch: change.endedAtBranch })
        return
      }
      case 'put-ended-loan':
        return this.#putEnded(change.loan)
      case 'remove-ended-loan':
        return this.#dropEnded(barcode, change.patronId, change.lentAt)
      case 'put-hold':
        return void this.holds.set(change.hold.holdId, change.hold)
      case 'end-hold': {
        const hold = this.holds.get(change.holdId)
        if (hold) this.endedHolds.set(change.holdId, hold)
        return void this.holds.delete(change.holdId)
      }
      case 'add-scan':
        return void this.scansOf.set(barcode, [...(this.scansOf.get(barcode) ?? []), change.scan])
      case 'remove-scan': {
        const kept = (this.scansOf.get(barcode) ?? []).filter(({ entry }) => !entry || entryKey(entry) !== entryKey(change.entry))
        return void this.scansOf.set(barcode, kept)
      }
      case 'put-memory':
        return void this.memories.set(barcode, change.memory)
    }
  }

  #note(change: TableChange): void {
    const { version } = this
    if (change.kind === 'put-item') this.changed.push({ version, kind: 'item', key: numberKey(change.item.barcode) })
    if (change.kind === 'put-patron') this.changed.push({ version, kind: 'patron', key: change.patron.patronId })
    if (change.kind === 'put-loan') this.changed.push({ version, kind: 'loan', key: numberKey(change.loan.barcode) })
    if (change.kind === 'remove-loan' || change.kind === 'end-loan')
      this.changed.push({ version, kind: 'loan', key: numberKey(change.barcode) })
    if (change.kind === 'put-hold') this.changed.push({ version, kind: 'hold', key: change.hold.holdId })
    if (change.kind === 'end-hold') this.changed.push({ version, kind: 'hold', key: change.holdId })
    if (change.kind === 'set-status') this.changed.push({ version, kind: 'status', key: numberKey(change.barcode) })
  }

  #putItem(item: Item): void {
    this.items.set(numberKey(item.barcode), item)
    this.#copies.set(item.titleId, (this.#copies.get(item.titleId) ?? new Set()).add(numberKey(item.barcode)))
  }

  #putEnded(loan: PastLoan): void {
    const barcode = numberKey(loan.barcode)
    this.#dropEnded(barcode, loan.patronId, loan.lentAt)
    this.ended.set(barcode, [...(this.ended.get(barcode) ?? []), loan])
  }

  #dropEnded(barcode: string, patronId: string, lentAt: string): void {
    const kept = (this.ended.get(barcode) ?? []).filter(loan => loan.patronId !== patronId || loan.lentAt !== lentAt)
    this.ended.set(barcode, kept)
  }
}
