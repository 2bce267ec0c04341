import type { LibrarySettings } from '../register.ts'
import type { RegisterDelta } from './delta.ts'
import { DeltaOverlay } from './delta-overlay.ts'
import type { StoredManifest } from './library-storage.ts'
import { type PackedManifest, type TableKind, tableKinds } from './manifest.ts'
import type { OpenTable } from './open-table.ts'
import type { MissingRun } from './writable-library.ts'

/** One manifest with its tables, and what has changed since. */
export class Stand {
  readonly manifest: PackedManifest
  readonly sealedWith: string
  readonly tables = new Map<TableKind, OpenTable>()
  readonly overlay = new DeltaOverlay()
  version: number
  asOf: string
  readAt: string | undefined
  settings: LibrarySettings
  /** Deltas that lie in the storage. */
  deltas = 0

  constructor({ manifest, sealedWith }: StoredManifest, known: ReadonlyMap<string, OpenTable>) {
    this.manifest = manifest
    this.sealedWith = sealedWith
    this.follow(known)
    this.version = manifest.version
    this.asOf = manifest.asOf
    this.readAt = manifest.readAt
    this.settings = manifest.settings
  }

  /** Its tables as they are known now. */
  follow(known: ReadonlyMap<string, OpenTable>): void {
    for (const { kind, index } of this.manifest.tables) this.tables.set(kind, known.get(index.name)!)
  }

  apply(delta: RegisterDelta): void {
    this.overlay.apply(delta)
    this.version = delta.version
    this.isTrueAsOf(delta)
    this.settings = delta.settings ?? this.settings
    this.deltas++
  }

  isTrueAsOf({ asOf, readAt }: Pick<RegisterDelta, 'asOf' | 'readAt'>): void {
    this.asOf = asOf
    this.readAt = readAt ?? this.readAt
  }

  told(): { readonly version: number; readonly asOf: string; readonly readAt?: string } {
    const { version, asOf, readAt } = this
    return { version, asOf, ...(readAt !== undefined && { readAt }) }
  }

  isComplete(): boolean {
    return !this.isClosed() && [...this.tables.values()].every(table => table.bytesHere === table.bytesInAll)
  }

  isClosed(): boolean {
    return [...this.tables.values()].some(table => table.isClosed)
  }

  missing(): MissingRun[] {
    return tableKinds.flatMap(kind => {
      const table = this.tables.get(kind)
      if (!table || table.bytesHere === table.bytesInAll) return []
      const { name, sizes } = table.stored
      return table.missing().map(({ from, to }) => ({ kind, index: name, from, to, sizes: [...sizes.subarray(from, to)] }))
    })
  }

  bytes(): { readonly here: number; readonly inAll: number } {
    const sum = (of: (table: OpenTable) => number) => [...this.tables.values()].reduce((total, table) => total + of(table), 0)
    return { here: sum(table => table.bytesHere), inAll: sum(table => table.bytesInAll) }
  }
}
