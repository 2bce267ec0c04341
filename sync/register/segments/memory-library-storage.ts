import { LibraryError } from './library-error.ts'
import type { LibraryStorage, Progress, StoredChanges, StoredManifest, StoredTable } from './library-storage.ts'

/** What a page keeps in IndexedDB, for one process. */
export class LibraryPlace {
  readonly manifests = new Map<'current' | 'waiting', StoredManifest>()
  readonly tables = new Map<string, StoredTable>()
  readonly progress = new Map<string, Progress>()
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
        tables: [...place.tables.values()].map(table => ({ table, ...copied(place.progress.get(table.name)!) })),
        changes: [...place.changes],
      }
    },
    bytesAt: async slot => place.bundles.get(slot),
    async putBundles(bundles, progress) {
      const more = bundles.reduce((sum, { bytes }) => sum + bytes.length, 0)
      if (used() + more > place.room) throw new LibraryError('full', 'there is no room for more of the register')
      for (const { slot, bytes } of bundles) place.bundles.set(slot, bytes.slice())
      place.progress.set(progress.name, copied(progress))
    },
    async dropBundles(slots, progress) {
      for (const slot of slots) place.bundles.delete(slot)
      place.progress.set(progress.name, copied(progress))
    },
    async putManifest(where, manifest, tables) {
      place.manifests.set(where, manifest)
      for (const { table, here, checks } of tables) {
        place.tables.set(table.name, table)
        place.progress.set(table.name, copied({ name: table.name, here, checks }))
      }
    },
    async takeOver({ tables, slots }) {
      place.manifests.set('current', place.manifests.get('waiting')!)
      place.manifests.delete('waiting')
      for (const name of place.tables.keys()) {
        if (tables.includes(name)) continue
        place.tables.delete(name)
        place.progress.delete(name)
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
      place.progress.clear()
      place.bundles.clear()
      place.changes = []
    },
    close: async () => undefined,
  }
}

function copied({ name, here, checks }: Progress): Progress {
  return { name, here: here.slice(), checks: checks.slice() }
}
