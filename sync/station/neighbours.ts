import { milliseconds } from '../../circulation/instant.ts'
import { type EntryId, entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import { readEntry } from '../journal/read-entry.ts'
import type { NeighbourEntry, Neighbours } from '../protocol/messages.ts'
import { HubError, type HubLine } from './hub-line.ts'
import { pendingEntries } from './pending.ts'
import type { SyncState } from './sync-client.ts'

/** No more are kept, whatever a hub tells. */
const longestList = 5000
/** Asked for in one turn; the rest comes in the next. */
const pagesAtOnce = 20

/** What of the neighbours' acts this desk goes without. */
export interface NeighboursLeftOut {
  /** Written by a newer version, or damaged. */
  readonly unread: number
  /** Older ones beyond what a list holds. */
  readonly older: number
}

interface Told {
  /** Absent where it cannot be read. */
  readonly entry?: Entry
  readonly inVersion?: number
}

/** What the other stations on the same hub on board did, as that hub last told it: as much a part of local truth as what was done here. */
export class NeighbourEntries {
  #state: string | undefined
  #since = -1
  #told: ReadonlyMap<string, Told> = new Map()
  #entries: readonly NeighbourEntry[] = []
  #leftOut: NeighboursLeftOut = { unread: 0, older: 0 }
  #digest = ''

  /** The same object until something is new. */
  all(): readonly NeighbourEntry[] {
    return this.#entries
  }

  leftOut(): NeighboursLeftOut {
    return this.#leftOut
  }

  /** Asks for what a register of that version does not show. A hub that tells nothing of neighbours is not asked: then there are none. */
  async fetch(hub: HubLine, tells: boolean, registerVersion: number): Promise<void> {
    if (!tells) {
      this.#state = undefined
      return this.#keep(new Map(), 0)
    }
    // A register that was taken anew may be of an older version: what was left out for the one before is wanted.
    let state = registerVersion < this.#since ? undefined : this.#state
    let told = this.#told
    let older = this.#leftOut.older
    for (let page = 0; page < pagesAtOnce; page++) {
      const answer = await hub.neighbours(registerVersion, state).catch(whereTheLineIsWell)
      // Half of a list is none: what is known stays, and is gone on from.
      if (!answer) return
      if (answer.entries) {
        told = withAnswer(answer.on !== undefined && answer.on === state ? told : new Map(), answer)
        older = answer.older ?? 0
      }
      state = answer.state
      if (!answer.more) break
    }
    this.#state = state
    if (told === this.#told && registerVersion === this.#since) return
    this.#since = registerVersion
    this.#keep(stillOpen(told, registerVersion), older)
  }

  #keep(told: ReadonlyMap<string, Told>, older: number): void {
    const newest = [...told].slice(-longestList)
    this.#told = new Map(newest)
    const entries = newest.flatMap(([, { entry, inVersion }]) =>
      entry ? [{ entry, ...(inVersion !== undefined && { inVersion }) }] : [],
    )
    this.#leftOut = { unread: newest.length - entries.length, older: Math.max(older, told.size - newest.length) }
    const digest = entries.map(({ entry, inVersion }) => `${entryKey(entry)} ${entry.hash} ${inVersion}`).join()
    if (digest === this.#digest) return
    this.#digest = digest
    this.#entries = entries
  }
}

/** What was known with what is new on top: an entry that is told again stays at its place. */
function withAnswer(known: ReadonlyMap<string, Told>, { entries = [] }: Neighbours): ReadonlyMap<string, Told> {
  const told = new Map(known)
  for (const { entry: came, inVersion } of entries) {
    const entry = readEntry(came)
    const key = entryKey(Object(came) as Entry)
    told.set(key, { ...(entry && { entry }), ...(inVersion !== undefined && { inVersion }) })
  }
  return told
}

/** Without what a register of that version shows, but with what one of the others looks back at. */
function stillOpen(told: ReadonlyMap<string, Told>, registerVersion: number): ReadonlyMap<string, Told> {
  const isOpen = ({ inVersion }: Told) => inVersion === undefined || inVersion > registerVersion
  const open = new Set([...told].filter(([, one]) => isOpen(one)).map(([key]) => key))
  for (const key of [...open]) {
    const target = lookedBackAt(told.get(key)?.entry)
    if (target) open.add(entryKey(target))
  }
  return new Map([...told].filter(([key]) => open.has(key)))
}

function lookedBackAt(entry: Entry | undefined): EntryId | undefined {
  const { transaction } = entry ?? {}
  return transaction?.kind === 'undo' || transaction?.kind === 'move' ? transaction.target : undefined
}

/** That the hub cannot say this is no reason to go without the register: what is known of them stays. */
function whereTheLineIsWell(error: unknown): undefined {
  const isLine = !(error instanceof HubError) || error.kind === 'no-answer' || error.kind === 'refused'
  if (isLine) throw error
}

/** What the register does not show yet of all that was done here and beside us, in one order. */
export function pendingOfAll(
  ours: readonly Entry[],
  { outcomes, neighbours = [] }: Pick<SyncState, 'outcomes' | 'neighbours'>,
  registerVersion: number,
): readonly Entry[] {
  return inOneOrder(pendingEntries(ours, outcomes, registerVersion), neighbours, registerVersion)
}

/** The journal with what the neighbours have open behind it. */
export function withNeighbours(ours: readonly Entry[], { neighbours = [] }: Pick<SyncState, 'neighbours'>): readonly Entry[] {
  return neighbours.length > 0 ? [...ours, ...neighbours.map(({ entry }) => entry)] : ours
}

/** Ours and theirs in the order in which they happened by the hub's clock; each station's own in its journal's order. */
function inOneOrder(ours: readonly Entry[], theirs: readonly NeighbourEntry[], registerVersion: number): readonly Entry[] {
  const open = [...stillOpen(new Map(theirs.map(one => [entryKey(one.entry), one])), registerVersion).values()]
  if (open.length === 0) return ours
  const byStation = new Map<string, Entry[]>()
  for (const { entry } of open) {
    if (!entry) continue
    const journal = byStation.get(entry.station)
    if (journal) journal.push(entry)
    else byStation.set(entry.station, [entry])
  }
  const journals = [ours, ...byStation.values()]
  const next = journals.map(() => 0)
  const all: Entry[] = []
  for (;;) {
    let first = -1
    for (const [index, journal] of journals.entries()) {
      const head = journal[next[index]!]
      if (head && (first < 0 || hubMs(head) < hubMs(journals[first]![next[first]!]!))) first = index
    }
    if (first < 0) return all
    all.push(journals[first]![next[first]!]!)
    next[first]!++
  }
}

function hubMs({ at }: Entry): number {
  return milliseconds(at.wall) + (at.offset?.ms ?? 0)
}
