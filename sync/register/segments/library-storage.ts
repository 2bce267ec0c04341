import type { PackedManifest, TableKind } from './manifest.ts'

/**
 * Where a packed library keeps its parts. Each method that writes is one transaction: done whole or not at all. Rejects with a `LibraryError` `full`
 * where there is no room.
 */
export interface LibraryStorage {
  read(): Promise<StoredLibrary>
  bytesAt(slot: number): Promise<Uint8Array | undefined>
  /** Bundles, and which places of their table are here now. */
  putBundles(bundles: readonly StoredBundle[], progress: Progress): Promise<void>
  /** A bundle that can no longer be read is no longer here. */
  dropBundles(slots: readonly number[], progress: Progress): Promise<void>
  /** A manifest and those of its tables that were not known before. */
  putManifest(place: 'current' | 'waiting', manifest: StoredManifest, tables: readonly TableHere[]): Promise<void>
  /** What waited is current; only these tables, slots and changes remain. */
  takeOver(remains: { readonly tables: readonly string[]; readonly slots: ReadonlySet<number> }): Promise<void>
  /** `only`: in place of all that this manifest has. */
  putChanges(changes: StoredChanges, only: boolean): Promise<void>
  /** Everything goes. */
  clear(): Promise<void>
  close(): Promise<void>
}

export interface StoredLibrary {
  readonly current?: StoredManifest
  readonly waiting?: StoredManifest
  readonly tables: readonly TableHere[]
  /** Of both manifests, in the order in which they came. */
  readonly changes: readonly StoredChanges[]
}

export interface StoredManifest {
  readonly manifest: PackedManifest
  /** Which key the personal tables are encrypted under. */
  readonly sealedWith: string
  /** The key of the group of stations that the manifest names, encrypted as the tables are (`aboutGroupKey`). */
  readonly groupKey?: Uint8Array
}

export interface TableHere {
  readonly table: StoredTable
  /** As in `Progress`. */
  readonly here: Uint8Array
  readonly checks: Uint8Array
}

/** A table's index, ready for look-ups. */
export interface StoredTable {
  /** The index's. */
  readonly name: string
  readonly kind: TableKind
  readonly firstKeys: readonly string[]
  /** Instead of the first keys, where they speak of persons: encrypted (`sealedIndex`). */
  readonly sealedKeys?: Uint8Array
  /** SHA-256 of each bundle, 32 bytes each. */
  readonly names: Uint8Array
  readonly rows: Uint32Array
  readonly sizes: Uint32Array
  /** Where each lies; bundles that an earlier table had stay where they are. */
  readonly slots: Uint32Array
}

export interface StoredBundle {
  readonly slot: number
  /** Encrypted, where it is a personal table's. */
  readonly bytes: Uint8Array
}

export interface Progress {
  /** The table's. */
  readonly name: string
  /** A bit for each bundle, the first in the lowest bit of the first byte. */
  readonly here: Uint8Array
  /** The check of each bundle that is here (`BundleHead`), one after the other. */
  readonly checks: Uint8Array
}

export interface StoredChanges {
  readonly manifest: string
  readonly since: number
  readonly version: number
  readonly asOf: string
  /** A packed delta, encrypted. */
  readonly bytes: Uint8Array
}

/** The storage as it lies: read, and never written. */
export function untouched(storage: LibraryStorage): LibraryStorage {
  const left = async () => undefined
  return {
    read: () => storage.read(),
    bytesAt: slot => storage.bytesAt(slot),
    putBundles: left,
    dropBundles: left,
    putManifest: left,
    takeOver: left,
    putChanges: left,
    clear: left,
    close: () => storage.close(),
  }
}
