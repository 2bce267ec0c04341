import { Dexie } from 'dexie'
import { begunTagsContract } from '../../host/begun-tags.contract.ts'
import { openDexieBegunTags } from './begun-tags.dom.ts'

let number = 0

begunTagsContract('in IndexedDB', async () => {
  const databaseName = `begun-${Date.now()}-${number++}`
  return { open: async () => openDexieBegunTags({ databaseName }), remove: () => Dexie.delete(databaseName) }
})
