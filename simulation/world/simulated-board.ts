import { ConnectorError } from '../../sync/connectors/connector.ts'
import type { HomeHub, Passed } from '../../sync/connectors/hub/home-hub.ts'
import { readUpload } from '../../sync/hub/accept-upload.ts'
import { type Chance, chance } from '../../sync/hub/demo/chance.ts'
import { PassOn } from '../../sync/hub/on-board/pass-on.ts'
import type { Entry } from '../../sync/journal/entry.ts'
import { type Have, protocolVersion } from '../../sync/protocol/messages.ts'
import { JournalsOnBoard } from './journals-on-board.ts'
import type { Sabotage } from './sabotage.ts'
import type { MeetingPoint, SimulatedHub } from './simulated-hub.ts'

/** A hub on board between stations and the hub at home: it is killed, out of reach, and once in a while it loses its disk. How it passes on is the real one's. */
export class SimulatedBoard implements MeetingPoint {
  readonly mayForget = true
  /** Nothing happens to it any more. */
  isCalm = false
  readonly #home: SimulatedHub
  readonly #sabotage: Sabotage
  readonly #now: () => string
  readonly #luck: Chance
  #journals: JournalsOnBoard
  #passOn: PassOn
  /** Calls to home until the machine dies in one. */
  #diesIn = Number.POSITIVE_INFINITY
  #isAway = false

  constructor(home: SimulatedHub, now: () => string, seed: number, sabotage: Sabotage) {
    this.#home = home
    this.#sabotage = sabotage
    this.#now = now
    this.#luck = chance(seed)
    this.#journals = new JournalsOnBoard(now)
    this.#passOn = this.#begin()
  }

  async have(station: string, epoch: string): Promise<Have> {
    return this.#journals.uploads.have(station, epoch)
  }

  async receive(station: string, epoch: string, entries: readonly Entry[]): Promise<Have> {
    const upload = readUpload(station, { protocol: protocolVersion, epoch, entries })
    if (!upload.ok) throw new Error(upload.message)
    await this.#journals.uploads.take(station, { epoch, entries: upload.entries })
    return this.#journals.uploads.have(station, epoch)
  }

  /** Goes home, if the road lets it, and brings back what was decided there. */
  async replay(): Promise<void> {
    this.#suffer()
    await this.#turn()
    await this.#home.replay()
    await this.#turn()
  }

  #suffer(): void {
    const luck = this.#luck
    this.#isAway = !this.isCalm && luck.share(0.25)
    this.#diesIn = !this.isCalm && luck.share(0.25) ? luck.whole(0, 8) : Number.POSITIVE_INFINITY
    if (this.isCalm) return
    const isEmptied = luck.share(0.04)
    if (isEmptied) this.#journals = new JournalsOnBoard(this.#now)
    if (isEmptied || luck.share(0.15)) this.#passOn = this.#begin()
  }

  outcomes(station: string, since: number) {
    return this.#journals.outcomes(station, since)
  }

  neighbours(station: string, since: number) {
    return this.#journals.neighbours(station, since)
  }

  changes(since: number) {
    return this.#isAway ? Promise.resolve(undefined) : this.#home.changes(since)
  }

  async #turn(): Promise<void> {
    if (this.#isAway) return
    await this.#passOn.turn().catch((error: unknown) => {
      if (!(error instanceof BoardDied) && !(error instanceof ConnectorError)) throw error
      if (error instanceof BoardDied) this.#passOn = this.#begin()
    })
  }

  #begin(): PassOn {
    const trouble = (what: string, error: unknown) => {
      throw new Error(what, { cause: error })
    }
    const home = this.#sabotage.line?.(this.#line()) ?? this.#line()
    return new PassOn({ home, greet: async () => {}, journals: this.#journals, trouble })
  }

  /** The road home: a call may die with the machine before it leaves, or when home has done what it asks. */
  #line(): HomeHub {
    const home = this.#home
    const call = async <T>(work: () => Promise<T>): Promise<T> => {
      const dies = this.#diesIn-- === 0
      if (dies && this.#luck.share(0.5)) throw new BoardDied()
      const done = await work()
      if (dies) throw new BoardDied()
      return done
    }
    const missing = () => Promise.reject(new Error('nobody asks for that here'))
    return {
      hello: missing,
      lookUp: missing,
      read: missing,
      protocol: () => protocolVersion,
      have: (station, epoch) => call(() => home.have(station, epoch)),
      outcomes: (station, since) => call(() => home.outcomes(station, since)),
      pass: (station, epoch, entries) =>
        call(async (): Promise<Passed> => {
          const { verdict, have } = await home.take(station, epoch, entries)
          return verdict === 'stored' ? { have } : { have, conflict: verdict }
        }),
    }
  }
}

class BoardDied extends Error {}
