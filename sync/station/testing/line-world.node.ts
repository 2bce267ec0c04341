import { systemClock } from '../../../host/system-clock.ts'
import type { Entry } from '../../journal/entry.ts'
import type { Journal } from '../../journal/journal.ts'
import { openMemoryJournal } from '../../journal/memory-journal.ts'
import { changes, item, patron, published, range } from '../../register/library.fixture.ts'
import { openMemoryRegister } from '../../register/memory-register.ts'
import type { WritableRegister } from '../../register/writable-register.ts'
import { createSyncClient, type SyncClientOptions } from '../create-sync-client.ts'
import { memoryStationStore, type StationStore } from '../station-store.ts'
import type { SyncClient } from '../sync-client.ts'
import { FaultyHub } from './faulty-hub.node.ts'

export interface LineWorld {
  readonly hub: FaultyHub
  readonly journal: Journal
  readonly register: WritableRegister
  readonly store: StationStore
  readonly sync: SyncClient
  append(count: number): Promise<readonly Entry[]>
  /** The same station after a restart: a new client on the same journal, register and store. */
  again(more?: Partial<SyncClientOptions>): SyncClient
  close(): Promise<void>
}

export const asOf = '2026-11-17T07:40:00Z'

/** A station with its parts in memory, and a hub on a socket with a library of `items`. */
export async function openLineWorld(items = 20, more: Partial<SyncClientOptions> = {}): Promise<LineWorld> {
  const hub = await FaultyHub.open()
  publish(hub, items, 1)
  const journal = more.journal ?? (await openMemoryJournal({ station: 'bus-1' }))
  const register = await openMemoryRegister()
  const store = memoryStationStore()
  const clock = systemClock()
  const clients: SyncClient[] = []
  const again = (other: Partial<SyncClientOptions> = {}) => {
    const parts = {
      hubUrl: hub.address,
      token: 'token',
      station: 'bus-1',
      journal,
      register,
      store,
      clock,
      fetch,
      random: () => 0,
    }
    const client = createSyncClient({ ...parts, timeoutMs: 2000, ...more, ...other })
    clients.push(client)
    return client
  }
  let number = 0
  return {
    hub,
    journal,
    register,
    store,
    sync: again(),
    again,
    append: count =>
      journal.append(
        range(count, () => ({
          at: { wall: asOf, zone: 'Europe/Helsinki', monotonicMs: number, run: 'r1' },
          branch: 'bus',
          transaction: { kind: 'checkin', barcode: `B${number++}`, destination: { kind: 'shelf' } },
        })),
      ),
    async close() {
      await Promise.all(clients.map(client => client.stop()))
      await hub.close()
    },
  }
}

/** Puts a library of so many items up at a version; nothing has changed since. */
export function publish(hub: FaultyHub, items: number, version: number): void {
  const { manifest, bytes } = published(
    range(items, number => item(number)),
    range(10, number => patron(number)),
    version,
  )
  hub.manifest = manifest
  hub.segments = bytes
  hub.state = { version, asOf, loans: [], holds: [], statuses: [] }
  hub.changes = since => (since === version ? changes(since, version) : undefined)
}
