import { Dexie, type EntityTable } from 'dexie'
import type { BegunTag, BegunTags } from '../../host/begun-tags.ts'

/** Rises with every change of the table. */
export const begunTagsDatabaseVersion = 1

type Tables = Dexie & { tags: EntityTable<BegunTag, 'uid'> }

/** The tags that a browser's own pads are writing, in IndexedDB; a write is on disk when it resolves. Opened at the first call. */
export function openDexieBegunTags({ databaseName }: { readonly databaseName: string }): BegunTags {
  const database = new Dexie(databaseName, { chromeTransactionDurability: 'strict', cache: 'disabled' }) as Tables
  database.version(begunTagsDatabaseVersion).stores({ tags: 'uid' })
  return {
    all: () => database.tags.toArray(),
    put: async tag => void (await database.tags.put(tag)),
    remove: uid => database.tags.delete(uid),
  }
}
