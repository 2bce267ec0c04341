import type { Clock } from '../../host/clock.ts'
import { nodeCoding } from '../register/segments/deflate.node.ts'
import { anotherRegisterKey, forgottenKey, keptRegisterKey } from '../register/segments/key-wrap.ts'
import { LibraryPlace, memoryLibraryStorage } from '../register/segments/memory-library-storage.ts'
import { KeptLibrary } from './kept-library.ts'
import type { StationStore } from './station-store.ts'

/** The packed register of a station without a disk: gone with the process, and its key with it. */
export async function openMemoryLibrary(store: StationStore, clock: Clock): Promise<KeptLibrary> {
  const { place, wrap } = forgottenKey()
  return KeptLibrary.open({
    storage: memoryLibraryStorage(new LibraryPlace()),
    coding: nodeCoding,
    key: another => (another ? anotherRegisterKey(place, wrap) : keptRegisterKey(place, wrap)),
    leasePlace: { read: () => store.stored().lease, write: mark => store.putLease(mark) },
    clock,
  })
}
