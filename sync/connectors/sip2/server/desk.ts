import type { Action, ItemEvidence } from '../../../../circulation/evidence.ts'
import { isCaughtWith } from '../../../../circulation/hold-turn.ts'
import type { Hold } from '../../../../circulation/loan.ts'
import type { Patron } from '../../../../circulation/patron.ts'
import { type Connector, ConnectorError } from '../../connector.ts'
import type { LibraryTables } from '../../library-tables.ts'

/** Who borrows, and at which branch. */
export interface Borrowing {
  readonly category: string
  readonly branch: string
}

/** The library that a server lends from. */
export interface ServedLibrary {
  readonly library: Connector
  readonly tables: LibraryTables
  /** Instant now, UTC. */
  now(): string
  /** The library's own zone. */
  readonly zone: string
  /** When a loan that begins on this day is due. */
  dueOn(itemType: string | undefined, day: string, to: Borrowing): string
  /** Patrons who are barred or whose card is out of date get nothing. */
  readonly checksPatrons: boolean
  /** A loan that ended before it was renewed is due by that renewal all the same, as in Koha. */
  readonly renewalsStand?: true
}

export type Done<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly text: string }

export interface Lent {
  readonly dueOn: string
  readonly renewed: boolean
}

export interface TakenBack {
  /** Whose loan it was. */
  readonly from?: Patron
  readonly caught?: Hold
}

/** What staff would do at the library's own desk: it lends, takes back and takes holds, believing what the library system shows. */
export class Desk {
  constructor(private readonly at: ServedLibrary) {}

  /** Opens a loan as of `lentAt`, after the ordinary checks; `forced` leaves them out and takes the item from whoever has it. */
  async lend(
    { item, loan, holds, fees }: ItemEvidence,
    patron: Patron,
    branch: string,
    { lentAt, dueOn, forced = false }: { lentAt: string; dueOn: string; forced?: boolean },
  ): Promise<Done<Lent>> {
    const { barcode, circulationStatus } = item!
    const { patronId } = patron
    const caughtForOther = holds.some(hold => hold.patronId !== patronId && isCaughtWith(hold, barcode))
    if (!forced) {
      if (circulationStatus === 'withdrawn' || circulationStatus === 'not-for-loan') return no('NOT_FOR_LOAN: 1')
      if (loan) return no('Item checked out to another patron')
      if (caughtForOther) return no('Item is on hold shelf for another patron.')
    }
    const own = holds.filter(hold => hold.patronId === patronId)
    const filled = own.find(hold => isCaughtWith(hold, barcode)) ?? own.find(({ state }) => state.kind === 'queued') ?? own[0]
    const done = await this.#write([
      ...(loan
        ? [{ kind: 'end-loan', barcode, patronId: loan.patronId, at: lentAt, ...this.#renewals(), branch, full: false } as const]
        : []),
      ...foundAgain(barcode, circulationStatus, fees),
      { kind: 'begin-loan', barcode, patronId, at: lentAt, dueOn, branch },
      ...(filled ? [{ kind: 'fill-hold', holdId: filled.holdId, at: lentAt } as const] : []),
      { kind: 'record-scan', scan: { kind: 'checkout', barcode, patronId, branch, at: lentAt, uncertaintyMs: 0 } },
    ])
    return done ? { ok: true, dueOn, renewed: false } : no('Item checked out to another patron')
  }

  /** Undefined where the loan is not this patron's. */
  async renew({ item, loan }: ItemEvidence, patronId: string, dueOn: string): Promise<Done<Lent>> {
    if (loan?.patronId !== patronId || item?.circulationStatus === 'lost') return no('Renewals not permitted')
    const longer = dueOn > loan.dueOn ? dueOn : loan.dueOn
    const { barcode } = loan
    const done = await this.#write([{ kind: 'renew-loan', barcode, patronId, at: this.at.now(), dueOn: longer }])
    return done ? { ok: true, dueOn: longer, renewed: true } : no('Renewals not permitted')
  }

  /** Takes back what is known, on loan or not; the next hold catches it. */
  async takeBack({ item, loan, holds, fees }: ItemEvidence, branch: string, at: string): Promise<TakenBack | undefined> {
    const { barcode, circulationStatus } = item!
    const caught = holds.find(hold => isCaughtWith(hold, barcode)) ?? holds.find(({ state }) => state.kind === 'queued')
    const done = await this.#write([
      loan
        ? { kind: 'end-loan', barcode, patronId: loan.patronId, at, ...this.#renewals(), branch, full: true }
        : { kind: 'take-in', barcode, at, branch },
      ...foundAgain(barcode, circulationStatus, fees),
      ...(caught ? [{ kind: 'catch-hold', barcode, holdId: caught.holdId, at, branch } as const] : []),
      { kind: 'record-scan', scan: { kind: 'checkin', barcode, branch, at, uncertaintyMs: 0 } },
    ])
    if (!done) return
    const from = loan && (await this.at.tables.patron(loan.patronId))
    return { ...(from && { from }), ...(caught && { caught }) }
  }

  async placeHold(titleId: string, patronId: string, branch: string): Promise<boolean> {
    const standing = await this.at.tables.holdsOf(patronId)
    if (standing.some(hold => hold.titleId === titleId)) return false
    const holdId = `sip2:${crypto.randomUUID()}`
    return this.#write([{ kind: 'place-hold', holdId, titleId, patronId, branch, at: this.at.now() }])
  }

  async takePayment(patronId: string, cents: number, reference: string, branch: string): Promise<boolean> {
    return this.#write([{ kind: 'pay-fees', patronId, cents, reference, at: this.at.now(), branch }])
  }

  async cancelHold(titleId: string, patronId: string): Promise<boolean> {
    const hold = (await this.at.tables.holdsOf(patronId)).find(one => one.titleId === titleId)
    return hold ? this.#write([{ kind: 'cancel-hold', holdId: hold.holdId, at: this.at.now() }]) : false
  }

  #renewals(): { readonly renewedUntil?: string } {
    return this.at.renewalsStand ? { renewedUntil: this.at.now() } : {}
  }

  /** False where something else came in between. */
  async #write(actions: readonly Action[]): Promise<boolean> {
    try {
      await this.at.library.apply(actions, `sip2:${crypto.randomUUID()}`)
      return true
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'rejected') return false
      throw error
    }
  }
}

/** What was declared lost is here, and nobody pays for it. */
function foundAgain(barcode: string, status: string, fees: ItemEvidence['fees']): readonly Action[] {
  if (status !== 'lost') return []
  const lost = fees.filter(({ why }) => why === 'lost')
  return [
    { kind: 'set-status', barcode, status: 'ok' },
    ...lost.map(({ feeId }) => ({ kind: 'drop-fee', barcode, feeId }) as const),
  ]
}

function no(text: string): { readonly ok: false; readonly text: string } {
  return { ok: false, text }
}
