import type { Loan } from '../../circulation/loan.ts'
import type { HoldStanding, Standing } from './standing.ts'
import type { Beginning, PlainEvent } from './true-events.ts'

/** A fee in cents for each day late, counted in Finland. */
export const feeRule = { centsPerDay: 20, mostCents: 600 } as const

interface ItemFile {
  readonly titleId: string
  place: string
  loan?: { patronId: string; dueOn: string; lentAt: number }
  lost: boolean
  lossFees: { patronId: string; cents: number }[]
  had: string[]
  seenAt?: number
}

interface HoldFile {
  readonly holdId: string
  readonly titleId: string
  readonly patronId: string
  readonly placedAt: number
  readonly branch: string
  state: HoldStanding['state']
  barcode?: string
  caughtAt: number
}

/** The naive library: everything is written the moment it happens, in the order it is told, whatever it finds. */
export class AlwaysOnline {
  readonly #items = new Map<string, ItemFile>()
  #holds: HoldFile[] = []
  readonly #fees = new Map<string, number>()
  /** Loans closed by something that happened before they began. */
  wronglyClosed = 0

  constructor({ items, patrons, loans, holds }: Beginning) {
    for (const { barcode, titleId, place } of items)
      this.#items.set(barcode, { titleId, place, lost: false, lossFees: [], had: [] })
    for (const patronId of patrons) this.#fees.set(patronId, 0)
    for (const loan of loans) this.#begin(loan.barcode, loan, Date.parse(loan.lentAt))
    for (const { holdId, titleId, patronId, placedAt, pickup, state } of holds) {
      const barcode = state.kind === 'queued' ? {} : { barcode: state.barcode }
      const asked = { holdId, titleId, patronId, placedAt: Date.parse(placedAt), branch: pickup.branch }
      this.#holds.push({ ...asked, caughtAt: 0, state: state.kind, ...barcode })
    }
  }

  tell(event: PlainEvent): void {
    switch (event.kind) {
      case 'checkout':
        return this.#checkout(event)
      case 'checkin':
        return this.#checkin(event)
      case 'renewal':
        return this.#renew(event)
      case 'hold': {
        const { holdId, titleId, patronId, branch, at } = event
        if (!this.#queue(titleId).some(hold => hold.patronId === patronId))
          this.#holds.push({ holdId, titleId, patronId, placedAt: at, branch, state: 'queued', caughtAt: 0 })
        return
      }
      case 'lost': {
        const item = this.#items.get(event.barcode)
        const { loan } = item ?? {}
        if (!item || item.lost || loan?.patronId !== event.patronId || daysLate(loan.dueOn, event.at) < event.daysLate) return
        item.lost = true
        item.lossFees.push({ patronId: event.patronId, cents: event.cents })
        return this.#charge(event.patronId, event.cents)
      }
      case 'expiry':
        return this.#expire(event)
      case 'offer': {
        const item = this.#items.get(event.barcode)
        if (item && !item.loan && item.seenAt === event.returnedAt) this.#catch(item, event.barcode, event.at)
      }
    }
  }

  /** Whether a loan would be refused by a system that lends only what stands free, or ready for this patron. */
  refuses({ barcode, patronId }: PlainEvent & { kind: 'checkout' }): boolean {
    const kept = this.#keptFor(barcode)
    return this.#items.get(barcode)?.loan !== undefined || (kept !== undefined && kept.patronId !== patronId)
  }

  standing(): Standing {
    const items = [...this.#items].map(([barcode, { titleId, place, loan, lost, had }]) => {
      return [barcode, { titleId, ...(loan ? { patronId: loan.patronId, dueOn: loan.dueOn } : { place }), lost, had }] as const
    })
    const holds = new Map<string, HoldStanding[]>()
    for (const titleId of new Set(this.#holds.map(hold => hold.titleId)))
      holds.set(
        titleId,
        this.#queue(titleId).map(({ patronId, placedAt, state, barcode }) => {
          return { patronId, placedAt, state, ...(barcode === undefined ? {} : { barcode }) }
        }),
      )
    return { items: new Map(items), holds, fees: this.#fees }
  }

  #checkout(event: PlainEvent & { kind: 'checkout' }): void {
    const { barcode, patronId, at } = event
    const item = this.#items.get(barcode)
    if (!item) return
    this.#seen(item, at)
    for (const hold of this.#holds) {
      if (hold.barcode !== barcode || hold.patronId === patronId) continue
      hold.state = 'queued'
      delete hold.barcode
    }
    const own = this.#queue(item.titleId).filter(hold => hold.patronId === patronId && hold.placedAt <= at)
    const filled = own.find(hold => hold.barcode === barcode) ?? own.find(({ state }) => state === 'queued') ?? own[0]
    this.#holds = this.#holds.filter(hold => hold !== filled)
    this.#begin(barcode, event, at)
  }

