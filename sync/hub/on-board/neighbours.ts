import type { Kysely } from 'kysely'
import { type EntryId, entryKey } from '../../../circulation/transaction.ts'
import type { Entry } from '../../journal/entry.ts'
import { readEntry } from '../../journal/read-entry.ts'
import { canRead, type NeighbourEntry, type Neighbours, type ToldEntry, takesNeighboursInPages } from '../../protocol/messages.ts'
import { lastOutcomeNumber } from '../register-version.ts'
import type { Tables } from '../tables.ts'

/** What a station says when it asks for its neighbours. */
export interface AskedOfNeighbours {
  /** The version of its register. */
  readonly since: number
  /** The state that it was told last. */
  readonly seen?: string
  readonly protocol: number
}

/** How much is told at once, and how much there may be of it in all. */
export interface NeighbourLimits {
  readonly page: number
  readonly list: number
}

/** Up to which arrival, and up to which outcome, a station has been told. */
interface Point {
  readonly arrival: number
  readonly outcome: number
}

/** What the stations of a bus learn of each other from the hub between them, also out of home's reach. */
export class NeighboursOnBoard {
  readonly #db: Kysely<Tables>
  readonly #limits: NeighbourLimits
  /** Of this run of the program: what a station has seen of another one says nothing. */
  readonly #run = crypto.randomUUID()

  constructor(db: Kysely<Tables>, limits: NeighbourLimits = { page: 500, list: 5000 }) {
    this.#db = db
    this.#limits = limits
  }

  /**
   * Entries of the other stations which a register of that version does not show yet, in order of arrival, the newest where there are too many: those that
   * came or were decided since the state seen; nothing but the state where none was.
   */
  async of(station: string, { since, seen, protocol }: AskedOfNeighbours): Promise<Neighbours> {
    const top = await this.#top()
    if (seen === this.#state(top)) return { state: seen }
    if (!takesNeighboursInPages(protocol)) return this.#whole(station, since, protocol, top)
    const known = this.#pointIn(seen)
    const from = known ?? { arrival: await this.#beforeTheNewest(station, since), outcome: top.outcome }
    const { page } = this.#limits
    const came = await this.#open(station, since)
      .where('arrival', '>', from.arrival)
      .where('arrival', '<=', top.arrival)
      .orderBy('arrival')
      .limit(page)
      .execute()
    const hasMoreNew = came.length === page
    const arrival = hasMoreNew ? Number(came.at(-1)?.arrival) : top.arrival
    const decided = hasMoreNew ? [] : await this.#decided(station, from.outcome, top.outcome)
    const hasMore = hasMoreNew || decided.length === page
    const outcome = hasMore ? Number(decided.at(-1)?.outcome_number ?? from.outcome) : top.outcome
    const older = await this.#older(station, since)
    return {
      state: this.#state({ arrival, outcome }),
      ...(known && seen !== undefined && { on: seen }),
      entries: await this.#told([...came, ...decided]),
      ...(hasMore && { more: true as const }),
      ...(older > 0 && { older }),
    }
  }

  /** For a station that takes each answer for all there is: what it can read of the newest. */
  async #whole(station: string, since: number, protocol: number, top: Point): Promise<Neighbours> {
    const rows = this.#open(station, since).where('kind', 'is not', null).orderBy('arrival', 'desc').limit(this.#limits.list)
    const told = await this.#told((await rows.execute()).toReversed())
    return { state: this.#state(top), entries: told.filter(({ entry }) => readEntry(entry) && canRead(protocol, [entry])) }
  }

  async #told(rows: readonly { payload: string; in_version: number | null }[]): Promise<readonly ToldEntry[]> {
    const told = rows.map(({ payload, in_version }) => ({
      entry: JSON.parse(payload) as Entry,
      ...(in_version !== null && { inVersion: Number(in_version) }),
    }))
    return withWhatTheySpeakOf(told, id => this.#entry(id))
  }

  #others(station: string) {
    const rows = this.#db.selectFrom('entries').where('station', '<>', station)
    return rows.where('replayed', '=', true).where('fork', '=', false)
  }

  /** What a register of that version does not show yet. */
  #open(station: string, since: number) {
    const rows = this.#others(station).select(['arrival', 'payload', 'in_version'])
    return rows.where(({ or, eb }) => or([eb('outcome', 'is', null), eb('in_version', '>', since)]))
  }

  #decided(station: string, after: number, upTo: number) {
    return this.#others(station)
      .select(['outcome_number', 'payload', 'in_version'])
      .where('outcome_number', '>', after)
      .where('outcome_number', '<=', upTo)
      .orderBy('outcome_number')
      .limit(this.#limits.page)
      .execute()
  }

  /** The arrival behind which as many are open as a list may have. */
  async #beforeTheNewest(station: string, since: number): Promise<number> {
    const last = this.#open(station, since).orderBy('arrival', 'desc').offset(this.#limits.list).limit(1)
    return Number((await last.executeTakeFirst())?.arrival ?? 0)
  }

  async #older(station: string, since: number): Promise<number> {
    const counted = this.#open(station, since)
      .clearSelect()
      .select(({ fn }) => fn.countAll().as('count'))
    return Math.max(0, Number((await counted.executeTakeFirstOrThrow()).count) - this.#limits.list)
  }

  async #top(): Promise<Point> {
    const row = await this.#db
      .selectFrom('entries')
      .select(({ fn }) => fn.max('arrival').as('arrival'))
      .executeTakeFirst()
    return { arrival: Number(row?.arrival ?? 0), outcome: await lastOutcomeNumber(this.#db) }
  }

  #state({ arrival, outcome }: Point): string {
    return `${this.#run}.${arrival}.${outcome}`
  }

  #pointIn(state: string | undefined): Point | undefined {
    const [run, arrival, outcome] = state?.split('.') ?? []
    return run === this.#run ? { arrival: Number(arrival), outcome: Number(outcome) } : undefined
  }

  async #entry({ station, epoch, sequence }: EntryId): Promise<Entry | undefined> {
    const row = await this.#db
      .selectFrom('entries')
      .select('payload')
      .where('station', '=', station)
      .where('epoch', '=', epoch)
      .where('sequence', '=', sequence)
      .where('fork', '=', false)
      .executeTakeFirst()
    return row && (JSON.parse(row.payload) as Entry)
  }
}

/** An undo or a move means nothing without what it looks back at, which stands before it. */
export async function withWhatTheySpeakOf(
  pending: readonly NeighbourEntry[],
  find: (id: EntryId) => Promise<Entry | undefined>,
): Promise<readonly NeighbourEntry[]> {
  const here = new Set(pending.map(({ entry }) => entryKey(entry)))
  const found: NeighbourEntry[] = []
  for (const one of pending) {
    const target = lookedBackAt(one.entry)
    if (target && !here.has(entryKey(target))) {
      here.add(entryKey(target))
      const entry = await find(target)
      if (entry) found.push({ ...one, entry })
    }
    found.push(one)
  }
  return found
}

/** Of entries as they came: what a newer version wrote may have another shape. */
function lookedBackAt({ transaction }: Entry): EntryId | undefined {
  const isOne = transaction?.kind === 'undo' || transaction?.kind === 'move'
  return isOne && typeof transaction.target === 'object' ? (transaction.target ?? undefined) : undefined
}
