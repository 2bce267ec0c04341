import { headOfBundle } from './bundle.ts'
import { aboutChanges, sealedRows } from './changes-seal.ts'
import type { SegmentCoding } from './coding.ts'
import { openDelta, packDelta } from './delta.ts'
import { openedIndex, sealedIndex } from './index-seal.ts'
import { LibraryError } from './library-error.ts'
import { LibraryLookUps } from './library-look-ups.ts'
import { Stand } from './library-stand.ts'
import type { LibraryStorage, StoredChanges, StoredLibrary, StoredManifest } from './library-storage.ts'
import { type PackedManifest, personalTables } from './manifest.ts'
import { hasName, newTable, OpenTable } from './open-table.ts'
import { aboutGroupKey, type RegisterKey, seal, unseal } from './register-key.ts'
import { residentTables } from './resident-bundles.ts'
import { openSegment, type PackedRows } from './segment.ts'
import { SegmentCache, type SegmentCacheOptions } from './segment-cache.ts'
import type { LibraryDownload, WritableLibrary } from './writable-library.ts'

export interface PackedLibraryOptions {
  readonly storage: LibraryStorage
  readonly coding: SegmentCoding
  /** Personal tables are encrypted under it. With another one than before they are fetched again. */
  readonly key: RegisterKey
  /** The key of the group of stations, by its id: where it does not come with the manifest. */
  readonly cardKey?: (id: string) => Uint8Array | undefined
  readonly cache?: SegmentCacheOptions
}

/** Opens what lies in the storage; readable whatever of it is there. */
export async function openPackedLibrary(options: PackedLibraryOptions): Promise<WritableLibrary> {
  const stored = await options.storage.read()
  const tables = await Promise.all(
    stored.tables.map(async one => new OpenTable({ ...one, table: await openedIndex(options.key, one.table) })),
  )
  const library = new PackedLibrary(options, stored, tables)
  await library.restore(stored)
  return library
}

class PackedLibrary extends LibraryLookUps implements WritableLibrary {
  readonly #options: PackedLibraryOptions
  readonly #cache: SegmentCache
  readonly #tables: Map<string, OpenTable>
  #current: Stand | undefined
  #waiting: Stand | undefined
  #writing: Promise<unknown> = Promise.resolve()
  #warming: Promise<void> | undefined
  readonly #groupKeys: Map<string, Uint8Array>

  constructor(options: PackedLibraryOptions, stored: StoredLibrary, tables: readonly OpenTable[]) {
    const cache = new SegmentCache(options.storage, options.coding, options.key, options.cache)
    const groupKeys = new Map<string, Uint8Array>()
    super({
      stand: () => this.#current,
      cache,
      cardKey: id => groupKeys.get(id) ?? options.cardKey?.(id),
      lost: (table, place) => this.#inTurn(() => this.#drop(table, [place])),
    })
    this.#options = options
    this.#cache = cache
    this.#groupKeys = groupKeys
    this.#tables = new Map(tables.map(table => [table.stored.name, table]))
    this.#current = stored.current && new Stand(stored.current, this.#tables)
    this.#waiting = stored.waiting && new Stand(stored.waiting, this.#tables)
  }

