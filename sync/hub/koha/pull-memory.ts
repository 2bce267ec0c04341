import type { Kysely } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import type { Followed } from '../../protocol/health.ts'
import type { Tables } from '../tables.ts'

export const pulledKinds = ['patrons', 'items', 'titles', 'holds', 'endedHolds'] as const
export type PulledKind = (typeof pulledKinds)[number]

/** How far the register has followed Koha, remembered over restarts. Instants are UTC. */
export interface PullMemory {
  /** Rows that Koha changed from this instant on may not have been read yet; undefined before the first pull. */
  since(kind: PulledKind): Promise<string | undefined>
  reached(kind: PulledKind, at: string): Promise<void>
  /** When the last pull, or the last sweep, ended well. */
  ended(what: 'pull' | 'sweep'): Promise<string | undefined>
  end(what: 'pull' | 'sweep', at: string): Promise<void>
  /** How many rows a sweep that was interrupted had looked at. */
  sweptRows(): Promise<number>
  sweep(rows: number): Promise<void>
}

/** How far the register has followed, for whoever watches the hub. */
export async function followedIn(memory: Pick<PullMemory, 'ended'>): Promise<Followed> {
  const [pulledAt, sweptAt] = [await memory.ended('pull'), await memory.ended('sweep')]
  return { ...(pulledAt !== undefined && { pulledAt }), ...(sweptAt !== undefined && { sweptAt }) }
}

/** Not through the log: what is pulled twice does no harm. */
export function pullMemory(db: Kysely<Tables>): PullMemory {
  const read = async (name: string) => {
    const row = await db.selectFrom('meta').select('value').where('name', '=', `koha-${name}`).executeTakeFirst()
    return row && Number(row.value)
  }
  const write = async (name: string, value: number) => {
    await db
      .insertInto('meta')
      .values({ name: `koha-${name}`, value })
      .onConflict(conflict => conflict.column('name').doUpdateSet({ value }))
      .execute()
  }
  const instant = async (name: string) => {
    const seconds = await read(name)
    return seconds === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toString()
  }
  const seconds = (at: string) => Math.floor(Temporal.Instant.from(at).epochMilliseconds / 1000)
  return {
    since: kind => instant(`since-${kind}`),
    reached: (kind, at) => write(`since-${kind}`, seconds(at)),
    ended: what => instant(`ended-${what}`),
    end: (what, at) => write(`ended-${what}`, seconds(at)),
    sweptRows: async () => (await read('swept-rows')) ?? 0,
    sweep: rows => write('swept-rows', rows),
  }
}
