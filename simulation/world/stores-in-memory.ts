import { MemoryTables } from '../../sync/connectors/builtin/memory-tables.fixture.ts'
import { LooksInMemory } from '../../sync/hub/looks/looks-in-memory.ts'
import type { OpenStores } from './hub-stores.ts'
import { changesSince } from './register-changes.ts'
import { UploadsInMemory } from './uploads-in-memory.ts'

/** The hub's stores without a database: what they promise stands in their contracts. */
export const storesInMemory: OpenStores = async now => {
  const tables = new MemoryTables()
  const uploads = new UploadsInMemory(now, () => tables.version)
  return {
    tables,
    uploads,
    looks: new LooksInMemory(),
    titles: barcodes => tables.titles(barcodes),
    version: async () => tables.version,
    changes: async since => changesSince(tables, since, now()),
    killed: async () => {},
    powerCut: async () => {},
    loans: async () => by(tables.loans.values(), ({ barcode }) => barcode),
    holds: async () => by(tables.holds.values(), ({ holdId }) => holdId),
    barcodes: async () => [...tables.items.keys()],
    patrons: async () => [...tables.patrons.values()],
    scans: async () => tables.scansOf,
    entries: async () => uploads.all(),
    given: async () => uploads.given,
  }
}

function by<T>(rows: Iterable<T>, key: (row: T) => string): readonly T[] {
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}
