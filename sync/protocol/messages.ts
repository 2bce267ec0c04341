import type { Outcome } from '../../circulation/outcome.ts'
import type { Entry } from '../journal/entry.ts'
import { firstForgettable } from '../journal/persons-in-entry.ts'
import type { LibrarySettings } from '../register/register.ts'
import type { Wait } from './brake.ts'

export type { Changes, Manifest, Segment, SegmentInfo, VolatileState } from '../register/published.ts'

/*
 * What station and hub say to each other, over HTTP with `Authorization: Bearer TOKEN`:
 *
 *   GET  /api/hello                              -> Hello
 *   GET  /api/register/manifest                  -> Manifest
 *   GET  /api/register/segments/NAME             -> Segment (JSON; immutable, NAME is the SHA-256 of the bytes sent, before content coding)
 *   GET  /api/register/state                     -> VolatileState
 *   GET  /api/register/changes?since=VERSION[&detail=ID] -> Changes, or 410 when the hub cannot go back that far, or tells persons otherwise by now
 *   GET  /api/register/packed/delta?manifest=NAME&since=VERSION&protocol=PROTOCOL -> bytes; `protocol`: the newest that the station speaks; before 8 it was not said
 *   `station=STATION` beside any of manifest, state, changes and delta: whose register it is, where the token is of no station or of a whole bus
 *   GET  /api/stations/STATION/have?epoch=EPOCH  -> Have
 *   POST /api/stations/STATION/entries           Upload -> Have, or 409 with Have where the chain does not fit
 *   POST /api/carried                            a sealed journal, as its file's text -> Brought, or 400 with the reason where the seal does not hold
 *   GET  /api/stations/STATION/outcomes?since=CURSOR -> Outcomes
 *   GET  /api/stations/STATION/neighbours?since=VERSION[&seen=STATE][&protocol=PROTOCOL] -> Neighbours, where Hello says so; `protocol`: as above, before 9 it was not said
 */

/**
 * Rises with every change of a message's shape; a test hashes the schemas.
 * 2: an outcome names its entry by hash too.
 * 3: an outcome names the answer that made it so; what waits by the administrator's word says why; a question may be closed.
 * 4: an entry may tell of a payment; settings say whose due days stand.
 * 5: persons are told by the policy of detail: tags instead of patrons, sealed ids, counts; changes are asked under a register's `detail`.
 * 6: a hub on board says how unsure its time is.
 * 7: a hub on board tells its stations of each other.
 * 8: settings say how long persons are kept without contact; an entry may be without whose it is; a packed delta says when the library system was read.
 * 9: neighbours are told by what has changed since, in pages, also what the hub on board cannot read itself.
 */
export const protocolVersion = 9

/** A packed delta may end with when the library system was last read. Readers before that refuse what they do not know behind its end. */
export function knowsReadAt(protocol: number): boolean {
  return protocol >= 8
}

/** Whether a station of that protocol puts together what it is told of its neighbours page by page. One before 9 takes each answer for all there is, and throws it away whole where it cannot read one entry of it. */
export function takesNeighboursInPages(protocol: number): boolean {
  return protocol >= 9
}

/** Hub and stations are not renewed on the same day: up to so many versions apart they understand each other. */
export const protocolsApart = 2

/** Whether this version understands that one. */
export function isSpoken(protocol: number): boolean {
  return protocol >= 1 && Math.abs(protocol - protocolVersion) <= protocolsApart
}

/** Whether a hub of that protocol can read these. One before 8 would keep an entry of format 5 as unreadable and ask a person about each. */
export function canRead(protocol: number, entries: readonly unknown[]): boolean {
  return protocol >= 8 || entries.every(entry => !(Number(Object(entry).format) >= firstForgettable))
}

/** Those before the first that a hub of that protocol cannot read; all where that is the first: then there is nothing to send. */
export function upToUnreadable<Entry>(protocol: number, entries: readonly Entry[]): readonly Entry[] {
  const first = entries.findIndex(entry => !canRead(protocol, [entry]))
  return first > 0 ? entries.slice(0, first) : entries
}

export interface Hello {
  readonly protocol: number
  readonly library: string
  readonly environment: LibrarySettings['environment']
  /** The hub's clock, for the station's offset. */
  readonly time: string
  /** How far `time` may be from the clock that counts, in milliseconds: of a hub on board, which has it from home. Since protocol 6. */
  readonly timeUncertaintyMs?: number
  readonly registerVersion: number
  /** It tells what the stations beside the one that asks did. Since protocol 7. */
  readonly neighbours?: true
}

export interface Upload {
  readonly protocol: number
  readonly epoch: string
  /** In sequence, without gaps. The hub validates only this envelope and the chain; a transaction it cannot read becomes `needs-person`. */
  readonly entries: readonly Entry[]
}

/** What the hub holds of a station's epoch, durably. */
export interface Have {
  readonly epoch: string
  readonly sequence: number
  readonly hash: string
}

/** What became of a journal that was carried to the hub. What the hub had already is not new. */
export interface Brought {
  /** Whose journal it is. */
  readonly station: string
  /** In the file, stored by it, and of those kept beside others as the other side of a fork. */
  readonly entries: number
  readonly fresh: number
  readonly forks: number
  /** Wall clock of the station at the last entry, UTC; absent in an empty journal. */
  readonly until?: string
  /** Runs that were not taken, because the hub lacks what stands before them. */
  readonly missing: readonly { readonly epoch: string; readonly from: number; readonly have: number }[]
}

export interface Outcomes {
  readonly cursor: number
  readonly outcomes: readonly OutcomeMessage[]
  /** What is here and held back, and why; absent where nothing is. Since protocol 3. */
  readonly waits?: readonly WaitMessage[]
}

/** A run of a station's entries that wait for the same reason; those of it that have an outcome do not wait. */
export interface WaitMessage extends Wait {
  readonly epoch: string
  readonly from: number
  readonly to: number
}

/** What the other stations on the same hub did that the register does not show yet. */
export interface Neighbours {
  /** Given back as `seen`, it is all that is answered until something is new. */
  readonly state: string
  /** In order of arrival, with the earlier ones that they look back at. As they came: what one version cannot read another may. */
  readonly entries?: readonly ToldEntry[]
  /** The state on top of which these come; where it is absent, they take the place of everything told before. Since protocol 9. */
  readonly on?: string
  /** There is more: it is asked for at once, under this answer's state. Since protocol 9. */
  readonly more?: true
  /** How many older ones there are that are not told, since the list is full. Since protocol 9. */
  readonly older?: number
}

/** Not read yet. */
export interface ToldEntry {
  readonly entry: unknown
  readonly inVersion?: number
}

export interface NeighbourEntry {
  readonly entry: Entry
  /** As in its outcome; absent while it has none. */
  readonly inVersion?: number
}

export interface OutcomeMessage {
  readonly epoch: string
  readonly sequence: number
  /** Of the entry that this speaks of: after a fork another may stand under the number. A hub of protocol 1 does not say it. */
  readonly hash?: string
  readonly outcome: Outcome
  /** Instant on the hub. */
  readonly at: string
  /** From this register version on, the register itself shows what the transaction did: the station stops folding it. */
  readonly inVersion: number
}
