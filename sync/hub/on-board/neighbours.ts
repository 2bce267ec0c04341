import type { Kysely } from 'kysely'
import { type EntryId, entryKey } from '../../../circulation/transaction.ts'
import type { Entry } from '../../journal/entry.ts'
import type { NeighbourEntry, Neighbours } from '../../protocol/messages.ts'
import { readEntry } from '../accept-upload.ts'
import type { Tables } from '../tables.ts'

/** What the stations of a bus learn of each other from the hub between them, also out of home's reach. */
export class NeighboursOnBoard {
  readonly #db: Kysely<Tables>
  /** Of this run of the program: what a station has seen of another one says nothing. */
  readonly #run = crypto.randomUUID()
  #news = 0

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** Something came in, or home told an outcome. */
  changed(): void {
    this.#news++
  }

  /**
   * Entries of the other stations which a register of that version does not show yet, in order of arrival; nothing but the state where that is the one
   * seen.
   */
  async of(station: string, since: number, seen?: string): Promise<Neighbours> {
    const state = `${this.#run}-${this.#news}`
    if (seen === state) return { state }
    const rows = await this.#db
      .selectFrom('entries')
      .select(['payload', 'in_version'])
      .where('station', '<>', station)
      .where('replayed', '=', true)
      .where('kind', 'is not', null)
      .where('fork', '=', false)
      .where(({ or, eb }) => or([eb('outcome', 'is', null), eb('in_version', '>', since)]))
      .orderBy('arrival')
      .execute()
    const pending = rows.flatMap(({ payload, in_version }): NeighbourEntry[] => {
      const entry = readEntry(JSON.parse(payload))
      return entry ? [{ entry, ...(in_version !== null && { inVersion: Number(in_version) }) }] : []
    })
    return { state, entries: await withWhatTheySpeakOf(pending, id => this.#entry(id)) }
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
    return row && readEntry(JSON.parse(row.payload))
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
    const { transaction } = one.entry
    const target = transaction.kind === 'undo' || transaction.kind === 'move' ? transaction.target : undefined
    if (target && !here.has(entryKey(target))) {
      here.add(entryKey(target))
      const entry = await find(target)
      if (entry) found.push({ ...one, entry })
    }
    found.push(one)
  }
  return found
}
