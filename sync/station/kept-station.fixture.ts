import { bytesToHex } from '@noble/hashes/utils.js'
import { openMemoryJournal } from '../journal/memory-journal.ts'
import { hold, item, loan, patron, range, settings } from '../register/library.fixture.ts'
import { nodeCoding } from '../register/segments/deflate.node.ts'
import { packDelta } from '../register/segments/delta.ts'
import { anotherRegisterKey, keptRegisterKey, openWrap } from '../register/segments/key-wrap.ts'
import { deltaBetween, rowsOf, type TieredLoad } from '../register/segments/load-library.fixture.ts'
import { LibraryPlace, memoryLibraryStorage } from '../register/segments/memory-library-storage.ts'
import { groupKey, publish } from '../register/segments/packed-library.fixture.ts'
import { newRegisterKey } from '../register/segments/register-key.ts'
import { createSyncClient } from './create-sync-client.ts'
import { KeptLibrary } from './kept-library.ts'
import { memoryStationStore } from './station-store.ts'
import type { SyncClient } from './sync-client.ts'
import { FaultyHub } from './testing/faulty-hub.node.ts'
import { TestClock } from './testing/station.ts'

export const today = '2026-11-17'
export const load: TieredLoad = {
  items: range(3000, number => item(number)),
  patrons: range(300, number => patron(number, { name: { given: 'Matti', family: `Ketomaa${number}` } })),
  loans: [loan('Abc000005', 'p000001')],
  holds: [hold('h1', 't7', 'p000002')],
  named: ['p000002'],
  settings,
}

/** A station that keeps the packed register of a hub on a real socket. `asOf` is the hub's time. */
export class KeptStation {
  readonly hub: FaultyHub
  readonly place = new LibraryPlace()
  readonly store = memoryStationStore()
  readonly clock = new TestClock()
  library!: KeptLibrary
  sync!: SyncClient
  asOf = this.clock.now()

  private constructor(hub: FaultyHub) {
    this.hub = hub
  }

  static async open(): Promise<KeptStation> {
    const hub = await FaultyHub.open()
    hub.groupKey = bytesToHex(groupKey)
    const station = new KeptStation(hub)
    const rows = rowsOf(load, today)
    await station.publish(load, 1)
    hub.delta = async (manifest, since) =>
      packDelta(deltaBetween(rows, rows, { manifest, since, version: 1, asOf: station.asOf }), nodeCoding)
    await station.start()
    return station
  }

  /** The hub has packed this. */
  async publish(what: TieredLoad, version: number): Promise<void> {
    const packed = await publish(rowsOf(what, today), nodeCoding, version)
    this.hub.packed = { ...packed, manifest: { ...packed.manifest, asOf: this.asOf } }
  }

  /** A new start of the program, on the same disk; `sealed`: nobody has given the passphrase. */
  async start({ sealed }: { readonly sealed?: true } = {}): Promise<void> {
    const { hub, place, store, clock } = this
    const where = { read: async () => store.stored().registerKey, write: (wrapped: string) => store.putRegisterKey(wrapped) }
    const kept = (another?: 'another') => (another ? anotherRegisterKey(where, openWrap()) : keptRegisterKey(where, openWrap()))
    this.library = await KeptLibrary.open({
      storage: memoryLibraryStorage(place),
      coding: nodeCoding,
      key: sealed ? async () => newRegisterKey() : kept,
      ...(sealed && { sealed }),
      leasePlace: { read: () => store.stored().lease, write: mark => store.putLease(mark) },
      clock,
    })
    const journal = await openMemoryJournal({ station: 'bus-1' })
    const line = { hubUrl: hub.address, token: 'token', station: 'bus-1', journal, register: this.library, store, clock, fetch }
    this.sync = createSyncClient({ ...line, random: () => 0, timeoutMs: 2000 })
  }

  /** Runs without a line, looking each hour. */
  async runAlone(days: number): Promise<void> {
    for (let hour = 0; hour < days * 24; hour++) {
      this.clock.pass(3600)
      await this.library.state()
    }
  }

  async close(): Promise<void> {
    await this.sync.stop()
    await this.hub.close()
  }
}
