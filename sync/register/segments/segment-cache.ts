import { type BundleHead, headOfBundle, openPart, placeOf } from './bundle.ts'
import type { SegmentCoding } from './coding.ts'
import type { LibraryStorage } from './library-storage.ts'
import { personalTables, type TableKind } from './manifest.ts'
import type { OpenTable } from './open-table.ts'
import { Recent } from './recent.ts'
import { type RegisterKey, unseal } from './register-key.ts'
import { ResidentBundles } from './resident-bundles.ts'
import type { LazySegment, RowOf } from './segment.ts'
import { SegmentError } from './segment-error.ts'

export interface SegmentCacheOptions {
  /** Bundles whose bytes are kept, some 25 KB each; 64 unless given. */
  readonly bundles?: number
  /** Open segments, some 100 KB each; 48 unless given. */
  readonly segments?: number
}

interface Read {
  readonly head: BundleHead
  /** The whole bundle is what its name says, so that its segments need not be hashed. */
  readonly verified?: 'verified'
}

/** A row's segment, and how many rows of its table stand before it. */
export interface InTable<Kind extends TableKind> {
  readonly open: LazySegment<RowOf[Kind], string | number>
  readonly rowsBefore: number
}

/** Bytes that cannot be what their table says; they are fetched again. */
export class UnreadableBundle extends Error {
  readonly place: number

  constructor(place: number, options?: ErrorOptions) {
    super('a stored bundle cannot be read', options)
    this.name = 'UnreadableBundle'
    this.place = place
  }
}

/**
 * Reads segments from their bundles, kept for a while. What a bundle says of its segments is compared with what it said when it was verified, and each
 * segment with that: hashing the whole bundle at every look-up took longer than all the rest.
 */
export class SegmentCache {
  readonly #storage: LibraryStorage
  readonly #coding: SegmentCoding
  readonly #key: RegisterKey | undefined
  readonly #bundles: Recent<number, Promise<Read>>
  readonly #segments: Recent<string, LazySegment<never, never>>
  readonly resident = new ResidentBundles()

  constructor(storage: LibraryStorage, coding: SegmentCoding, key: RegisterKey | undefined, options: SegmentCacheOptions = {}) {
    this.#storage = storage
    this.#coding = coding
    this.#key = key
    this.#bundles = new Recent(options.bundles ?? 64)
    this.#segments = new Recent(options.segments ?? 48)
  }

  /** The segment in which a key would stand; undefined before all of them. The bundle must be here; rejects with `UnreadableBundle`. */
  async holding<Kind extends TableKind>(
    table: OpenTable,
    kind: Kind,
    place: number,
    key: string,
  ): Promise<InTable<Kind> | undefined> {
    const read = await this.#bundle(table, place)
    const at = placeOf(read.head.firstKeys, key)
    return at < 0 ? undefined : this.#open(table, kind, place, read, at)
  }

  /** All segments of a bundle from a key on, in order. One that only passes by does not take the place of what scans ask for. */
  async *from<Kind extends TableKind>(
    table: OpenTable,
    kind: Kind,
    place: number,
    key: string,
    stays?: 'passing',
  ): AsyncGenerator<InTable<Kind>> {
    const read = await (stays ? this.#read(table, place) : this.#bundle(table, place))
    const { parts, firstKeys } = read.head
    for (let at = Math.max(0, placeOf(firstKeys, key)); at < parts.length; at++)
      yield this.#open(table, kind, place, read, at, stays)
  }

  /** The segment in which a bundle's row of this number stands. */
  async numbered<Kind extends TableKind>(
    table: OpenTable,
    kind: Kind,
    place: number,
    row: number,
  ): Promise<InTable<Kind> | undefined> {
    const read = await this.#bundle(table, place)
    const at = read.head.parts.findLastIndex(part => part.place <= row)
    return at < 0 ? undefined : this.#open(table, kind, place, read, at)
  }

  forget(): void {
    this.#bundles.clear()
    this.#segments.clear()
  }

  #open<Kind extends TableKind>(
    table: OpenTable,
    kind: Kind,
    place: number,
    { head, verified }: Read,
    at: number,
    stays?: 'passing',
  ): InTable<Kind> {
    const part = head.parts[at]!
    const rowsBefore = table.rowsBefore[place]! + part.place
    const name = `${table.stored.slots[place]} ${at}`
    const kept = this.#segments.get(name)
    if (kept) return { open: kept as unknown as InTable<Kind>['open'], rowsBefore }
    try {
      const open = openPart(kind, part, this.#coding, verified)
      if (!stays) this.#segments.put(name, open as unknown as LazySegment<never, never>)
      return { open, rowsBefore }
    } catch (cause) {
      throw new UnreadableBundle(place, { cause })
    }
  }

  #bundle(table: OpenTable, place: number): Promise<Read> {
    const slot = table.stored.slots[place]!
    const kept = this.#bundles.get(slot)
    if (kept) return kept
    const read = this.#read(table, place)
    this.#bundles.put(slot, read)
    read.catch(() => this.#bundles.delete(slot))
    return read
  }

  async #read(table: OpenTable, place: number): Promise<Read> {
    const slot = table.stored.slots[place]!
    const resident = this.resident.get(slot)
    if (resident) return { head: headOfBundle(table.stored.kind, resident), verified: 'verified' }
    const stored = await this.#storage.bytesAt(slot)
    try {
      if (!stored) throw new SegmentError('damaged', 'it is not there')
      const { kind } = table.stored
      const isPersonal = personalTables.includes(kind)
      if (isPersonal && !this.#key) throw new SegmentError('damaged', 'there is no key')
      // Its seal has said that it is the one of this name.
      if (isPersonal)
        return { head: headOfBundle(kind, await unseal(this.#key!, table.about(place), stored)), verified: 'verified' }
      const head = headOfBundle(kind, stored)
      if (table.isChecked(place, head.check)) return { head }
      throw new SegmentError('damaged', 'it holds other rows')
    } catch (cause) {
      throw new UnreadableBundle(place, { cause })
    }
  }
}
