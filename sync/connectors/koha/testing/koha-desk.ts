import { Temporal } from 'temporal-polyfill'
import { isCaughtWith } from '../../../../circulation/hold-turn.ts'
import { numberKey } from '../../../../circulation/numbers.ts'
import type { Patron } from '../../../../circulation/patron.ts'
import type { MemoryTables } from '../../builtin/memory-tables.fixture.ts'
import type { Connector } from '../../connector.ts'
import { Desk } from '../../sip2/server/desk.ts'
import { type Row, Rows } from './rows.ts'

export interface KohaLibraryOptions {
  readonly tables: MemoryTables
  readonly library: Connector
  readonly zone: string
  /** Instant now at the server, UTC. */
  now(): string
  /** When a loan that begins on this day is due; after four weeks where nothing is given. */
  dueOn?(itemType: string | undefined, day: string): string
}

const loanDays = 28
const inFourWeeks = (_: string | undefined, day: string) => Temporal.PlainDate.from(day).add({ days: loanDays }).toString()

/** What Koha does with loans and holds: it stamps now and reckons the due day by its own rules. */
export class KohaDesk {
  readonly rows: Rows
  readonly credits: Row[] = []
  readonly #at: KohaLibraryOptions
  readonly #desk: Desk
  readonly #dueOn: NonNullable<KohaLibraryOptions['dueOn']>

  constructor(at: KohaLibraryOptions) {
    this.#at = at
    this.rows = new Rows(at.tables, at.zone, at.now)
    this.#dueOn = at.dueOn ?? inFourWeeks
    this.#desk = new Desk({ ...at, dueOn: this.#dueOn, checksPatrons: true, renewalsStand: true })
  }

  /** Undefined where it knows no such patron or item: Koha itself fails then. */
  async availability(patronNumber: number, itemNumber: number) {
    const found = await this.#about(patronNumber, itemNumber)
    if (!found) return
    const { patron, evidence } = found
    const { item, loan, holds } = evidence
    const status = item!.circulationStatus
    const blockers = {
      ...(patron.blocks.includes('card-lost') && { CARD_LOST: 1 }),
      ...(patron.blocks.includes('barred') && { DEBARRED: 1 }),
      ...(patron.expiresOn !== undefined && patron.expiresOn < this.today() && { EXPIRED: 1 }),
      ...(status === 'withdrawn' && { WTHDRAWN: 1 }),
      ...(status === 'not-for-loan' && { NOT_FOR_LOAN: 1, item_notforloan: 1 }),
    }
    const other = holds.find(hold => hold.patronId !== patron.patronId)
    const kept = holds.find(hold => hold.patronId !== patron.patronId && isCaughtWith(hold, item!.barcode))
    const waiter = kept ?? other
    const confirms = {
      ...(loan?.patronId === patron.patronId && { RENEW_ISSUE: 1 }),
      ...(loan &&
        loan.patronId !== patron.patronId && {
          ISSUED_TO_ANOTHER: 1,
          issued_borrowernumber: this.rows.patrons.of(loan.patronId),
        }),
      ...(kept && { [kept.state.kind === 'waiting' ? 'RESERVE_WAITING' : 'TRANSFERRED']: 1 }),
      ...(!kept && other && { RESERVED: 1 }),
      ...(waiter && {
        resborrowernumber: this.rows.patrons.of(waiter.patronId),
        reserve_id: this.rows.holdNumbers.of(waiter.holdId),
      }),
      ...(status === 'lost' && { ITEM_LOST: 1 }),
      ...(patron.feesCents > 0 && { DEBT: patron.feesCents / 100 }),
    }
    // Of the small letters too, and not of the patron.
    const confirmation_token = ['signed', itemNumber, ...Object.keys(confirms).toSorted()].join(':')
    return { blockers, confirms, warnings: {}, confirmation_token, patron, evidence }
  }

  /** As `AddIssue`: from whoever has it; the same patron's loan is renewed instead. Gives the checkout's row. */
  async checkOut(patron: Patron, barcode: string, branch: string, lentAt = this.#at.now()): Promise<Row | undefined> {
    const evidence = await this.#at.library.itemEvidence(barcode)
    const dueOn = this.#dueOn(evidence.item?.itemType, this.today(lentAt))
    const done =
      evidence.loan?.patronId === patron.patronId
        ? await this.#desk.renew(evidence, patron.patronId, dueOn)
        : await this.#desk.lend(evidence, patron, branch, { lentAt, dueOn, forced: true })
    return done.ok ? this.open(barcode) : undefined
  }

  async renew(row: Row, dueOn: string | undefined): Promise<Row | undefined> {
    const barcode = this.rows.items.key(Number(row.item_id))!
    const evidence = await this.#at.library.itemEvidence(barcode)
    const day = dueOn ?? this.#dueOn(evidence.item?.itemType, this.today())
    const done = await this.#desk.renew(evidence, this.rows.patrons.key(Number(row.patron_id))!, day)
    return done.ok ? this.open(barcode) : undefined
  }

  /** What is paid is owed no more; Koha keeps what is too much as a credit. */
  async pay(patronNumber: number, cents: number): Promise<void> {
    const patron = await this.#at.tables.patron(this.rows.patrons.key(patronNumber) ?? '')
    if (!patron) return
    const paid = { ...patron, feesCents: patron.feesCents - cents }
    await this.#at.tables.write([{ kind: 'put-patron', patron: paid }], `paid ${this.credits.length}`)
  }

  /** Undefined where there is no such patron. */
  async balanceOf(patronNumber: number): Promise<number | undefined> {
    const patron = await this.#at.tables.patron(this.rows.patrons.key(patronNumber) ?? '')
    return patron && patron.feesCents / 100
  }

  placeHold(patron: number, biblio: number, branch: string): Promise<boolean> {
    return this.#desk.placeHold(this.rows.biblios.key(biblio)!, this.rows.patrons.key(patron)!, branch)
  }

  async cancelHold(row: Row): Promise<void> {
    await this.#desk.cancelHold(this.rows.biblios.key(Number(row.biblio_id))!, this.rows.patrons.key(Number(row.patron_id))!)
  }

  open(barcode: string): Row | undefined {
    const loan = this.#at.tables.loans.get(numberKey(barcode))
    return loan && this.rows.checkout(loan)
  }

  now(): string {
    return this.#at.now()
  }

  today(at = this.#at.now()): string {
    return Temporal.Instant.from(at).toZonedDateTimeISO(this.#at.zone).toPlainDate().toString()
  }

  async #about(patronNumber: number, itemNumber: number) {
    const patron = await this.#at.tables.patron(this.rows.patrons.key(patronNumber) ?? '')
    const evidence = await this.#at.library.itemEvidence(this.rows.items.key(itemNumber) ?? '')
    return patron && evidence.item ? { patron, evidence } : undefined
  }
}
