import { type HomeHub, HomeRefusal } from '../../connectors/hub/home-hub.ts'
import type { Entry } from '../../journal/entry.ts'
import { branchFrom, isBranch } from '../../journal/epoch.ts'
import type { RefusedAtHome } from '../../protocol/brake.ts'
import { upToUnreadable, type WaitMessage } from '../../protocol/messages.ts'
import { type Envelope, forked } from '../accept-upload.ts'
import type { BoardJournals, TailOnBoard } from './board-journals.ts'

const entriesAtOnce = 500

export interface PassOnPorts {
  readonly home: HomeHub
  /** Greets home before anything is passed on; rejects as home does. */
  readonly greet: () => Promise<void>
  readonly journals: BoardJournals
  /** Told what home would not take of one station; the others go on. */
  readonly trouble: (what: string, error: unknown) => void
}

/** Of one station: why, and on which way. */
interface Refused {
  readonly why: RefusedAtHome
  readonly message: string
  readonly way: 'up' | 'down'
}

/** How far home has confirmed an epoch in this run of the program. */
interface Confirmed {
  readonly sequence: number
  /** Home has other entries under these numbers; ours are beside them. */
  readonly forked: boolean
}

/**
 * Takes journals home as they are and brings back what home made of them: nothing is decided on board. At least once: what may have arrived is
 * sent again, and home knows each entry by its number and hash.
 */
export class PassOn {
  readonly #ports: PassOnPorts
  readonly #confirmed = new Map<string, Confirmed>()
  /** Where each epoch stood when this run began: what came later and is at home already was told to a hub that has lost it since. */
  #atStart: ReadonlyMap<string, number> | undefined
  readonly #since = new Map<string, number>()
  readonly #waits = new Map<string, readonly WaitMessage[]>()
  readonly #refused = new Map<string, Refused>()
  /** Home turns the whole bus away. */
  #turnedAway: HomeRefusal | undefined

  constructor(ports: PassOnPorts) {
    this.#ports = ports
  }

