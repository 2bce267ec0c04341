import { Temporal } from 'temporal-polyfill'
import type { PastLoan } from '../../../../circulation/evidence.ts'
import type { Hold, Loan } from '../../../../circulation/loan.ts'
import { numberKey } from '../../../../circulation/numbers.ts'
import type { MemoryTables } from '../../builtin/memory-tables.fixture.ts'

export type Row = Readonly<Record<string, unknown>>

/** Numbers as a database gives them, one after the other for each kind of thing. */
export class Numbers {
  readonly #byKey = new Map<string, number>()
  readonly #keys: string[] = []
  constructor(private readonly first: number) {}

  of(key: string): number {
    const found = this.#byKey.get(key)
    if (found !== undefined) return found
    this.#keys.push(key)
    const number = this.first + this.#keys.length - 1
    this.#byKey.set(key, number)
    return number
  }
  key(number: number): string | undefined {
    return this.#keys[number - this.first]
  }
}

const begun = '2026-11-01T08:00:00Z'

/** A small library's tables as Koha would show them. */
export class Rows {
  readonly items = new Numbers(1001)
  readonly biblios = new Numbers(501)
  readonly patrons = new Numbers(51)
  readonly checkouts = new Numbers(9001)
  readonly holdNumbers = new Numbers(301)
  readonly #kinds = new Set<string>()
  readonly #stamps = new Map<string, { readonly text: string; readonly at: string }>()
  readonly #written = new Map<string, string>()
  readonly #lists = new Map<string, { readonly version: number; readonly rows: readonly Row[] }>()

  constructor(
    private readonly tables: MemoryTables,
    private readonly zone: string,
    /** Instant now at the server, UTC. */
    private readonly now: () => string,
  ) {}

  itemRows(): readonly Row[] {
    return this.#since('itemRows', () => this.#itemRows())
  }

