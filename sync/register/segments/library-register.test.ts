import { readingContract, today } from '../reading.contract.ts'
import { nodeCoding } from './deflate.node.ts'
import { LibraryReadingPlace } from './library-place.fixture.ts'
import { LibraryPlace, memoryLibraryStorage } from './memory-library-storage.ts'

readingContract('packed, in memory', () => {
  const place = new LibraryPlace()
  const storage = { open: async () => memoryLibraryStorage(place), remove: async () => undefined }
  return new LibraryReadingPlace(nodeCoding, storage, today)
})