  /** What home holds back of a station's entries, as it last said, and what it does not take of them. */
  async waits(station: string): Promise<readonly WaitMessage[]> {
    const held = this.#waits.get(station) ?? []
    const refused = this.#refused.get(station)
    const why = this.#turnedAway?.why ?? refused?.why
    if (!why) return held
    const tails = (await this.#ports.journals.tails()).filter(tail => tail.station === station)
    const kept = tails.map(tail => {
      // Where the way up is open, what home has decided does not come down.
      const confirmed = refused?.way === 'up' ? (this.#confirmed.get(keyOf(tail))?.sequence ?? 0) : 0
      return { epoch: tail.epoch, from: confirmed + 1, to: tail.sequence, why }
    })
    return [...held, ...kept.filter(({ from, to }) => from <= to)]
  }

  /** By station: what home said when it did not take its journal; until it does. */
  refused(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#refused].map(([station, { message }]) => [station, message]))
  }

  /** Why home turns the whole bus away, where it does. */
  turnedAway(): HomeRefusal | undefined {
    return this.#turnedAway
  }

  /** Everything once. Rejects with a `ConnectorError` where home cannot be reached or turns the bus away, and goes on from there the next time. */
  async turn(): Promise<void> {
    try {
      await this.#ports.greet()
      this.#turnedAway = undefined
    } catch (error) {
      // That home is out of reach now does not change what it said.
      if (error instanceof HomeRefusal) this.#turnedAway = error
      throw error
    }
    await this.#everyStation()
  }

  async #everyStation(): Promise<void> {
    const tails = await this.#ports.journals.tails()
    this.#atStart ??= new Map(tails.map(tail => [keyOf(tail), tail.sequence]))
    for (const station of new Set(tails.map(one => one.station))) {
      const up = await refusalOf(this.#up(tails.filter(tail => tail.station === station)))
      // What home does not take of a station is no reason to go without what it has decided of the rest.
      const down = await refusalOf(this.#down(station))
      const why = up ?? down
      if (why) {
        this.#refused.set(station, { why: why.why, message: why.message, way: up ? 'up' : 'down' })
        this.#ports.trouble(`the hub at home does not take the journal of ${station}`, why)
      } else this.#refused.delete(station)
    }
  }

  async #up(tails: readonly TailOnBoard[]): Promise<void> {
    for (const tail of tails) {
      const lost = await this.#epoch(tail)
      // A hub that lost this epoch may have lost those before it too.
      if (!lost) continue
      for (const one of tails) this.#confirmed.delete(keyOf(one))
      this.#since.set(tail.station, 0)
      for (const one of tails) await this.#epoch(one)
      return
    }
  }

  /** Resolves to whether home has less than it once had. */
  async #epoch(tail: TailOnBoard): Promise<boolean> {
    const { home, journals } = this.#ports
    const { station, epoch } = tail
    const key = keyOf(tail)
    const known = this.#confirmed.get(key)
    if (known?.forked && known.sequence >= tail.sequence) return false
    const have = await home.have(station, epoch)
    if (known && !known.forked && have.sequence < known.sequence) return true
    const before = Math.max(known?.sequence ?? 0, this.#atStart?.get(key) ?? 0)
    if (tail.sequence > before && have.sequence > before) this.#since.set(station, 0)
    const isOurs = have.sequence === 0 || (await journals.hashAt(station, epoch, have.sequence)) === have.hash
    // Where home's last one is not ours, it sees for itself from the first that it has not confirmed.
    const from = isOurs ? have.sequence : (known?.sequence ?? 0)
    if (isOurs) this.#confirmed.set(key, { sequence: have.sequence, forked: false })
    await this.#send(tail, from, known?.forked ?? false)
    return false
  }

  async #send({ station, epoch, sequence: last }: TailOnBoard, from: number, wasForked: boolean): Promise<void> {
    const { home, journals } = this.#ports
    let isForked = wasForked
    let next = from
    while (next < last) {
      const found = await journals.after(station, epoch, next, entriesAtOnce)
      // What a home that is older cannot read keeps back nothing that stands before it.
      const readable = upToUnreadable(
        home.protocol(),
        found.map(({ entry }) => entry),
      )
      const batch = found.slice(0, readable.length)
      const end = batch.at(-1)
      if (!end) return
      const entries = batch.map(({ entry }) => entry)
      const { conflict } = isForked ? await this.#beside(station, epoch, entries) : await home.pass(station, epoch, entries)
      if (conflict === 'gap') {
        // What home said that it has does not stand any more: it is asked again the next time.
        this.#confirmed.delete(keyOf({ station, epoch }))
        return
      }
      isForked ||= conflict === 'fork'
      next = end.sequence
      this.#confirmed.set(keyOf({ station, epoch }), { sequence: next, forked: isForked })
    }
  }

  /** Behind a fork home's tail says nothing about ours: they go under a branch's name. */
  #beside(station: string, epoch: string, entries: readonly unknown[]) {
    const { home } = this.#ports
    const run = entries as readonly Envelope[]
    const [first] = run
    if (!first || isBranch(epoch)) return home.pass(station, epoch, entries)
    const branch = branchFrom(first as unknown as Entry)
    return home.pass(
      station,
      branch,
      run.map(entry => forked(entry, branch, first.sequence)),
    )
  }

  async #down(station: string): Promise<void> {
    const { home, journals } = this.#ports
    let since = this.#since.get(station) ?? ((await journals.waitsFor(station)) ? 0 : await journals.cursor(station))
    for (;;) {
      const { cursor, outcomes, waits = [] } = await home.outcomes(station, since)
      this.#waits.set(station, waits)
      // Home counts anew: it lost what it knew.
      const isAnew = cursor < since
      if (!isAnew && outcomes.length > 0) await journals.tell(station, cursor, outcomes)
      const isOver = !isAnew && (outcomes.length === 0 || cursor === since)
      since = isAnew ? 0 : cursor
      this.#since.set(station, since)
      if (isOver) return
    }
  }
}

async function refusalOf(work: Promise<void>): Promise<HomeRefusal | undefined> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof HomeRefusal)) throw error
    return error
  }
}

function keyOf({ station, epoch }: Pick<TailOnBoard, 'station' | 'epoch'>): string {
  return `${station}/${epoch}`
}