  #checkin({ barcode, branch, at }: PlainEvent & { kind: 'checkin' }): void {
    const item = this.#items.get(barcode)
    if (!item) return
    this.#seen(item, at)
    this.#catch(Object.assign(item, { place: branch }), barcode, at)
  }

  /** The copy goes to whom it was kept for already, else to the first who waits for any. */
  #catch(item: ItemFile, barcode: string, at: number): void {
    const queue = this.#queue(item.titleId)
    const hold = queue.find(one => one.barcode === barcode) ?? queue.find(({ state }) => state === 'queued')
    if (!hold) return
    if (hold.barcode !== barcode) hold.caughtAt = at
    hold.barcode = barcode
    hold.state = hold.branch === item.place ? 'waiting' : 'in-transit'
  }

  #renew({ barcode, patronId, dueOn }: PlainEvent & { kind: 'renewal' }): void {
    const item = this.#items.get(barcode)
    if (!item?.loan || item.loan.patronId !== patronId) return
    if (dueOn > item.loan.dueOn) item.loan.dueOn = dueOn
    this.#found(item)
  }

  #expire({ holdId, barcode, cents, waitingSince, at }: PlainEvent & { kind: 'expiry' }): void {
    const hold = this.#holds.find(one => one.holdId === holdId)
    const item = this.#items.get(barcode)
    const layReady = hold?.state === 'waiting' && hold.barcode === barcode && hold.caughtAt <= waitingSince
    if (!item || !hold) return
    // The free copy may have been given to it when its last scan came home.
    const copies = [...this.#items.values()].filter(({ titleId }) => titleId === item.titleId).length
    const mayBe = item.seenAt !== undefined && (copies > 1 || hold.placedAt > item.seenAt)
    const offered = hold.state === 'queued' && !item.loan && mayBe && this.#keptFor(barcode) === undefined
    if (!layReady && !offered) return
    this.#holds = this.#holds.filter(one => one !== hold)
    this.#charge(hold.patronId, cents)
    this.#catch(item, barcode, at)
  }

  /** It is in somebody's hands: whatever loan it stood on is over, and it is not lost. */
  #seen(item: ItemFile, at: number): void {
    const { loan } = item
    item.seenAt = at
    this.#found(item)
    if (!loan) return
    if (loan.lentAt > at) this.wronglyClosed++
    const fee = Math.min(feeRule.mostCents, Math.max(0, daysLate(loan.dueOn, at)) * feeRule.centsPerDay)
    this.#charge(loan.patronId, fee)
    delete item.loan
  }

  #found(item: ItemFile): void {
    for (const { patronId, cents } of item.lossFees) this.#charge(patronId, -cents)
    item.lossFees = []
    item.lost = false
  }

  #begin(barcode: string, { patronId, dueOn }: Pick<Loan, 'patronId' | 'dueOn'>, lentAt: number): void {
    const item = this.#items.get(barcode)!
    item.loan = { patronId, dueOn, lentAt }
    item.had.push(patronId)
  }

  #queue(titleId: string): HoldFile[] {
    const order = (a: HoldFile, b: HoldFile) => a.placedAt - b.placedAt || (a.holdId < b.holdId ? -1 : 1)
    return this.#holds.filter(hold => hold.titleId === titleId).sort(order)
  }

  #keptFor(barcode: string): HoldFile | undefined {
    return this.#holds.find(hold => hold.barcode === barcode)
  }

  #charge = (patronId: string, cents: number) => void this.#fees.set(patronId, (this.#fees.get(patronId) ?? 0) + cents)
}

const dayInHelsinki = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Helsinki' })

function daysLate(dueOn: string, at: number): number {
  return (Date.parse(dayInHelsinki.format(at)) - Date.parse(dueOn)) / 86_400_000
}
