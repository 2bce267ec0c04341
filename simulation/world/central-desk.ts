import type { Action } from '../../circulation/evidence.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import type { Connector } from '../../sync/connectors/connector.ts'
import type { LibraryTables } from '../../sync/connectors/library-tables.ts'

const lossCents = 2500
const expiryCents = 200
export const daysUntilLost = 3

/** The library's own desk, web pages and nightly jobs. They know nothing of journals and believe what the library system shows. */
export class CentralDesk {
  #writes = 0
  readonly #tables: LibraryTables
  readonly #library: Connector
  readonly #branch: string
  readonly #name: string

  constructor(tables: LibraryTables, library: Connector, branch: string, name = 'central') {
    this.#tables = tables
    this.#library = library
    this.#branch = branch
    this.#name = name
  }

  async lend(barcode: string, patronId: string, at: string, dueOn: string): Promise<void> {
    const branch = this.#branch
    const { loan, holds, item, fees } = await this.#library.itemEvidence(barcode)
    const own = holds.filter(hold => hold.patronId === patronId)
    const filled = own.find(hold => keptWith(hold, barcode)) ?? own.find(({ state }) => state.kind === 'queued') ?? own[0]
    const others = holds.filter(hold => hold.patronId !== patronId && keptWith(hold, barcode))
    await this.#write([
      ...(loan ? [{ kind: 'end-loan', barcode, patronId: loan.patronId, at, branch, full: false } as const] : []),
      ...found(item!.circulationStatus, fees, barcode),
      ...others.map(({ holdId }) => ({ kind: 'put-hold-back', holdId, at }) as const),
      { kind: 'begin-loan', barcode, patronId, at, dueOn, branch },
      ...(filled ? [{ kind: 'fill-hold', holdId: filled.holdId, at } as const] : []),
      { kind: 'record-scan', scan: { kind: 'checkout', barcode, patronId, branch, at, uncertaintyMs: 0 } },
    ])
  }

  async takeBack(barcode: string, at: string): Promise<void> {
    const branch = this.#branch
    const { loan, holds, item, fees } = await this.#library.itemEvidence(barcode)
    const caught = holds.find(hold => keptWith(hold, barcode)) ?? holds.find(({ state }) => state.kind === 'queued')
    await this.#write([
      loan
        ? { kind: 'end-loan', barcode, patronId: loan.patronId, at, branch, full: true }
        : { kind: 'take-in', barcode, at, branch },
      ...found(item!.circulationStatus, fees, barcode),
      ...(caught ? [{ kind: 'catch-hold', barcode, holdId: caught.holdId, at, branch } as const] : []),
      { kind: 'record-scan', scan: { kind: 'checkin', barcode, branch, at, uncertaintyMs: 0 } },
    ])
  }

  async renewOnTheWeb({ barcode, patronId }: Loan, at: string, dueOn: string): Promise<void> {
    const { item, fees } = await this.#library.itemEvidence(barcode)
    await this.#write([{ kind: 'renew-loan', barcode, patronId, at, dueOn }, ...found(item!.circulationStatus, fees, barcode)])
  }

  async holdOnTheWeb(hold: Hold): Promise<void> {
    await this.#tables.write([{ kind: 'put-hold', hold }], this.#mark())
  }

  /** The loan is so late that the item counts as lost. */
  async declareLost({ barcode, patronId }: Loan, at: string): Promise<number> {
    await this.#tables.write([{ kind: 'set-status', barcode, status: 'lost' }], this.#mark())
    await this.#charge(barcode, patronId, 'lost', lossCents, at)
    return lossCents
  }

  /** The shelf time is over; the next in the queue gets the copy. */
  async expire(hold: Hold, barcode: string, at: string): Promise<number> {
    const { holds, place } = await this.#library.itemEvidence(barcode)
    const next = holds.find(({ holdId, state }) => holdId !== hold.holdId && state.kind === 'queued')
    await this.#write([
      { kind: 'cancel-hold', holdId: hold.holdId, at },
      ...(next ? [{ kind: 'catch-hold', barcode, holdId: next.holdId, at, branch: place! } as const] : []),
    ])
    await this.#charge(barcode, hold.patronId, 'hold-expired', expiryCents, at, hold)
    return expiryCents
  }

  async #charge(
    barcode: string,
    patronId: string,
    why: 'lost' | 'hold-expired',
    cents: number,
    at: string,
    hold?: Hold,
  ): Promise<void> {
    const memory = await this.#tables.memory(barcode)
    const patron = (await this.#tables.patron(patronId))!
    const fee = { feeId: `fee-${this.#writes}`, patronId, why, cents, at, ...(hold && { hold }) }
    await this.#tables.write(
      [
        { kind: 'put-memory', barcode, memory: { ...memory, fees: [...memory.fees, fee] } },
        { kind: 'put-patron', patron: { ...patron, feesCents: patron.feesCents + cents } },
      ],
      this.#mark(),
    )
  }

  #write(actions: readonly Action[]): Promise<void> {
    return this.#library.apply(actions, this.#mark())
  }

  #mark(): string {
    return `${this.#name} ${++this.#writes}`
  }
}

function found(status: string, fees: readonly { readonly feeId: string; readonly why: string }[], barcode: string): Action[] {
  if (status !== 'lost') return []
  const lost = fees.filter(({ why }) => why === 'lost')
  return [
    { kind: 'set-status', barcode, status: 'ok' },
    ...lost.map(({ feeId }) => ({ kind: 'drop-fee', barcode, feeId }) as const),
  ]
}

function keptWith({ state }: Hold, barcode: string): boolean {
  return state.kind !== 'queued' && state.barcode === barcode
}
