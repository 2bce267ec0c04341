import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Kysely } from 'kysely'
import type { HubLog } from './hub-log.ts'
import type { Tables } from './tables.ts'

/** Whose request it is: one station's, or the house's own (the token the hub was started with), which speaks for every station. */
export type Bearer = { readonly kind: 'station'; readonly station: string } | { readonly kind: 'house' }

export interface Tokens {
  bearer(token: string): Promise<Bearer | undefined>
  /** Makes a new token for a station; an older one of it ends. It is shown this once, the hub keeps only its hash. */
  enrol(station: string): Promise<string>
}

/** Tokens by their SHA-256: what is compared is a hash of what was sent, and each comparison takes the same time whatever differs. */
export function tokens(db: Kysely<Tables>, log: HubLog, houseToken: string, newToken: () => string, now: () => string): Tokens {
  const house = tokenHash(houseToken)
  return {
    async bearer(token) {
      const hash = tokenHash(token)
      if (sameHash(hash, house)) return { kind: 'house' }
      const row = await db.selectFrom('stations').selectAll().where('token_hash', '=', hash).executeTakeFirst()
      return row && sameHash(row.token_hash, hash) ? { kind: 'station', station: row.station } : undefined
    },
    async enrol(station) {
      const token = newToken()
      await log.record(async () => ({ type: 'enrolled', station, tokenHash: tokenHash(token), at: now() }))
      return token
    },
  }
}

/** Whether two tokens are one, found out in the same time whatever differs. */
export function sameToken(one: string, other: string): boolean {
  return sameHash(tokenHash(one), tokenHash(other))
}

function tokenHash(token: string): string {
  return bytesToHex(sha256(utf8ToBytes(token)))
}

function sameHash(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let at = 0; at < one.length; at++) difference |= one.charCodeAt(at) ^ other.charCodeAt(at)
  return difference === 0
}
