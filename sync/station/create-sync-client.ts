import type { Clock } from '../../host/clock.ts'
import type { Journal } from '../journal/journal.ts'
import { isNoRoom } from '../journal/no-room.ts'
import { type Hello, isSpoken, type WaitMessage } from '../protocol/messages.ts'
import type { WritableRegister } from '../register/writable-register.ts'
import { BringUp } from './carry/bring-up.ts'
import type { StationStatus } from './desk.ts'
import { download } from './download.ts'
import { HubError, type HubLine, hubLine } from './hub-line.ts'
import { keptKey } from './kept-key.ts'
import { KeptLibrary } from './kept-library.ts'
import { backOffMs, Link, offsetFrom } from './link.ts'
import { NeighbourEntries } from './neighbours.ts'
import { askOutcomesAnew, pullOutcomes } from './outcomes.ts'
import { meteredEachMs, Sparing } from './sparing.ts'
import type { StationStore, StoredLine } from './station-store.ts'
import type { ClockOffset, SyncClient, SyncState } from './sync-client.ts'
import { Turns } from './turns.ts'
import { Upload } from './upload.ts'

export interface SyncClientOptions {
  /** `http://127.0.0.1:8080`; empty where the page came from the hub. */
  readonly hubUrl: string
  readonly token: string
  readonly station: string
  readonly journal: Journal
  readonly register: WritableRegister | KeptLibrary
  readonly store: StationStore
  readonly fetch: typeof fetch
  readonly clock: Clock
  /** In [0, 1): spreads attempts, so that a fleet does not come back at once. */
  readonly random: () => number
  /** How often the hub is asked over a good line, in milliseconds; 5000 if not given. */
  readonly pollMs?: number
  /** For a small question, in milliseconds. */
  readonly timeoutMs?: number
  /** Whether the line costs by the byte now: what happened here goes up at once all the same, the register is asked for seldom and sparingly. */
  readonly metered?: () => boolean
}

const longestWaitMs = 60_000
/** After the hub has taken something its outcome is asked for so often, for so long. */
const awaitedEachMs = 700
const awaitedForMs = 5000
/** A desk waits no longer for what the library system says of a number. */
const longestLookUpMs = 2000
/** A hub that does not want us is asked again this seldom: somebody must change something first. */
const refusedWaitMs = 5 * 60_000
/** Screens are not drawn for every segment. */
const progressMs = 250
/** An offset is written down only when it moved, or is this old. */
const offsetMovedMs = 500
const offsetWrittenMs = 10 * 60_000
/** A time that is less sure than this measures no clock. */
const worthlessMs = 60_000

/** The station's line to one hub over HTTP. Entries stay in the journal whatever happens to it. */
export function createSyncClient(options: SyncClientOptions): SyncClient {
  return new HttpSyncClient(options)
}

class HttpSyncClient implements SyncClient {
  readonly #options: SyncClientOptions
  readonly #link = new Link()
  readonly #hub: HubLine
  readonly #upload: Upload
  readonly #bringUp: BringUp
  readonly #turns: Turns
  readonly #neighbours = new NeighbourEntries()
  #refused: StationStatus['refusedByHub']
  #failures = 0
  #noRoom = false
  #offset: ClockOffset | undefined
  #onChange: () => void = () => {}
  #outcomes: { readonly of: StoredLine['outcomes']; readonly byEntry: SyncState['outcomes'] } | undefined
  #outcomesTold: SyncState['outcomes'] | undefined
  #outcomeNews = 0
  #waits: readonly WaitMessage[] = []
  #neighboursTold = this.#neighbours.all()
  #neighbourNews = 0
  #told = ''
  /** This hub's library system is its register: there is nobody to ask. */
  #asksNobody = false
  #toldAt = Number.NEGATIVE_INFINITY
  /** When the hub last took something: its outcome follows. */
  #heldAt = Number.NEGATIVE_INFINITY
  readonly #sparing: Sparing

