import type { ItemEvidence, KnownScan, PastLoan } from '../../../circulation/evidence.ts'
import type { Item } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { entryKey } from '../../../circulation/transaction.ts'
import type { Connector } from '../../connectors/connector.ts'
import { type ItemMemory, type LibraryTables, rowsOneByOne, type TableChange } from '../../connectors/library-tables.ts'
import { RowsAbout } from './rows-about.ts'

interface ItemRows {
  item?: Item
  place?: string
  loan?: Loan
  ended: readonly PastLoan[]
  scans: readonly KnownScan[]
  memory: ItemMemory
}

/** A library system as it would stand: read from the real one item by item when first asked for, written to here and never there. */
export class PreviewTables implements LibraryTables {
  readonly #source: Connector
  readonly #items = new Map<string, Promise<ItemRows>>()
  readonly #loans = new RowsAbout<Loan>(({ patronId }) => [patronId])
  readonly #read = new Set<string>()
  readonly #patrons = new Map<string, Patron>()
  readonly #byCard = new Map<string, Promise<Patron | undefined>>()
  readonly #loansOf = new Map<string, readonly Loan[]>()
  readonly #holds = new RowsAbout<Hold>(({ titleId, patronId }) => [`title ${titleId}`, `patron ${patronId}`])
  readonly #endedHolds = new Map<string, Hold>()
  readonly #marks = new Set<string>()

  constructor(source: Connector) {
    this.#source = source
  }

  about(barcode: string) {
    return rowsOneByOne(this, barcode)
  }
  async item(barcode: string) {
    return (await this.#rows(barcode)).item
  }
  async place(barcode: string) {
    return (await this.#rows(barcode)).place
  }
  copiesOf(titleId: string) {
    return this.#source.copiesOf(titleId)
  }
  async patron(patronId: string) {
    return this.#patrons.get(patronId)
  }
  patronByCard(card: string) {
    const found = this.#byCard.get(numberKey(card)) ?? this.#readPatron(card)
    this.#byCard.set(numberKey(card), found)
    return found
  }
  async loan(barcode: string) {
    await this.#rows(barcode)
    return this.#loans.get(numberKey(barcode))
  }
  async loansOf(patronId: string) {
    const there = (this.#loansOf.get(patronId) ?? []).filter(({ barcode }) => !this.#read.has(numberKey(barcode)))
    return [...there, ...this.#loans.about(patronId)]
  }
  async endedLoans(barcode: string) {
    return (await this.#rows(barcode)).ended.toSorted((a, b) => (a.lentAt < b.lentAt ? -1 : 1))
  }
  async holdsOn(titleId: string) {
    return this.#queue(`title ${titleId}`)
  }
  async holdsOf(patronId: string) {
    return this.#queue(`patron ${patronId}`)
  }
  async hold(holdId: string) {
    return this.#holds.get(holdId) ?? this.#endedHolds.get(holdId)
  }
  async scans(barcode: string) {
    return (await this.#rows(barcode)).scans.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  }
  async memory(barcode: string) {
    return (await this.#rows(barcode)).memory
  }
  async write(changes: readonly TableChange[] | (() => Promise<readonly TableChange[]>), mark: string) {
    for (const change of typeof changes === 'function' ? await changes() : changes) await this.#change(change)
    this.#marks.add(mark)
  }
  async wasWritten(mark: string) {
    return this.#marks.has(mark)
  }

  #queue(of: string): Hold[] {
    return this.#holds.about(of).toSorted((a, b) => (a.placedAt + a.holdId < b.placedAt + b.holdId ? -1 : 1))
  }

  #rows(barcode: string): Promise<ItemRows> {
    const key = numberKey(barcode)
    const rows = this.#items.get(key) ?? this.#source.itemEvidence(barcode).then(evidence => this.#take(key, evidence))
    this.#items.set(key, rows)
    return rows
  }

  #take(key: string, { item, loan, place, pastLoans, scans, fees, renewals, priors, holds }: ItemEvidence): ItemRows {
    this.#read.add(key)
    if (loan) this.#loans.put(key, loan)
    this.#know(holds)
    return { ...(item && { item }), ...(place && { place }), ended: pastLoans, scans, memory: { fees, renewals, priors } }
  }

  async #readPatron(card: string): Promise<Patron | undefined> {
    const { patron, loans, holds } = await this.#source.patronEvidence(card)
    if (!patron) return
    if (!this.#patrons.has(patron.patronId)) this.#patrons.set(patron.patronId, patron)
    this.#loansOf.set(patron.patronId, loans)
    this.#know(holds)
    return patron
  }

  /** What was changed here stands. */
  #know(holds: readonly Hold[]): void {
    for (const hold of holds)
      if (!this.#holds.get(hold.holdId) && !this.#endedHolds.has(hold.holdId)) this.#holds.put(hold.holdId, hold)
  }

  async #change(change: TableChange): Promise<void> {
    if ('barcode' in change) return this.#changeItem(change, numberKey(change.barcode), await this.#rows(change.barcode))
    if (change.kind === 'put-item') (await this.#rows(change.item.barcode)).item = change.item
    else if (change.kind === 'put-patron') this.#patrons.set(change.patron.patronId, change.patron)
    else if (change.kind === 'put-hold') this.#holds.put(change.hold.holdId, change.hold)
    else if (change.kind === 'end-hold') this.#endHold(change.holdId)
    else if (change.kind === 'put-loan') {
      await this.#rows(change.loan.barcode)
      this.#loans.put(numberKey(change.loan.barcode), change.loan)
    } else {
      const rows = await this.#rows(change.loan.barcode)
      rows.ended = [...withoutLoan(rows.ended, change.loan), change.loan]
    }
  }

  #changeItem(change: Extract<TableChange, { barcode: string }>, key: string, rows: ItemRows): void {
    switch (change.kind) {
      case 'set-status':
        if (rows.item) rows.item = { ...rows.item, circulationStatus: change.status }
        return
      case 'set-place':
        rows.place = change.branch
        return
      case 'remove-loan':
        this.#loans.delete(key)
        return
      case 'end-loan': {
        const loan = this.#loans.get(key)
        this.#loans.delete(key)
        if (loan) rows.ended = [...rows.ended, { ...loan, endedAt: change.endedAt, endedAtBranch: change.endedAtBranch }]
        return
      }
      case 'remove-ended-loan':
        rows.ended = withoutLoan(rows.ended, change)
        return
      case 'add-scan':
        rows.scans = [...rows.scans, change.scan]
        return
      case 'remove-scan':
        rows.scans = rows.scans.filter(({ entry }) => !entry || entryKey(entry) !== entryKey(change.entry))
        return
      case 'put-memory':
        rows.memory = change.memory
    }
  }

  #endHold(holdId: string): void {
    const hold = this.#holds.get(holdId)
    if (hold) this.#endedHolds.set(holdId, hold)
    this.#holds.delete(holdId)
  }
}

function withoutLoan(loans: readonly PastLoan[], { patronId, lentAt }: { readonly patronId: string; readonly lentAt: string }) {
  return loans.filter(loan => loan.patronId !== patronId || loan.lentAt !== lentAt)
}
