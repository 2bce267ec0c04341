import type { Register } from '../../register/register.ts'
import { nodeCoding } from '../../register/segments/deflate.node.ts'
import { LibraryReadingPlace } from '../../register/segments/library-place.fixture.ts'
import type { TieredLoad } from '../../register/segments/load-library.fixture.ts'
import { LibraryPlace, memoryLibraryStorage } from '../../register/segments/memory-library-storage.ts'

/** For tests: a whole library in the packed form, in memory, as a station is told it that names nobody but those of the load. */
export async function openLeastLibrary(load: TieredLoad, today: string): Promise<Register> {
  const memory = new LibraryPlace()
  const storage = { open: async () => memoryLibraryStorage(memory), remove: async () => undefined }
  const place = new LibraryReadingPlace(nodeCoding, storage, today)
  await place.open()
  return place.fill(load)
}
