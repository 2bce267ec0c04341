import type { Action, ItemEvidence, PatronEvidence } from '../../../circulation/evidence.ts'
import type { Capabilities, Connector } from '../connector.ts'
import { type CarryOut, carryOut, hasDay, type Returns, type Sent, unlessOutOfReach } from './carry-out.ts'
import { Catalogue, type Known } from './catalogue.ts'
import type { KohaSettings } from './configuration.ts'
import { isPaid, type Payment, pay } from './credits.ts'
import { itemEvidence, patronEvidence } from './evidence.ts'
import { featuresBy } from './features.ts'
import { asReadError } from './koha-error.ts'
import { seeToDay } from './loans.ts'
import { offlineLoan } from './offline-loan.ts'
import { overNetwork, type Send } from './over-network.ts'
import { KohaRest } from './rest.ts'

export interface KohaPorts {
  /** The hub's own register. */
  readonly known: Known
  /** The same library over SIP2: takes back, which Koha's REST does not. */
  readonly returns?: Returns
  /** Instant now, UTC. */
  now(): string
  /** How requests go out; over the network unless given. */
  readonly send?: Send
}

export interface KohaLibrary extends Connector {
  /** Writes a payment into the account, once. */
  pay(payment: Payment): Promise<void>
  isPaid(payment: Payment): Promise<boolean>
}

const marksRemembered = 5000

/** A library whose system is Koha, over its REST interface. */
export function kohaLibrary(settings: KohaSettings, ports: KohaPorts): KohaLibrary {
  return new OverRest(settings, ports)
}

/**
 * What such a Koha tells and takes. It tells when a loan began, but stamps what it is told with now, unless offline loans are on: so what it shows
 * is a look at it, with the loan's beginning as a bound (`seen.since`), and no scan.
 */
export function capabilitiesOf(
  {
    connections,
    worstLatenessMs,
    promisedDayByRenewal,
    offlineLoans,
  }: Pick<KohaSettings, 'connections' | 'worstLatenessMs' | 'promisedDayByRenewal' | 'offlineLoans'>,
  returns?: Pick<Connector, 'can'>,
): Capabilities {
  return {
    knows: { times: false, borrower: true, holds: 'each', pastLoans: false, fees: false },
    backdatedCheckout: offlineLoans !== undefined,
    ...(!promisedDayByRenewal && { ownDueDays: true }),
    backdatedCheckin: returns?.can.backdatedCheckin ?? false,
    checkinWithHolds: returns?.can.checkinWithHolds ?? false,
    pastLoans: false,
    backdatedHolds: false,
    reversibleFees: false,
    restoresLoans: false,
    payments: true,
    worstLatenessMs: Math.max(worstLatenessMs, returns?.can.worstLatenessMs ?? 0),
    lanes: connections,
  }
}

class OverRest implements KohaLibrary {
  readonly name = 'koha'
  readonly can: Capabilities
  readonly #settings: KohaSettings
  readonly #catalogue: Catalogue
  readonly #ports: CarryOut
  /** Writes under way by their marks: two at once are one. */
  readonly #writes = new Map<string, Promise<void>>()
  readonly #sent = new Map<string, Sent>()

  constructor(settings: KohaSettings, { known, returns, now, send = overNetwork }: KohaPorts) {
    this.#settings = settings
    this.can = capabilitiesOf(settings, returns)
    const rest = new KohaRest(settings, { now, send })
    const features = featuresBy(() => rest.definition())
    this.#catalogue = new Catalogue(rest, known, features)
    this.#ports = {
      settings,
      catalogue: this.#catalogue,
      returns,
      offlineLoan: offlineLoan(settings, send),
      features,
    }
  }

  itemEvidence(barcode: string): Promise<ItemEvidence> {
    return reading(itemEvidence(this.#catalogue, barcode, this.#settings))
  }

  patronEvidence(card: string): Promise<PatronEvidence> {
    return reading(patronEvidence(this.#catalogue, card))
  }

  copiesOf(titleId: string): Promise<readonly string[]> {
    return this.#catalogue.known.copiesOf(titleId)
  }

  apply(actions: readonly Action[], mark: string): Promise<void> {
    const under = this.#writes.get(mark)
    if (under) return under
    const sent: Sent = { count: actions.length, shows: [] }
    // What sent nothing leaves the memory of what did.
    const remember = (shows: Sent['shows'][number]) => {
      sent.shows.push(shows)
      this.#sent.set(mark, sent)
      if (this.#sent.size > marksRemembered) this.#sent.delete(this.#sent.keys().next().value!)
    }
    const writing = carryOut(actions, mark, remember, this.#ports)
    this.#writes.set(mark, writing)
    const over = () => this.#writes.delete(mark)
    writing.then(over, over)
    return writing
  }

  /** By looking for what was sent in this run; Koha keeps nothing of a mark. */
  async wasApplied(mark: string): Promise<'yes' | 'no' | 'unknown'> {
    const sent = this.#sent.get(mark)
    if (!sent) return 'unknown'
    const shown = await reading(Promise.all(sent.shows.map(shows => shows())))
    if (shown.every(one => one === 'no')) return 'no'
    return shown.length === sent.count && shown.every(one => one === 'yes') ? 'yes' : 'unknown'
  }

  /** A loan begun in an earlier run, which died before the day that was promised; or a renewal that never came, where somebody else has renewed since. */
  async finish(actions: readonly Action[]): Promise<void> {
    for (const action of actions) if (hasDay(action)) await reading(seeToDay(action, this.#ports).catch(unlessOutOfReach))
  }

  pay(payment: Payment): Promise<void> {
    return pay(payment, this.#catalogue)
  }

  isPaid(payment: Payment): Promise<boolean> {
    return isPaid(payment, this.#catalogue)
  }
}

async function reading<T>(what: Promise<T>): Promise<T> {
  try {
    return await what
  } catch (error) {
    throw asReadError(error)
  }
}
