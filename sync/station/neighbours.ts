import { milliseconds } from '../../circulation/instant.ts'
import type { Entry } from '../journal/entry.ts'
import { readPayload } from '../journal/entry-schema.ts'
import type { NeighbourEntry } from '../protocol/messages.ts'
import { HubError, type HubLine } from './hub-line.ts'
import { pendingEntries } from './pending.ts'
import type { SyncState } from './sync-client.ts'

/** What the other stations on the same hub on board did, as that hub last told it: as much a part of local truth as what was done here. */
export class NeighbourEntries {
  #state: string | undefined
  #since = -1
  #entries: readonly NeighbourEntry[] = []

  /** The same object until something is new. */
  all(): readonly NeighbourEntry[] {
    return this.#entries
  }

  /** Asks for what a register of that version does not show. A hub that tells nothing of neighbours is not asked: then there are none. */
  async fetch(hub: HubLine, tells: boolean, registerVersion: number): Promise<void> {
    if (!tells) {
      this.#state = undefined
      if (this.#entries.length > 0) this.#entries = []
      return
    }
    // A register that was taken anew may be of an older version: what was left out for the one before is wanted.
    const seen = registerVersion < this.#since ? undefined : this.#state
    const told = await hub.neighbours(registerVersion, seen).catch(whereTheLineIsWell)
    if (!told) return
    const { state, entries } = told
    this.#state = state
    this.#since = registerVersion
    if (!entries) return
    const readable = entries.filter(({ entry }) => readPayload(entry).kind === 'readable')
    if (JSON.stringify(readable) !== JSON.stringify(this.#entries)) this.#entries = readable
  }
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
  const open = theirs.filter(({ inVersion }) => inVersion === undefined || inVersion > registerVersion)
  if (open.length === 0) return ours
  const byStation = new Map<string, Entry[]>()
  for (const { entry } of open) byStation.set(entry.station, [...(byStation.get(entry.station) ?? []), entry])
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
