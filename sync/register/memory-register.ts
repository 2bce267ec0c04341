import type { Item } from '../../circulation/item.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import type { Patron } from '../../circulation/patron.ts'
import { packSegments } from './pack.ts'
import { openPackedRegister } from './packed-register.ts'
import type { Manifest, VolatileState } from './published.ts'
import type { LibrarySettings } from './register.ts'
import type { RegisterStorage, SegmentKeys, StoredRegister } from './register-storage.ts'
import type { WritableRegister } from './writable-register.ts'

/** A whole library in plain rows. */
export interface RegisterLoad {
  readonly items: readonly Item[]
  readonly patrons: readonly Patron[]
  readonly loans: readonly Loan[]
  readonly holds: readonly Hold[]
  readonly settings: LibrarySettings
  /** 1 unless said. */
  readonly version?: number
  /** Instant at which the rows are true. */
  readonly asOf?: string
}

/** A register in memory, gone with the process: complete from the beginning with `load`, to be downloaded without. */
export async function openMemoryRegister(load?: RegisterLoad): Promise<WritableRegister> {
  const register = await openPackedRegister(memoryStorage(), { cachedSegments: Number.POSITIVE_INFINITY })
  if (!load) return register
  const { items, patrons, loans, holds, settings, version = 1, asOf = '1970-01-01T00:00:00Z' } = load
  const segments = [...packSegments('items', items), ...packSegments('patrons', patrons)]
  await register.begin({ version, asOf, segments: segments.map(({ info }) => info), settings })
  for (const { info, bytes } of segments) await register.putSegment(info.name, bytes)
  await register.putState({ version, asOf, loans, holds, statuses: [] })
  return register
}

/** Parts of a register in memory. */
export function memoryStorage(): RegisterStorage {
  const segments = new Map<string, { readonly bytes: Uint8Array; readonly keys: SegmentKeys }>()
  const index = { cards: new Map<string, string[]>(), titles: new Map<string, string[]>() }
  let manifests: { current?: Manifest; waiting?: Manifest } = {}
  let rest: { state?: VolatileState; changes: StoredRegister['changes'] } = { changes: [] }

  function drop(name: string): void {
    const keys = segments.get(name)?.keys
    segments.delete(name)
    for (const kind of ['cards', 'titles'] as const)
      for (const key of keys?.[kind] ?? [])
        index[kind].set(
          key,
          index[kind].get(key)!.filter(other => other !== name),
        )
  }

  return {
    read: async () => ({ ...manifests, ...rest, segments: [...segments.keys()] }),
    bytesOf: async segment => segments.get(segment)?.bytes,
    segmentsWith: async (kind, key) => index[kind].get(key) ?? [],
    async eachCard(tell) {
      for (const card of index.cards.keys()) tell(card)
    },
    async putSegment(name, bytes, keys) {
      drop(name)
      segments.set(name, { bytes, keys })
      for (const kind of ['cards', 'titles'] as const)
        for (const key of keys[kind]) index[kind].set(key, [...(index[kind].get(key) ?? []), name])
    },
    dropSegment: async name => drop(name),
    async putManifest(place, manifest) {
      manifests = { ...manifests, [place]: manifest }
    },
    async replace({ manifest, state, changes }) {
      const kept = new Set(manifest.segments.map(({ name }) => name))
      for (const name of [...segments.keys()]) if (!kept.has(name)) drop(name)
      manifests = { current: manifest }
      rest = { state, changes }
    },
    async appendChanges(changes) {
      rest = { ...rest, changes: [...rest.changes, changes] }
    },
    close: async () => undefined,
  }
}
