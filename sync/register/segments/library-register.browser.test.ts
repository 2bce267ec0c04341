import { Dexie } from 'dexie'
import { readingContract, today } from '../reading.contract.ts'
import { pageCoding } from './coding.dom.ts'
import { LibraryReadingPlace } from './library-place.fixture.ts'
import { dexieLibraryStorage } from './library-storage.dom.ts'
import { WorkerTitles } from './worker-titles.dom.ts'

let number = 0

readingContract('packed, in IndexedDB', () => {
  const name = `reading-${Date.now()}-${number++}`
  const storage = { open: () => dexieLibraryStorage(name), remove: () => Dexie.delete(name) }
  return new LibraryReadingPlace(pageCoding, storage, today)
})

readingContract('packed, in IndexedDB, words looked for in a worker', () => {
  const name = `reading-${Date.now()}-${number++}`
  const storage = { open: () => dexieLibraryStorage(name), remove: () => Dexie.delete(name) }
  const newWorker = () => new Worker(new URL('./title-worker.dom.ts', import.meta.url), { type: 'module' })
  return new LibraryReadingPlace(pageCoding, storage, today, stamp => new WorkerTitles({ database: name, newWorker, stamp }))
})
