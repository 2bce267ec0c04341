import { Dexie, type EntityTable } from 'dexie'
import { deflate, inflate } from './deflate.dom.ts'
import { openPackedRegister, type PackedRegisterOptions } from './packed-register.ts'
import type { Changes, Manifest, VolatileState } from './published.ts'
import type { RegisterStorage } from './register-storage.ts'
import type { WritableRegister } from './writable-register.ts'

/** Rises with every change of the tables below. */
export const registerDatabaseVersion = 1

/** Tables as Dexie writes them: a segment is one value, found also by the cards and titles in it. */
export const registerTables = {
  segments: 'name, *cards, *titles',
  manifests: 'place',
  states: 'part',
  changes: '++number',
} as const

interface SegmentRow {
  readonly name: string
  /** Deflated: a value under 64 KB is read in one go, a larger one lies in a file of its own in Chromium. */
  readonly bytes: Uint8Array
  readonly cards: readonly string[]
  readonly titles: readonly string[]
}

interface ManifestRow {
  readonly place: 'current' | 'waiting'
  readonly manifest: Manifest
}

/** A state in parts, so that no value grows beyond what IndexedDB takes well. */
interface StateRow extends VolatileState {
  readonly part: number
}

interface ChangesRow {
  readonly number?: number
  readonly changes: Changes
}

type Tables = Dexie & {
  segments: EntityTable<SegmentRow, 'name'>
  manifests: EntityTable<ManifestRow, 'place'>
  states: EntityTable<StateRow, 'part'>
  changes: EntityTable<ChangesRow, 'number'>
}

const rowsPerPart = 4000

export interface DexieRegisterOptions extends PackedRegisterOptions {
  readonly databaseName: string
}

/** Opens the register in IndexedDB. It is a copy of what the hub has, so its writes are relaxed: a power cut costs a download, nothing else. */
export async function openDexieRegister({ databaseName, ...options }: DexieRegisterOptions): Promise<WritableRegister> {
  return openPackedRegister(await dexieStorage(databaseName), { readsAhead: true, ...options })
}

/** Takes away what lies there, for a station that has the register in another form by now: persons are not encrypted in this one. */
export async function removeDexieRegister(databaseName: string): Promise<void> {
  await Dexie.delete(databaseName)
}

async function dexieStorage(databaseName: string): Promise<RegisterStorage> {
  const database = new Dexie(databaseName, { chromeTransactionDurability: 'relaxed', cache: 'disabled' }) as Tables
  database.version(registerDatabaseVersion).stores(registerTables)
  await database.open()
  const { segments, manifests, states, changes } = database
  return {
    read: () =>
      database.transaction('r', [segments, manifests, states, changes], async () => {
        const [current, waiting, parts, batches, names] = await Promise.all([
          manifests.get('current'),
          manifests.get('waiting'),
          states.orderBy('part').toArray(),
          changes.orderBy('number').toArray(),
          segments.toCollection().primaryKeys(),
        ])
        const state = joined(parts)
        return {
          ...(current && { current: current.manifest }),
          ...(waiting && { waiting: waiting.manifest }),
          ...(state && { state }),
          changes: batches.map(batch => batch.changes),
          segments: names,
        }
      }),
    async bytesOf(name) {
      const row = await segments.get(name)
      return row && inflate(row.bytes).catch(() => undefined)
    },
    segmentsWith: (index, key) => segments.where(index).equals(key).primaryKeys(),
    async eachCard(tell) {
      await segments.orderBy('cards').eachUniqueKey(card => tell(String(card)))
    },
    async putSegment(name, bytes, { cards, titles }) {
      await segments.put({ name, bytes: await deflate(bytes), cards, titles })
    },
    dropSegment: name => segments.delete(name),
    async putManifest(place, manifest) {
      await manifests.put({ place, manifest })
    },
    async replace({ manifest, state, changes: batches }) {
      await database.transaction('rw', [segments, manifests, states, changes], async () => {
        await Promise.all([manifests.clear(), states.clear(), changes.clear()])
        await manifests.put({ place: 'current', manifest })
        await states.bulkPut(parted(state))
        await changes.bulkAdd(batches.map(batch => ({ changes: batch })))
        const kept = new Set(manifest.segments.map(({ name }) => name))
        const names = await segments.toCollection().primaryKeys()
        await segments.bulkDelete(names.filter(name => !kept.has(name)))
      })
    },
    async appendChanges(batch) {
      await changes.add({ changes: batch })
    },
    close: async () => database.close(),
  }
}

function parted({ version, asOf, loans, holds, statuses, detail, counts = [] }: VolatileState): StateRow[] {
  const longest = Math.max(loans.length, holds.length, statuses.length, counts.length)
  return Array.from({ length: Math.max(1, Math.ceil(longest / rowsPerPart)) }, (_, part) => {
    const cut = <T>(rows: readonly T[]) => rows.slice(part * rowsPerPart, (part + 1) * rowsPerPart)
    const persons = detail === undefined ? {} : { detail, counts: cut(counts) }
    return { part, version, asOf, loans: cut(loans), holds: cut(holds), statuses: cut(statuses), ...persons }
  })
}

function joined(parts: readonly StateRow[]): VolatileState | undefined {
  const [first] = parts
  if (!first) return undefined
  return {
    version: first.version,
    asOf: first.asOf,
    ...(first.detail !== undefined && { detail: first.detail, counts: parts.flatMap(({ counts = [] }) => counts) }),
    loans: parts.flatMap(({ loans }) => loans),
    holds: parts.flatMap(({ holds }) => holds),
    statuses: parts.flatMap(({ statuses }) => statuses),
  }
}
