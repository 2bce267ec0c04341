import type { Action } from '../../../circulation/evidence.ts'
import type { Hold } from '../../../circulation/loan.ts'
import type { Connector } from '../connector.ts'
import type { LibraryTables } from '../library-tables.ts'

/** The library's own desks, web pages and nightly jobs: what goes on there while a bus is away. They know nothing of journals. */
export class BranchDesk {
  #count = 0
  private readonly tables: LibraryTables
  private readonly connector: Connector

  constructor(tables: LibraryTables, connector: Connector) {
    this.tables = tables
    this.connector = connector
  }

  async lend(barcode: string, patronId: string, at: string, dueOn: string, branch = 'MAIN') {
    const { loan, item, holds } = await this.connector.itemEvidence(barcode)
    const own = holds.find(hold => hold.patronId === patronId)
    const actions: Action[] = [
      ...(loan ? [{ kind: 'end-loan', barcode, patronId: loan.patronId, at, branch, full: false } as const] : []),
      { kind: 'begin-loan', barcode, patronId, at, dueOn, branch },
      ...(own ? [{ kind: 'fill-hold', holdId: own.holdId, at } as const] : []),
      { kind: 'record-scan', scan: { kind: 'checkout', barcode: item!.barcode, patronId, branch, at, uncertaintyMs: 0 } },
    ]
    await this.#write(actions)
  }

  async takeBack(barcode: string, at: string, branch = 'MAIN') {
    const { loan, holds } = await this.connector.itemEvidence(barcode)
    const caught = holds.find(({ state }) => state.kind === 'queued')
    await this.#write([
      loan
        ? { kind: 'end-loan', barcode, patronId: loan.patronId, at, branch, full: true }
        : { kind: 'take-in', barcode, at, branch },
      ...(caught ? [{ kind: 'catch-hold', barcode, holdId: caught.holdId, at, branch } as const] : []),
      { kind: 'record-scan', scan: { kind: 'checkin', barcode, branch, at, uncertaintyMs: 0 } },
    ])
  }

  async renewOnTheWeb(barcode: string, patronId: string, at: string, dueOn: string) {
    await this.#write([{ kind: 'renew-loan', barcode, patronId, at, dueOn }])
  }

  /** A nightly job: the hold's shelf time is over, the next in the queue gets the item. */
  async expireHold(hold: Hold, barcode: string, at: string, cents: number) {
    const { holds } = await this.connector.itemEvidence(barcode)
    const next = holds.find(({ holdId, state }) => holdId !== hold.holdId && state.kind === 'queued')
    await this.#write([
      { kind: 'cancel-hold', holdId: hold.holdId, at },
      ...(next ? [{ kind: 'catch-hold', barcode, holdId: next.holdId, at, branch: hold.pickup.branch } as const] : []),
    ])
    await this.#charge(barcode, hold.patronId, 'hold-expired', cents, at, hold)
  }

  /** A nightly job: the loan is so late that the item counts as lost. */
  async declareLost(barcode: string, at: string, cents: number) {
    const { loan } = await this.connector.itemEvidence(barcode)
    await this.tables.write([{ kind: 'set-status', barcode, status: 'lost' }], this.#mark())
    if (loan) await this.#charge(barcode, loan.patronId, 'lost', cents, at)
  }

  async #charge(barcode: string, patronId: string, why: 'lost' | 'hold-expired', cents: number, at: string, hold?: Hold) {
    const memory = await this.tables.memory(barcode)
    const patron = (await this.tables.patron(patronId))!
    const fee = { feeId: `fee-${this.#count}`, patronId, why, cents, at, ...(hold && { hold }) }
    await this.tables.write(
      [
        { kind: 'put-memory', barcode, memory: { ...memory, fees: [...memory.fees, fee] } },
        { kind: 'put-patron', patron: { ...patron, feesCents: patron.feesCents + cents } },
      ],
      this.#mark(),
    )
  }

  #write(actions: readonly Action[]) {
    return this.connector.apply(actions, this.#mark())
  }

  #mark() {
    return `branch desk ${++this.#count}`
  }
}