  constructor(options: SyncClientOptions) {
    this.#options = options
    const { station, journal, store, clock } = options
    this.#hub = hubLine({ ...options, link: this.#link })
    this.#sparing = new Sparing(clock, options.metered)
    const onHave = () => {
      this.#heldAt = clock.monotonicMs()
      void this.#tell('soon')
    }
    this.#upload = new Upload({ station, journal, store, hub: this.#hub, monotonicMs: () => clock.monotonicMs(), onHave })
    const onProgress = () => void this.#tell('soon')
    this.#bringUp = new BringUp({ store, hub: this.#hub, now: () => clock.now(), onProgress })
    this.#turns = new Turns(
      () => this.#turn(),
      () => this.#waitMs(),
    )
    const { measuredAtMonotonicMs: _, ...earlier } = store.stored().offset ?? {}
    if ('measuredAt' in earlier) this.#offset = earlier as ClockOffset
  }

  start(onChange: () => void): void {
    this.#onChange = onChange
    this.#turns.start()
  }

  turn(by?: 'line'): Promise<void> {
    if (by === undefined) this.#sparing.asked()
    return this.#turns.now()
  }

  nudge(): void {
    if (this.#link.state() !== 'none' && !this.#refused) this.#turns.soon()
  }

  async lookUp(number: string): Promise<boolean> {
    if (this.#asksNobody || this.#refused || this.#link.state() !== 'good') return false
    const asked = async () => {
      if (!(await this.#hub.lookUp(number))) return false
      // The turn under way may have fetched what is new before it was there.
      await this.turn()
      await this.turn()
      return true
    }
    const late = new Promise<false>(resolve => setTimeout(resolve, longestLookUpMs, false))
    const answer = asked().catch((error: unknown) => {
      this.#asksNobody ||= error instanceof HubError && error.kind === 'missing'
      return false
    })
    return Promise.race([answer, late])
  }

  state(): SyncState {
    const { outcomes, have } = this.#options.store.stored()
    const fork = this.#upload.fork()
    const refusedByHub = this.#refused ?? (fork && 'chain')
    return {
      link: this.#link.state(),
      outcomes: this.#byEntry(outcomes),
      ...(refusedByHub && { refusedByHub }),
      ...(fork && { fork }),
      ...(this.#noRoom && { noRoom: true as const }),
      ...(this.#offset && { offset: this.#offset }),
      ...(have && { have }),
      ...(this.#waits.length > 0 && { waits: this.#waits }),
      ...(this.#neighbours.all().length > 0 && { neighbours: this.#neighbours.all() }),
      ...(this.#leftOut() && { neighboursLeftOut: this.#neighbours.leftOut() }),
    }
  }

  #leftOut(): boolean {
    const { unread, older } = this.#neighbours.leftOut()
    return unread > 0 || older > 0
  }

  /** Asked for at every entry that is stamped, so made anew only when there is news. */
  #byEntry(stored: StoredLine['outcomes']): SyncState['outcomes'] {
    if (this.#outcomes?.of !== stored) {
      const { station } = this.#options
      const byEntry = new Map([...stored.values()].map(message => [keptKey(message, () => ({ station, ...message })), message]))
      this.#outcomes = { of: stored, byEntry }
    }
    return this.#outcomes.byEntry
  }

  async stop(): Promise<void> {
    this.#onChange = () => {}
    const over = this.#turns.stop()
    this.#hub.cut()
    await over
  }

  /** Everything once, the most precious first. Never rejects. */
  async #turn(): Promise<void> {
    try {
      const { neighbours = false } = await this.#greet()
      const sent = await this.#upload.send().catch(unlessOldHub)
      this.#refused = sent === 'old-hub' ? sent : undefined
      if (sent === 'lost') await askOutcomesAnew(this.#options.store)
      await this.#tell('soon')
      this.#heldBack(await pullOutcomes(this.#hub, this.#options.store))
      const { version } = await this.#options.register.state()
      await this.#neighbours.fetch(this.#hub, neighbours, version)
      await this.#tell('soon')
      await this.#download()
      await this.#bringUp.send()
      this.#failures = 0
      this.#noRoom = false
    } catch (error) {
      this.#failures++
      this.#noRoom = isNoRoom(error)
      this.#refused = error instanceof HubError ? error.refusal : undefined
      if (error instanceof HubError && error.kind !== 'refused') this.#link.failed()
    }
    await this.#tell('now')
  }

  async #greet(): Promise<Hello> {
    const { exchange, ...hello } = await this.#hub.hello()
    const { protocol } = hello
    if (!isSpoken(protocol)) throw new HubError('refused', `the hub speaks protocol ${protocol}`, { refusal: 'protocol' })
    // A hub that has lost the time itself has nothing to say of ours.
    if ((exchange.hubUncertaintyMs ?? 0) > worthlessMs) return hello
    const offset = offsetFrom(exchange)
    this.#offset = offset
    const written = this.#options.store.stored().offset
    const age = offset.measuredAtMonotonicMs! - (written?.measuredAtMonotonicMs ?? Number.NEGATIVE_INFINITY)
    const moved = !written || Math.abs(written.ms - offset.ms) > offsetMovedMs || age < 0 || age > offsetWrittenMs
    if (moved) await this.#options.store.putOffset(offset)
    return hello
  }

  /** The same list stays the same object, so that nothing is drawn for it. */
  #heldBack(waits: readonly WaitMessage[]): void {
    if (JSON.stringify(waits) !== JSON.stringify(this.#waits)) this.#waits = waits
  }

  async #download(): Promise<void> {
    const { register } = this.#options
    const wanted = this.#sparing.next(await register.state())
    if (wanted === 'nothing') return
    const ports = {
      spare: wanted === 'spare',
      hurry: () => this.#turns.isWanted(),
      onProgress: () => void this.#tell('soon'),
    }
    if (register instanceof KeptLibrary) return register.fetch({ ...ports, source: this.#hub.packed }).catch(unlessLater)
    return download({ ...ports, register, hub: this.#hub }).catch(unlessLater)
  }

  #waitMs(): number {
    const { pollMs = 5000, random } = this.#options
    if (this.#refused) return backOffMs(1, refusedWaitMs, refusedWaitMs, random)
    if (this.#failures > 0) return backOffMs(this.#failures, Math.min(pollMs, longestWaitMs), longestWaitMs, random)
    if (this.#sparing.isMetered()) return Math.max(pollMs, meteredEachMs)
    if (this.#link.state() === 'slow') return pollMs * 4
    const isAwaited = this.#options.clock.monotonicMs() - this.#heldAt < awaitedForMs
    return isAwaited ? Math.min(pollMs, awaitedEachMs) : pollMs
  }

  /** Says that something is different now; while a turn runs, not for every little thing. */
  async #tell(when: 'soon' | 'now'): Promise<void> {
    const now = this.#options.clock.monotonicMs()
    if (when === 'soon' && now - this.#toldAt < progressMs) return
    this.#toldAt = now
    const digest = await this.#digest()
    if (digest === this.#told) return
    this.#told = digest
    this.#onChange()
  }

  #carried() {
    const { carried } = this.#options.store.stored()
    return [...carried.values()].map(({ sent, receivedAt, refused }) => [sent, receivedAt, refused])
  }

  async #digest(): Promise<string> {
    const { outcomes, refusedByHub, link, have, waits, noRoom } = this.state()
    if (outcomes !== this.#outcomesTold) this.#outcomeNews++
    this.#outcomesTold = outcomes
    const neighbours = this.#neighbours.all()
    if (neighbours !== this.#neighboursTold) this.#neighbourNews++
    this.#neighboursTold = neighbours
    const { asOf, readAt, ...register } = await this.#options.register.state()
    return JSON.stringify({
      link,
      refusedByHub,
      noRoom,
      have,
      waits,
      register,
      minute: [asOf, readAt].map(at => at?.slice(0, 16)),
      news: [this.#outcomeNews, this.#neighbourNews],
      leftOut: this.#neighbours.leftOut(),
      carried: this.#carried(),
    })
  }
}

/**
 * The hub packs the register of this station just now, or is on board and out of home's reach: the line to it is well, and the register is asked for
 * in the next turn.
 */
function unlessLater(error: unknown): void {
  if (!(error instanceof HubError && (error.code === 'being-packed' || error.code === 'home-away'))) throw error
}

/** An older hub takes no entries that it cannot read; what else it has is fetched all the same. */
function unlessOldHub(error: unknown): 'old-hub' {
  if (error instanceof HubError && error.refusal === 'old-hub') return error.refusal
  throw error
}