  #itemRows(): readonly Row[] {
    return this.#stamped('item_id', 'timestamp', this.#unstampedItems())
  }

  #unstampedItems(): readonly Row[] {
    return [...this.tables.items.values()].map(item => {
      const key = numberKey(item.barcode)
      const status = this.tables.statuses.get(key) ?? item.circulationStatus
      const notForLoan = status === 'not-for-loan' ? 1 : 0
      return {
        item_id: this.items.of(key),
        biblio_id: this.biblios.of(item.titleId),
        external_id: item.barcode,
        home_library_id: item.homeBranch,
        holding_library_id: this.tables.places.get(key) ?? item.homeBranch,
        item_type_id: item.itemType ?? null,
        effective_item_type_id: item.itemType ?? null,
        not_for_loan_status: notForLoan,
        effective_not_for_loan_status: notForLoan,
        lost_status: status === 'lost' ? 1 : status === 'missing' ? 4 : status === 'claims-returned' ? 6 : 0,
        damaged_status: 0,
        withdrawn: status === 'withdrawn' ? 1 : 0,
        restricted_status: null,
        // Its due day, whatever the name says.
        checked_out_date: this.tables.loans.get(key)?.dueOn ?? null,
        callnumber: item.callNumber ?? null,
      }
    })
  }

  /** As a title's record writes it, in Finland. */
  ageRestriction(item: number): string | null {
    const { ageLimit } = this.tables.items.get(this.items.key(item) ?? '') ?? {}
    return ageLimit === undefined ? null : `K${ageLimit}`
  }

  biblioRows(): readonly Row[] {
    return this.#since('biblioRows', () => this.#biblioRows())
  }

  #biblioRows(): readonly Row[] {
    const byTitle = new Map([...this.tables.items.values()].map(({ titleId, title, author }) => [titleId, { title, author }]))
    const rows = [...byTitle].map(([titleId, { title, author }]) => ({
      biblio_id: this.biblios.of(titleId),
      title,
      author: author ?? null,
    }))
    return this.#stamped('biblio_id', 'timestamp', rows)
  }

  patronRows(): readonly Row[] {
    return this.#since('patronRows', () => this.#patronRows())
  }

  #patronRows(): readonly Row[] {
    return this.#stamped('patron_id', 'updated_on', this.#unstampedPatrons())
  }

  #unstampedPatrons(): readonly Row[] {
    return [...this.tables.patrons.values()].map(patron => ({
      patron_id: this.patrons.of(patron.patronId),
      cardnumber: patron.cards[0] ?? null,
      userid: patron.cards[0] ?? null,
      surname: patron.name?.family ?? patron.patronId,
      firstname: patron.name?.given ?? null,
      library_id: patron.homeBranch ?? 'MAIN',
      category_id: patron.category,
      date_of_birth: patron.birthDate ?? null,
      expiry_date: patron.expiresOn ?? null,
      restricted: patron.blocks.includes('barred'),
      patron_card_lost: patron.blocks.includes('card-lost'),
      incorrect_address: patron.blocks.includes('address-unknown'),
      expired: false,
    }))
  }

  openCheckouts(): readonly Row[] {
    return this.#since('openCheckouts', () => this.#openCheckouts())
  }

  #openCheckouts(): readonly Row[] {
    return [...this.tables.loans.values()].map(loan => this.checkout(loan))
  }

  pastCheckouts(): readonly Row[] {
    return this.#since('pastCheckouts', () => this.#pastCheckouts())
  }

  #pastCheckouts(): readonly Row[] {
    return [...this.tables.ended.values()].flat().map(loan => this.checkout(loan, loan))
  }

  #renewedAt({ barcode, patronId, lentAt }: Loan): string | undefined {
    const { renewals = [] } = this.tables.memories.get(numberKey(barcode)) ?? {}
    return renewals.findLast(one => one.patronId === patronId && one.at >= lentAt)?.at
  }

  checkout(loan: Loan, ended?: PastLoan): Row {
    const { barcode, patronId, lentAt, dueOn, renewals, branch } = loan
    return {
      checkout_id: this.checkouts.of(`${numberKey(barcode)} ${patronId} ${lentAt}`),
      patron_id: this.patrons.of(patronId),
      item_id: this.items.of(numberKey(barcode)),
      booking_id: null,
      external_id: null,
      due_date: this.endOf(dueOn),
      library_id: branch,
      issuer_id: 1,
      checkin_date: ended ? this.dateTime(ended.endedAt) : null,
      checkin_library_id: ended?.endedAtBranch ?? null,
      last_renewed_date: renewals > 0 ? this.dateTime(this.#renewedAt(loan) ?? lentAt) : null,
      renewals_count: renewals,
      unseen_renewals: 0,
      auto_renew: false,
      auto_renew_error: null,
      timestamp: this.dateTime(ended?.endedAt ?? lentAt),
      checkout_date: this.dateTime(lentAt),
      onsite_checkout: false,
      note: null,
      note_date: null,
      note_seen: null,
    }
  }

  holdRows(): readonly Row[] {
    return this.#since('holdRows', () => this.#holdRows())
  }

  #holdRows(): readonly Row[] {
    return this.#stamped('hold_id', 'timestamp', this.#unstampedHolds([...this.tables.holds.values()]))
  }

  oldHoldRows(): readonly Row[] {
    return this.#since('oldHoldRows', () =>
      this.#stamped(
        'hold_id',
        'timestamp',
        this.#unstampedHolds([...this.tables.endedHolds.values()]).map(row => ({ ...row, status: 'F' })),
        'old ',
      ),
    )
  }

  #unstampedHolds(holds: readonly Hold[]): readonly Row[] {
    const inOrder = holds.toSorted((a, b) => (a.placedAt < b.placedAt ? -1 : 1))
    const queues = new Map<string, number>()
    return inOrder.map(hold => {
      const turn = (queues.get(hold.titleId) ?? 0) + (hold.state.kind === 'queued' ? 1 : 0)
      queues.set(hold.titleId, turn)
      return this.#hold(hold, hold.state.kind === 'queued' ? turn : 0)
    })
  }

  #hold({ holdId, patronId, titleId, placedAt, pickup, state, copy }: Hold, priority: number): Row {
    const barcode = state.kind === 'queued' ? copy : state.barcode
    return {
      hold_id: this.holdNumbers.of(holdId),
      patron_id: this.patrons.of(patronId),
      hold_date: this.dateTime(placedAt).slice(0, 10),
      biblio_id: this.biblios.of(titleId),
      pickup_library_id: pickup.branch,
      priority,
      status: { queued: null, waiting: 'W', 'in-transit': 'T' }[state.kind],
      item_id: barcode === undefined ? null : this.items.of(numberKey(barcode)),
      item_level: copy !== undefined,
      waiting_date: null,
      expiration_date: state.kind === 'waiting' ? (state.expiresOn ?? null) : null,
      suspended: false,
      suspended_until: null,
      cancellation_date: null,
    }
  }

  /** With the server's offset, as Koha writes it. */
  dateTime(at: string): string {
    return this.#once(at, () =>
      Temporal.Instant.from(at).toZonedDateTimeISO(this.zone).toString({ timeZoneName: 'never', smallestUnit: 'second' }),
    )
  }

  endOf(day: string): string {
    return this.#once(`end of ${day}`, () => {
      const end = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: this.zone, plainTime: '23:59' })
      return end.toString({ timeZoneName: 'never', smallestUnit: 'second' })
    })
  }

  /** A row's last change is when it was first seen to differ; what stood there from the beginning is older than all. */
  #stamped(id: string, field: string, rows: readonly Row[], list = ''): readonly Row[] {
    const kind = `${list}${id}`
    const isFirst = !this.#kinds.has(kind)
    this.#kinds.add(kind)
    return rows.map(row => {
      const key = `${kind} ${row[id]}`
      const text = JSON.stringify(row)
      const known = this.#stamps.get(key)
      const at = known?.text === text ? known.at : this.dateTime(isFirst ? begun : this.now())
      this.#stamps.set(key, { text, at })
      return { ...row, [field]: at }
    })
  }

  /** A list stands until something is written. */
  #since(list: string, rows: () => readonly Row[]): readonly Row[] {
    const { version } = this.tables
    const known = this.#lists.get(list)
    if (known?.version === version) return known.rows
    const found = { version, rows: rows() }
    this.#lists.set(list, found)
    return found.rows
  }

  /** Every list is written whole before it is searched: no instant is worked out twice. */
  #once(key: string, write: () => string): string {
    const known = this.#written.get(key)
    if (known !== undefined) return known
    const text = write()
    this.#written.set(key, text)
    return text
  }
}