  /** Changes on top; what another key encrypted is not here any more. */
  async restore({ changes, current, waiting }: StoredLibrary): Promise<void> {
    for (const one of [current, waiting]) if (one) await this.#restoreGroupKey(one)
    for (const stand of this.#stands()) {
      if (stand.sealedWith !== this.#options.key.id) await this.#forgetPersons(stand)
      else for (const one of changes) if (one.manifest === stand.manifest.name) await this.#restoreChanges(stand, one)
    }
  }

  settings() {
    return this.#current?.settings
  }

  stand() {
    const [current, fetched] = [this.#current, this.#waiting ?? this.#current]
    if (!current || !fetched) return { version: 0, complete: false, bytesHere: 0, bytesInAll: 0 }
    const { here: bytesHere, inAll: bytesInAll } = fetched.bytes()
    return { ...current.told(), complete: current.isComplete(), bytesHere, bytesInAll }
  }

  download(): LibraryDownload {
    const fetched = this.#waiting ?? this.#current
    return {
      begun: fetched !== undefined && this.#isReadable(fetched),
      replacing: this.#waiting !== undefined,
      missing: fetched?.missing() ?? [],
      since: this.#stands().map(({ manifest, version }) => ({ manifest: manifest.name, version })),
    }
  }

  unknownIndexes(manifest: PackedManifest): readonly string[] {
    return manifest.tables.map(({ index }) => index.name).filter(name => !this.#isOpen(name))
  }

  begin(manifest: PackedManifest, indexes: ReadonlyMap<string, Uint8Array>, groupKey?: Uint8Array): Promise<void> {
    return this.#inTurn(async () => {
      const known = this.#stands().find(stand => stand.manifest.name === manifest.name)
      if (known && this.#isReadable(known)) return
      const fresh = await this.#newTables(manifest, indexes)
      const { key, storage } = this.#options
      const kept = groupKey && { groupKey: await seal(key, aboutGroupKey(manifest.keyId), groupKey) }
      const stored = { manifest: known?.manifest ?? manifest, sealedWith: key.id, ...kept }
      const place = this.#current && known !== this.#current ? 'waiting' : 'current'
      const rows = fresh.map(async ({ stored: table, here, checks }) => ({ table: await sealedIndex(key, table), here, checks }))
      await storage.putManifest(place, stored, await Promise.all(rows))
      if (groupKey) this.#groupKeys.set(manifest.keyId, groupKey)
      for (const table of fresh) this.#tables.set(table.stored.name, table)
      for (const stand of this.#stands()) stand.follow(this.#tables)
      if (!known && place === 'waiting') this.#waiting = new Stand(stored, this.#tables)
      else if (!known) this.#current = new Stand(stored, this.#tables)
      await this.#takeOverIfReady()
    })
  }

  async put(index: string, from: number, bundles: readonly Uint8Array[]): Promise<void> {
    const table = this.#tables.get(index)
    if (!table || from + bundles.length > table.bundles)
      throw new LibraryError('unexpected', 'no manifest asks for these bundles')
    const isPersonal = personalTables.includes(table.stored.kind)
    const ready = await Promise.all(
      bundles.map(async (bytes, at) => {
        const place = from + at
        if (!(await hasName(bytes, table, place))) return undefined
        const slot = table.stored.slots[place]!
        const { check } = headOfBundle(table.stored.kind, bytes)
        return { place, slot, check, bytes: isPersonal ? await seal(this.#options.key, table.about(place), bytes) : bytes }
      }),
    )
    const right = ready.filter(bundle => bundle !== undefined)
    await this.#inTurn(async () => {
      if (!this.#tables.has(index)) throw new LibraryError('unexpected', 'no manifest asks for these bundles any more')
      const progress = table.progressWith(right)
      if (right.length > 0) await this.#options.storage.putBundles(right, progress)
      table.take(progress)
      await this.#takeOverIfReady()
    })
    if (right.length < bundles.length) throw new LibraryError('damaged', 'bytes of a bundle are not those of its name')
  }

  async apply(packed: PackedRows): Promise<void> {
    const delta = await openDelta(packed, this.#options.coding)
    await this.#inTurn(async () => {
      const stand = this.#stands().find(({ manifest }) => manifest.name === delta.manifest)
      if (stand?.version !== delta.since) throw new LibraryError('gap', 'these changes begin at another version or manifest')
      // Nothing new: what is here is true as of later, which is not worth a write every few seconds.
      if (delta.version === delta.since) return stand.isTrueAsOf(delta)
      await this.#options.storage.putChanges(await this.#sealedChanges(delta, packed.bytes), false)
      stand.apply(delta)
      await this.#takeOverIfReady()
    })
  }

  compact(): Promise<void> {
    return this.#inTurn(async () => {
      const stand = this.#current
      if (!stand || stand.deltas < 2) return
      const { manifest, settings } = stand
      const merged = stand.overlay.merged({ manifest: manifest.name, since: manifest.version, ...stand.told() })
      const { bytes } = await packDelta({ ...merged, settings }, this.#options.coding)
      await this.#options.storage.putChanges(await this.#sealedChanges(merged, bytes), true)
      stand.deltas = 1
    })
  }

  warm(): Promise<void> {
    const tables = residentTables.flatMap(kind => this.#current?.tables.get(kind) ?? [])
    this.#warming ??= this.#cache.resident
      .read(tables, slot => this.#options.storage.bytesAt(slot))
      .finally(() => {
        this.#warming = undefined
      })
    return this.#warming
  }

  async check(): Promise<{ readonly right: number; readonly wrong: number }> {
    const { storage, key } = this.#options
    let right = 0
    let wrong = 0
    for (const table of this.#tables.values()) {
      const lost: number[] = []
      const isPersonal = personalTables.includes(table.stored.kind)
      for (let place = 0; place < table.bundles; place++) {
        if (!table.isHere(place)) continue
        const stored = await storage.bytesAt(table.stored.slots[place]!)
        const bytes = stored && isPersonal ? await unseal(key, table.about(place), stored).catch(() => undefined) : stored
        if (bytes && (await hasName(bytes, table, place))) right++
        else lost.push(place)
      }
      wrong += lost.length
      if (lost.length > 0) await this.#inTurn(() => this.#drop(table, lost))
    }
    return { right, wrong }
  }

  async close(): Promise<void> {
    await this.#writing
    await this.#options.storage.close()
  }

  /** Nothing of it was encrypted under a key that is not here any more. */
  #isReadable(stand: Stand): boolean {
    const { keyId } = stand.manifest
    return !stand.isClosed() && (this.#groupKeys.has(keyId) || this.#options.cardKey?.(keyId) !== undefined)
  }

  async #restoreGroupKey({ manifest: { keyId }, sealedWith, groupKey }: StoredManifest): Promise<void> {
    if (!groupKey || sealedWith !== this.#options.key.id) return
    const key = await unseal(this.#options.key, aboutGroupKey(keyId), groupKey).catch(() => undefined)
    if (key) this.#groupKeys.set(keyId, key)
  }

  #isOpen(index: string): boolean {
    return this.#tables.get(index)?.isClosed === false
  }

  #stands(): Stand[] {
    return [this.#current, this.#waiting].filter(stand => stand !== undefined)
  }

  async #newTables({ tables }: PackedManifest, indexes: ReadonlyMap<string, Uint8Array>): Promise<OpenTable[]> {
    const known = new Map<string, { slot: number; check: Uint8Array }>()
    let firstSlot = 1
    for (const table of this.#tables.values()) {
      for (let place = 0; place < table.bundles; place++) {
        const slot = table.stored.slots[place]!
        firstSlot = Math.max(firstSlot, slot + 1)
        if (table.isHere(place)) known.set(table.nameOf(place), { slot, check: table.checkOf(place) })
      }
    }
    const fresh: OpenTable[] = []
    for (const { kind, index } of tables) {
      if (this.#isOpen(index.name)) continue
      const bytes = indexes.get(index.name)
      if (!bytes) throw new LibraryError('unexpected', 'an index of the manifest is missing')
      const { rows } = await openSegment('index', { name: index.name, bytes }, this.#options.coding)
      fresh.push(newTable(index.name, kind, rows, known, firstSlot))
      firstSlot += rows.length
    }
    return fresh
  }

  async #takeOverIfReady(): Promise<void> {
    const [current, waiting] = [this.#current, this.#waiting]
    if (!current || !waiting?.isComplete() || waiting.version < current.version) return
    const tables = [...waiting.tables.values()]
    const slots = new Set(tables.flatMap(({ stored }) => [...stored.slots]))
    const names = tables.map(({ stored }) => stored.name)
    await this.#options.storage.takeOver({ tables: names, slots })
    this.#current = waiting
    this.#waiting = undefined
    for (const name of this.#tables.keys()) if (!names.includes(name)) this.#tables.delete(name)
    this.#cache.forget()
    this.#cache.resident.forgetBut(slots)
  }

  async #sealedChanges(head: Omit<StoredChanges, 'bytes'>, bytes: Uint8Array): Promise<StoredChanges> {
    const { manifest, since, version, asOf } = head
    return { manifest, since, version, asOf, bytes: await seal(this.#options.key, aboutChanges(head), bytes) }
  }

  async #restoreChanges(stand: Stand, changes: StoredChanges): Promise<void> {
    if (changes.since !== stand.version) return
    try {
      const bytes = await unseal(this.#options.key, aboutChanges(changes), changes.bytes)
      stand.apply(await openDelta(sealedRows(bytes), this.#options.coding))
    } catch {
      // What cannot be read is asked for again, from the version before.
    }
  }

  async #forgetPersons(stand: Stand): Promise<void> {
    for (const kind of personalTables) {
      const table = stand.tables.get(kind)
      if (table) await this.#drop(table, [...table.stored.slots.keys()])
    }
    const place = stand === this.#current ? 'current' : 'waiting'
    await this.#options.storage.putManifest(place, { manifest: stand.manifest, sealedWith: this.#options.key.id }, [])
  }

  async #drop(table: OpenTable, places: readonly number[]): Promise<void> {
    const here = places.filter(place => table.isHere(place))
    for (const place of here) table.mark(place, false)
    const slots = here.map(place => table.stored.slots[place]!)
    await this.#options.storage.dropBundles(slots, table.progressWith([]))
    this.#cache.forget()
    this.#cache.resident.forget(slots)
  }

  /** Writes one after the other: each decides by what the one before has left. */
  #inTurn<T>(write: () => Promise<T>): Promise<T> {
    const result = this.#writing.then(write)
    this.#writing = result.catch(() => undefined)
    return result
  }
}
