import { Temporal } from 'temporal-polyfill'
import type { Action, ItemEvidence, ItemSeen, PatronEvidence } from '../../circulation/evidence.ts'
import type { Capabilities } from '../../circulation/replay/capabilities.ts'
import { type Connector, ConnectorError } from '../../sync/connectors/connector.ts'
import type { LibraryTables } from '../../sync/connectors/library-tables.ts'
import { CentralDesk } from './central-desk.ts'
import { settings, zone } from './first-morning.ts'

/** As three real servers behave: nothing has a time, no-block and dates are ignored, whatever is written happens now. */
export const sip2Can: Capabilities = {
  knows: { times: false, borrower: false, holds: 'count', pastLoans: false, fees: false },
  backdatedCheckout: false,
  backdatedCheckin: false,
  checkinWithHolds: true,
  pastLoans: false,
  backdatedHolds: false,
  reversibleFees: false,
  restoresLoans: false,
  worstLatenessMs: 5 * 60_000,
}

/** The same library, seen and written through what SIP2 has messages for; nothing of a mark is remembered. */
export class Sip2LikeLibrary implements Connector {
  readonly name = 'sip2-like'
  readonly can = sip2Can
  readonly #desks = new Map<string, CentralDesk>()

  constructor(
    private readonly tables: LibraryTables,
    private readonly library: Connector,
    private readonly now: () => string,
  ) {}

  async itemEvidence(barcode: string): Promise<ItemEvidence> {
    const nothing = { holds: [], scans: [], pastLoans: [], fees: [], renewals: [], priors: [] }
    const item = await this.tables.item(barcode)
    if (!item) return nothing
    const { circulationStatus: _, ...known } = item
    const seen = await this.#seen(barcode)
    return { item: { ...known, circulationStatus: 'ok' }, seen, ...nothing }
  }

  async patronEvidence(card: string): Promise<PatronEvidence> {
    const patron = await this.tables.patronByCard(card)
    if (!patron) return { loans: [], holds: [] }
    const { patronId } = patron
    const [loans, holds] = [await this.tables.loansOf(patronId), await this.tables.holdsOf(patronId)]
    const ready = holds.flatMap(({ state }) => (state.kind === 'waiting' ? [state.barcode] : []))
    const items = loans.map(({ barcode }) => barcode)
    return { patron, loans: [], holds: [], seen: { items, ready, holds: holds.length, feesCents: patron.feesCents } }
  }

  async copiesOf(): Promise<readonly string[]> {
    return []
  }

  async wasApplied(): Promise<'unknown'> {
    return 'unknown'
  }

  /** One message after the other: what comes before a refusal stands. */
  async apply(actions: readonly Action[]): Promise<void> {
    for (const action of actions) await this.#send(action)
  }

  async #send(action: Action): Promise<void> {
    switch (action.kind) {
      case 'end-loan':
      case 'take-in':
        return this.#desk(action.branch).takeBack(action.barcode, this.now())
      case 'begin-loan':
        return this.#checkout(action)
      case 'renew-loan':
        return this.#renew(action)
      case 'place-hold':
        return this.#placeHold(action)
      case 'cancel-hold':
        if (!(await this.tables.holdsOf(action.patronId ?? '')).some(({ holdId }) => holdId === action.holdId))
          throw refused('no such hold')
        return this.library.apply([action], `sip2 ${action.holdId} off ${this.now()}`)
      default:
        throw new Error(`SIP2 has no message for ${action.kind}`)
    }
  }

  async #checkout({ barcode, patronId, branch }: Extract<Action, { kind: 'begin-loan' }>): Promise<void> {
    const { loan, holds, item } = await this.library.itemEvidence(barcode)
    if (!item) throw refused('Invalid Item')
    if (isOutOfUse(item.circulationStatus)) throw refused('NOT_FOR_LOAN: 1')
    if (loan)
      throw refused(loan.patronId === patronId ? 'Item already checked out to you.' : 'Item checked out to another patron')
    if (holds.some(({ state, patronId: whose }) => whose !== patronId && state.kind !== 'queued' && state.barcode === barcode))
      throw refused('Item is on hold shelf for another patron.')
    return this.#desk(branch).lend(barcode, patronId, this.now(), this.#due(item.itemType))
  }

  async #renew({ barcode, patronId }: Extract<Action, { kind: 'renew-loan' }>): Promise<void> {
    const [loan, item] = [await this.tables.loan(barcode), await this.tables.item(barcode)]
    if (loan?.patronId !== patronId || !item || item.circulationStatus === 'lost') throw refused('Renewals not permitted')
    const due = this.#due(item.itemType)
    return this.#desk('').renewOnTheWeb(loan, this.now(), due > loan.dueOn ? due : loan.dueOn)
  }

  async #placeHold({ holdId, titleId, patronId, branch }: Extract<Action, { kind: 'place-hold' }>): Promise<void> {
    if ((await this.tables.holdsOf(patronId)).some(hold => hold.titleId === titleId)) throw refused('Hold exists')
    const place = { pickup: { branch }, state: { kind: 'queued' } } as const
    return this.#desk('').holdOnTheWeb({ holdId, titleId, patronId, placedAt: this.now(), holdNumber: holdId, ...place })
  }

  async #seen(barcode: string): Promise<ItemSeen> {
    const [item, loan, place] = [
      await this.tables.item(barcode),
      await this.tables.loan(barcode),
      await this.tables.place(barcode),
    ]
    const onTitle = await this.tables.holdsOn(item!.titleId)
    const caught = onTitle.find(({ state }) => state.kind !== 'queued' && state.barcode === barcode)
    const holds = onTitle.filter(({ state }) => state.kind === 'queued').length + (caught ? 1 : 0)
    const where = { ...(place !== undefined && { place }), holds }
    const { circulationStatus } = item!
    if (circulationStatus === 'lost') return { status: 'lost', holds }
    if (loan) return { status: 'on-loan', dueOn: loan.dueOn, holds }
    if (caught) return { status: caught.state.kind === 'waiting' ? 'ready' : 'in-transit', ...where }
    return { status: isOutOfUse(circulationStatus) ? 'not-lendable' : 'in-house', ...where }
  }

  #desk(branch: string): CentralDesk {
    const desk = this.#desks.get(branch) ?? new CentralDesk(this.tables, this.library, branch, `sip2 ${branch}`)
    this.#desks.set(branch, desk)
    return desk
  }

  /** The system's own reckoning, from the day it is told. */
  #due(itemType: string | undefined): string {
    const [set] = settings.rules.sets
    const rule = set!.loanRules.find(one => one.itemType === undefined || one.itemType === itemType)!
    return Temporal.Instant.from(this.now()).toZonedDateTimeISO(zone).toPlainDate().add({ days: rule.days }).toString()
  }
}

function isOutOfUse(status: string): boolean {
  return status === 'withdrawn' || status === 'not-for-loan'
}

function refused(text: string): ConnectorError {
  return new ConnectorError('rejected', text)
}
