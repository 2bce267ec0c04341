import { Temporal } from 'temporal-polyfill'
import type { Action, ItemEvidence, PatronEvidence } from '../../../circulation/evidence.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { Capabilities, Connector } from '../connector.ts'
import type { LibraryTables } from '../library-tables.ts'
import { carryOut, type Memory } from './carry-out.ts'
import { textIn } from './codec/message.ts'
import type { Sip2Settings } from './configuration.ts'
import { Link, type OpenConversation, type Turn } from './link.ts'
import { readLists } from './read-lists.ts'
import { isKnownPatron, itemSeen, patronBy, patronSeen } from './seen-in-answers.ts'
import { asReadError, mayHelpToAskAgain } from './session/sip-error.ts'

/** What the hub's own register knows of items and patrons: SIP2 tells neither titles' numbers nor whose card is whose. */
export type Known = Pick<LibraryTables, 'item' | 'patron' | 'patronByCard' | 'copiesOf'>

export interface Sip2Ports {
  readonly known: Known
  readonly open: OpenConversation
  /** Whether it was on its way to its own shelf, for nobody, when the hub left it: remembered beyond this run. */
  wasOnItsWay?(barcode: string): Promise<boolean>
  /** Instant now, UTC. */
  now(): string
}

export interface Sip2Library extends Connector {
  /** Takes back for whoever has looked over another interface of the same system whether that fits. Rejects as `apply` does. */
  takeBack(action: Extract<Action, { kind: 'end-loan' | 'take-in' }>, mark: string): Promise<void>
  /** Hangs up; what is under way ends first. */
  close(): void
}

/** Circulation status of what is on its way between places. */
const inTransit = '10'

const nothing = { holds: [], scans: [], pastLoans: [], fees: [], renewals: [], priors: [] }

/** A library system that speaks SIP2: it tells how things stand now, and stamps what it is told with now. */
export function sip2Library(settings: Sip2Settings, ports: Sip2Ports): Sip2Library {
  return new OverSip2(settings, ports)
}

/** What such a system tells and takes, by what is known of its kind. */
export function capabilitiesOf({
  noBlock,
  returnDate,
  payments,
  worstLatenessMs,
  connections,
}: Sip2Settings['profile']): Capabilities {
  return {
    knows: { times: false, borrower: false, holds: 'count', pastLoans: false, fees: false },
    backdatedCheckout: false,
    ...(noBlock !== 'honours-due-date' && { ownDueDays: true }),
    backdatedCheckin: returnDate !== 'ignored',
    checkinWithHolds: true,
    pastLoans: false,
    backdatedHolds: false,
    reversibleFees: false,
    restoresLoans: false,
    payments: payments === 'taken',
    worstLatenessMs,
    lanes: connections,
  }
}

class OverSip2 implements Sip2Library {
  readonly name = 'sip2'
  readonly can: Capabilities
  readonly #settings: Sip2Settings
  readonly #ports: Sip2Ports
  readonly #link: Link
  /** Writes under way by their marks: two at once are one. Afterwards whoever sends one again has looked before. */
  readonly #writes = new Map<string, Promise<void>>()
  readonly #memory: Memory = { onItsWay: new Map() }

  constructor(settings: Sip2Settings, ports: Sip2Ports) {
    this.#settings = settings
    this.#ports = ports
    this.can = capabilitiesOf(settings.profile)
    this.#link = new Link(settings, ports.open, ports.now)
  }

  itemEvidence(barcode: string): Promise<ItemEvidence> {
    return this.#reading(turn => this.#item(turn, barcode))
  }

  patronEvidence(card: string): Promise<PatronEvidence> {
    return this.#reading(turn => this.#patron(turn, card))
  }

  copiesOf(titleId: string): Promise<readonly string[]> {
    return this.#ports.known.copiesOf(titleId)
  }

  apply(actions: readonly Action[], mark: string): Promise<void> {
    return this.#write(actions, mark, {})
  }

  takeBack(action: Extract<Action, { kind: 'end-loan' | 'take-in' }>, mark: string): Promise<void> {
    return this.#write([action], mark, { hasLooked: true })
  }

  #write(actions: readonly Action[], mark: string, how: { readonly hasLooked?: true }): Promise<void> {
    const under = this.#writes.get(mark)
    if (under) return under
    const { known, now } = this.#ports
    const at = { settings: this.#settings, link: this.#link, known, now, memory: this.#memory }
    const writing = carryOut(actions, mark, { ...at, ...how })
    this.#writes.set(mark, writing)
    const over = () => this.#writes.delete(mark)
    writing.then(over, over)
    return writing
  }

  /** Nothing of a mark is kept over there: whoever asks must look. */
  async wasApplied(): Promise<'unknown'> {
    return 'unknown'
  }

  close(): void {
    this.#link.close()
  }

  async #item(turn: Turn, barcode: string): Promise<ItemEvidence> {
    const { profile, zone } = this.#settings
    const known = await this.#ports.known.item(barcode)
    const answer = await turn.ask(turn.requests.item(known?.barcode ?? barcode))
    const isMoving = answer.fixed.status === inTransit
    const onItsWay = this.#memory.onItsWay.has(numberKey(barcode)) || (isMoving && (await this.#ports.wasOnItsWay?.(barcode)))
    const seen = itemSeen(answer, profile, zone, onItsWay)
    if (!seen) return nothing
    const title = textIn(answer, 'AJ')?.trim() ?? ''
    const home = textIn(answer, 'AQ')?.trim() ?? ''
    const item = known
      ? { ...known, circulationStatus: 'ok' as const }
      : { barcode, titleId: `sip2:${numberKey(barcode)}`, title, homeBranch: home, circulationStatus: 'ok' as const }
    return { item, seen, ...nothing }
  }

  async #patron(turn: Turn, card: string): Promise<PatronEvidence> {
    const { profile, zone } = this.#settings
    const isItem = async (entry: string) => (await this.#ports.known.item(entry)) !== undefined
    const known = await this.#ports.known.patronByCard(card)
    const written = known?.cards.find(one => numberKey(one) === numberKey(card)) ?? card
    const { answer, items, ready } = await readLists(turn, written, profile, isItem)
    if (!isKnownPatron(answer)) return { loans: [], holds: [] }
    const today = Temporal.Instant.from(this.#ports.now()).toZonedDateTimeISO(zone).toPlainDate().toString()
    return { patron: patronBy(answer, card, known, today), loans: [], holds: [], seen: patronSeen(answer, items, ready) }
  }

  async #reading<T>(what: (turn: Turn) => Promise<T>): Promise<T> {
    const ask = () => this.#link.use({}, what)
    try {
      return await ask().catch(error => (mayHelpToAskAgain(error) ? ask() : Promise.reject(error)))
    } catch (error) {
      throw asReadError(error)
    }
  }
}
