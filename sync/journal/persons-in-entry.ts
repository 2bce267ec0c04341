import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson } from './canonical-json.ts'
import type { Entry } from './entry.ts'

/*
 * What says in an entry which patron it was. Since format 5 an entry's hash is not over these fields but over a salted hash of them, so that they can go
 * one day and the chain can be worked out all the same. The salt goes with them: card numbers are few enough to be tried out one by one.
 */

/** Fields of a transaction, part of format 5. What a person put a number right by is one field deeper: `right.card`. */
export const personalFields = ['card', 'patronId', 'fromPatronId', 'takenFrom'] as const

/** The first format whose hash outlives the person. */
export const firstForgettable = 5

const personal: ReadonlySet<string> = new Set(personalFields)

type Json = Readonly<Record<string, unknown>>

/** What stands in the place of the person in an entry that has forgotten theirs. */
export interface Forgotten {
  /** SHA-256 over salt and fields, hex; absent where the entry's format knew of none. */
  readonly digest?: string
  readonly fields: readonly string[]
}

/** Whose an entry is, sealed beside it: under the station's journal key, which `box` holds for the hub. */
export interface SealedPersons {
  /** Tells journal keys apart. */
  readonly key: string
  readonly text: string
  readonly box: string
}

/** Whose an entry is, apart from it. */
export interface Persons {
  readonly salt: string
  readonly fields: Json
}

/** Undefined where it names nobody, or is of a format whose hash needs them in place. */
export function personsOf({ format, salt, transaction }: Entry): Persons | undefined {
  const { persons } = parted(transaction as unknown as Json)
  if (format < firstForgettable || salt === undefined || Object.keys(persons).length === 0) return undefined
  return { salt, fields: persons }
}

/** The entry as it was before `withoutPersons`. */
export function withPersons({ forgotten: _, sealed: __, ...entry }: Entry, { salt, fields }: Persons): Entry {
  const { 'right.card': card, ...others } = fields
  const transaction = { ...entry.transaction, ...others } as Json
  const right = card === undefined ? {} : { right: { ...(transaction.right as Json | undefined), card } }
  return { ...entry, salt, transaction: { ...transaction, ...right } as unknown as Entry['transaction'] }
}

/** 128 bits of chance, hex. */
export function newSalt(): string {
  return bytesToHex(crypto.getRandomValues(new Uint8Array(16)))
}

/** Whether a transaction says whose it is. */
export function saysWhose(transaction: unknown): boolean {
  return Object.keys(parted(transaction as Json).persons).length > 0
}

/** What an entry's hash is over: everything but the hash, and of the person what can stay. */
export function hashed(rest: Json): Json {
  return Number(rest.format) >= firstForgettable ? whole(rest) : rest
}

/** The entry without its person, sealed or not; its hash still fits if its format is new enough. One that names nobody, or nobody any more, comes back as it is. */
export function withoutPersons<Kept extends Pick<Entry, 'transaction'>>(entry: Kept): Kept {
  const { hash, sealed, ...rest } = entry as unknown as Json
  if (!saysWhose(rest.transaction)) return sealed === undefined ? entry : ({ ...rest, hash } as unknown as Kept)
  if (Number(rest.format) >= firstForgettable) return { ...whole(rest), hash } as unknown as Kept
  const { kept, persons } = parted(rest.transaction as Json)
  const forgotten: Forgotten = { fields: Object.keys(persons).sort() }
  return { ...rest, transaction: kept, forgotten, hash } as unknown as Kept
}

/** Somebody in the place of who was forgotten, nobody else's: no two entries are of the same patron by it. For who reads entries, never for who keeps them. */
export function withSomebody(entry: Entry): Entry {
  const { forgotten, hash, transaction } = Object(entry) as Partial<Entry>
  if (!Array.isArray(forgotten?.fields)) return entry
  const fields = forgotten.fields.filter(field => typeof field === 'string' && !field.includes('.'))
  const somebody = Object.fromEntries(fields.map(field => [field, `${nobodyKnown}${field} ${String(hash).slice(0, 16)}`]))
  return { ...entry, transaction: { ...transaction, ...somebody } as Entry['transaction'] }
}

/** The entry as it is kept. */
export function withoutSomebody(entry: Entry): Entry {
  if (!entry.forgotten) return entry
  const known = Object.entries(entry.transaction).filter(
    ([field, value]) => !(personal.has(field) && String(value).startsWith(nobodyKnown)),
  )
  return { ...entry, transaction: Object.fromEntries(known) as unknown as Entry['transaction'] }
}

const nobodyKnown = 'forgotten '

function whole({ salt, ...rest }: Json): Json {
  const { kept, persons } = parted(rest.transaction as Json)
  const fields = Object.keys(persons).sort()
  if (fields.length === 0) return salt === undefined ? rest : { ...rest, salt }
  const digest = bytesToHex(sha256(utf8ToBytes(canonicalJson({ ...persons, salt }))))
  return { ...rest, transaction: kept, forgotten: { digest, fields } }
}

function parted(transaction: Json): { readonly kept: Json; readonly persons: Json } {
  const persons: Record<string, unknown> = {}
  const kept: Record<string, unknown> = {}
  for (const key of Object.keys(transaction)) (personal.has(key) ? persons : kept)[key] = transaction[key]
  for (const key of Object.keys(persons)) if (persons[key] === undefined) delete persons[key]
  const { right } = transaction
  if (typeof right === 'object' && right !== null && 'card' in right && right.card !== undefined) {
    const { card, ...rest } = right
    persons['right.card'] = card
    kept.right = rest
  }
  return { kept, persons }
}
