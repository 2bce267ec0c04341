import type { LibraryReader } from './library-reader.ts'
import type { LibraryRows } from './library-rows.ts'
import type { PackedManifest, TableKind } from './manifest.ts'
import type { PackedRows } from './segment.ts'

/** A packed register that a download fills. Every write is one transaction: after a crash between two of them it reads as before or after. */
export interface WritableLibrary extends LibraryReader, LibraryRows {
  download(): LibraryDownload
  /** Names of the manifest's indexes that must be fetched before it can be taken. */
  unknownIndexes(manifest: PackedManifest): readonly string[]
  /**
   * Takes a manifest, with the bytes of the indexes that were unknown. The first one stands at once, and the register works with what has arrived. A
   * later one waits beside it until all of its bundles are here and it is not behind, then replaces it whole. The same one again changes nothing.
   * `groupKey` is the one that the manifest names; it is kept as the personal tables are.
   */
  begin(manifest: PackedManifest, indexes: ReadonlyMap<string, Uint8Array>, groupKey?: Uint8Array): Promise<void>
  /**
   * Stores bundles that stand one after the other in an index, in one transaction. Those whose bytes are not of their name are left out, and then it
   * rejects with `LibraryError` `damaged`; with `full` nothing of them is stored.
   */
  put(index: string, from: number, bundles: readonly Uint8Array[]): Promise<void>
  /** Puts a delta on top of the manifest that it names. `gap` unless it begins at the version that is here. */
  apply(delta: PackedRows): Promise<void>
  /** Writes all changes since the manifest as one. */
  compact(): Promise<void>
  /** Reads into memory what every scan asks for first, where it is not there yet; resolves when it is. Look-ups need not wait for it. */
  warm(): Promise<void>
  /** Reads every bundle that is here, and forgets those that cannot be read, so that they are fetched again. */
  check(): Promise<{ readonly right: number; readonly wrong: number }>
  close(): Promise<void>
}

/** Where the download stands, and so what is to be asked next. */
export interface LibraryDownload {
  /** A manifest was taken, and what was taken can be read. */
  readonly begun: boolean
  /** A later manifest waits for its bundles, or for a delta that brings it up to the version that is here. */
  readonly replacing: boolean
  /** Of the waiting manifest where there is one; what decides first. */
  readonly missing: readonly MissingRun[]
  /** Changes are to be asked from here, for each manifest. */
  readonly since: readonly { readonly manifest: string; readonly version: number }[]
}

/** Bundles that stand one after the other in an index, and are not here. */
export interface MissingRun {
  readonly kind: TableKind
  readonly index: string
  readonly from: number
  /** Behind the last. */
  readonly to: number
  /** Bytes of each. */
  readonly sizes: readonly number[]
}
