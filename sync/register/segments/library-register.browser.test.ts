import { Dexie } from 'dexie'
import { readingContract, today } from '../reading.contract.ts'
import { pageCoding } from './coding.dom.ts'
import { LibraryReadingPlace } from './library-place.fixture.ts'
import { dexieLibraryStorage } from './library-storage.dom.ts'

let number = 0

readingContract('packed, in IndexedDB', () => {
  const name = `reading-${Date.now()}-${number++}`
  const storage = { open: () => dexieLibraryStorage(name), remove: () => Dexie.delete(name) }
  return new LibraryReadingPlace(pageCoding, storage, today)
})
