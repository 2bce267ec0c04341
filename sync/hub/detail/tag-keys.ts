import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { type Kysely, sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import type { Tables } from '../tables.ts'
import { noGroup } from './policy.ts'

/** With a new key every station of its group fetches its register anew: seldom enough for a bad line, and well before ages told 60 days ahead run out. */
const daysOfAKey = 28

/** The key under which persons are told to a group of stations now, 32 bytes; made where there is none, or where the last has had its time. */
export async function currentKey(db: Kysely<Tables>, now: string, group = noGroup): Promise<Uint8Array> {
  return db.transaction().execute(async transaction => {
    const last = await transaction
      .selectFrom('tag_keys')
      .select(['key', 'made_at'])
      .where('station_group', '=', group)
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst()
    const oldest = Temporal.Instant.from(now).subtract({ hours: 24 * daysOfAKey })
    if (last && Temporal.Instant.compare(last.made_at, oldest) > 0) return hexToBytes(last.key)
    const key = crypto.getRandomValues(new Uint8Array(32))
    // Whoever made the last one is done with it: what was told under it is fetched anew.
    await transaction.deleteFrom('tag_keys').where('station_group', '=', group).execute()
    if (last)
      await transaction
        .deleteFrom('named_patrons')
        .where(sql<boolean>`starts_with(register, ${`${keyIdOf(hexToBytes(last.key))} `})`)
        .execute()
    await transaction
      .insertInto('tag_keys')
      .values({ key: bytesToHex(key), made_at: now, station_group: group })
      .execute()
    return key
  })
}

/** What a key is called; it tells nothing of the key. */
export function keyIdOf(key: Uint8Array): string {
  return bytesToHex(sha256(key)).slice(0, 16)
}
