import { Dexie, type EntityTable, type Table } from 'dexie'
import { LibraryError } from './library-error.ts'
import type { LibraryStorage, Progress, StoredChanges, StoredManifest, StoredTable, TableHere } from './library-storage.ts'

/** Rises with every change of the tables below. */
export const libraryDatabaseVersion = 1

/** Tables as Dexie writes them. A bundle is one value under a number: the least that IndexedDB keeps beside it. */
export const libraryTables = {
  bundles: '',
  indexes: 'name',
  progress: 'name',
  manifests: 'place',
  changes: '++number, manifest',
} as const

type Tables = Dexie & {
  bundles: Table<Uint8Array, number>
  indexes: EntityTable<StoredTable, 'name'>
  progress: EntityTable<Progress, 'name'>
  manifests: EntityTable<StoredManifest & { readonly place: 'current' | 'waiting' }, 'place'>
  changes: EntityTable<StoredChanges & { readonly number?: number }, 'number'>
}

/**
 * A packed library in IndexedDB. It is a copy of what the hub has, so writes are relaxed: a power cut costs a download, nothing else. Rejects with
 * `full` where the page's share of the disk is used up.
 */
export async function dexieLibraryStorage(databaseName: string): Promise<LibraryStorage> {
  const database = new Dexie(databaseName, { chromeTransactionDurability: 'relaxed', cache: 'disabled' }) as Tables
  database.version(libraryDatabaseVersion).stores(libraryTables)
  await database.open()
  const { bundles, indexes, progress, manifests, changes } = database
  const raw = database.backendDB()
  const reads = readsTogether(raw)
  return {
    async read() {
      // All of it in one transaction: the desk's start waits for it.
      const [stands, rows, marks, batches] = await database.transaction('r', [manifests, indexes, progress, changes], () =>
        Promise.all([manifests.toArray(), indexes.toArray(), progress.toArray(), changes.toArray()]),
      )
      const [current, waiting] = ['current', 'waiting'].map(place => stands.find(stand => stand.place === place))
      const progressOf = new Map(marks.map(mark => [mark.name, mark]))
      return {
        ...(current && { current }),
        ...(waiting && { waiting }),
        tables: rows.map((table): TableHere => ({ table, ...progressOf.get(table.name)! })),
        changes: batches,
      }
    },
    // Without Dexie: it is what every look-up waits for.
    bytesAt: slot => answer(reads.get(slot)),
    putBundles: (stored, mark) =>
      new Promise((resolve, reject) => {
        const write = raw.transaction(['bundles', 'progress'], 'readwrite', { durability: 'relaxed' })
        const store = write.objectStore('bundles')
        for (const { slot, bytes } of stored) store.put(bytes, slot)
        write.objectStore('progress').put(mark)
        write.oncomplete = () => resolve()
        write.onabort = () => reject(told(write.error))
        write.commit()
      }),
    dropBundles: (slots, mark) =>
      database.transaction('rw', [bundles, progress], async () => {
        await bundles.bulkDelete([...slots])
        await progress.put(mark)
      }),
    putManifest: (place, manifest, added) =>
      whole(
        database.transaction('rw', [manifests, indexes, progress], async () => {
          await manifests.put({ ...manifest, place })
          await indexes.bulkPut(added.map(({ table }) => table))
          await progress.bulkPut(added.map(({ table: { name }, here, checks }) => ({ name, here, checks })))
        }),
      ),
    takeOver: remains =>
      whole(
        database.transaction('rw', [bundles, indexes, progress, manifests, changes], async () => {
          const waiting = (await manifests.get('waiting'))!
          await manifests.put({ ...waiting, place: 'current' })
          await manifests.delete('waiting')
          const names = (await indexes.toCollection().primaryKeys()).filter(name => !remains.tables.includes(name))
          await Promise.all([indexes.bulkDelete(names), progress.bulkDelete(names)])
          const slots = await bundles.toCollection().primaryKeys()
          await bundles.bulkDelete(slots.filter(slot => !remains.slots.has(slot)))
          await changes.where('manifest').notEqual(waiting.manifest.name).delete()
        }),
      ),
    putChanges: (batch, only) =>
      whole(
        database.transaction('rw', changes, async () => {
          if (only) await changes.where('manifest').equals(batch.manifest).delete()
          await changes.add(batch)
        }),
      ),
    clear: () =>
      database.transaction('rw', database.tables, async () => {
        await Promise.all(database.tables.map(table => table.clear()))
      }),
    close: async () => database.close(),
  }
}

/** What a request of Dexie's own connection answers. */
function answer(request: ReturnType<ReturnType<typeof readsTogether>['get']>): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** IndexedDB's way of saying that there is no room, in ours. */
function told(error: unknown): unknown {
  const names = [(error as DOMException | null)?.name, (error as { inner?: DOMException } | null)?.inner?.name]
  if (!names.includes('QuotaExceededError')) return error
  return new LibraryError('full', 'there is no room for more of the register', { cause: error })
}

async function whole(written: PromiseLike<unknown>): Promise<void> {
  try {
    await written
  } catch (error) {
    throw told(error)
  }
}

/**
 * Reads of bundles: those that are asked for together, or as soon as the one before has come, share a transaction. Beginning one takes as long as a read.
 */
function readsTogether(connection: ReturnType<Dexie['backendDB']>) {
  const begin = () => connection.transaction('bundles', 'readonly').objectStore('bundles')
  let bundles: ReturnType<typeof begin> | undefined
  return {
    get(slot: number) {
      try {
        if (bundles) return bundles.get(slot)
      } catch {
        // That transaction has ended by now.
      }
      bundles = begin()
      return bundles.get(slot)
    },
  }
}
