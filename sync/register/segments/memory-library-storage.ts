import { LibraryError } from './library-error.ts'
import type { LibraryStorage, StoredChanges, StoredManifest, StoredTable } from './library-storage.ts'

/** What a page keeps in IndexedDB, for one process. */
export class LibraryPlace {
  readonly manifests = new Map<'current' | 'waiting', StoredManifest>()
  readonly tables = new Map<string, StoredTable>()
  readonly here = new Map<string, Uint8Array>()
  readonly bundles = new Map<number, Uint8Array>()
  changes: StoredChanges[] = []
  /** More bytes than this are refused. */
  room = Number.POSITIVE_INFINITY
}

/** A storage in memory. Opening the same place again finds what was written. */
export function memoryLibraryStorage(place: LibraryPlace): LibraryStorage {
  const used = () => [...place.bundles.values()].reduce((sum, { length }) => sum + length, 0)
  return {
    async read() {
      const [current, waiting] = [place.manifests.get('current'), place.manifests.get('waiting')]
      return {
        ...(current && { current }),
        ...(waiting && { waiting }),
        tables: [...place.tables.values()].map(table => ({ table, here: place.here.get(table.name)!.slice() })),
        changes: [...place.changes],
      }
    },
    bytesAt: async slot => place.bundles.get(slot),
    async putBundles(bundles, { name, here }) {
      const more = bundles.reduce((sum, { bytes }) => sum + bytes.length, 0)
      if (used() + more > place.room) throw new LibraryError('full', 'there is no room for more of the register')
      for (const { slot, bytes } of bundles) place.bundles.set(slot, bytes.slice())
      place.here.set(name, here.slice())
    },
    async dropBundles(slots, { name, here }) {
      for (const slot of slots) place.bundles.delete(slot)
      place.here.set(name, here.slice())
    },
    async putManifest(where, manifest, tables) {
      place.manifests.set(where, manifest)
      for (const { table, here } of tables) {
        place.tables.set(table.name, table)
        place.here.set(table.name, here.slice())
      }
    },
    async takeOver({ tables, slots }) {
      place.manifests.set('current', place.manifests.get('waiting')!)
      place.manifests.delete('waiting')
      for (const name of place.tables.keys()) {
        if (tables.includes(name)) continue
        place.tables.delete(name)
        place.here.delete(name)
      }
      for (const slot of place.bundles.keys()) if (!slots.has(slot)) place.bundles.delete(slot)
      const name = place.manifests.get('current')!.manifest.name
      place.changes = place.changes.filter(({ manifest }) => manifest === name)
    },
    async putChanges(changes, only) {
      if (only) place.changes = place.changes.filter(({ manifest }) => manifest !== changes.manifest)
      place.changes.push(changes)
    },
    async clear() {
      place.manifests.clear()
      place.tables.clear()
      place.here.clear()
      place.bundles.clear()
      place.changes = []
    },
    close: async () => undefined,
  }
}
