import { hexToBytes } from '@noble/hashes/utils.js'
import type { Item, Title } from '../../circulation/item.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import type { Patron } from '../../circulation/patron.ts'
import { ChangedRows } from './changed-rows.ts'
import { CirculationState, normalNumber } from './circulation-state.ts'
import { cardHolder } from './detail/card-holder.ts'
import { cardTag, isOf, tagMark } from './detail/identity.ts'
import { segmentName, unpackSegment } from './pack.ts'
import type { Changes, Manifest, VolatileState } from './published.ts'
import type { LibrarySettings, PatronQuery, RegisterState, TitleHit } from './register.ts'
import type { RegisterStorage, StoredRegister } from './register-storage.ts'
import { SearchIndex } from './search-index.ts'
import { titleOf } from './search-titles.ts'
import { keysIn } from './segment-keys.ts'
import { SegmentRows } from './segment-rows.ts'
import { checkDetail, hasRows, mergeChanges, missingOf, sameSegments, standNow } from './stand.ts'
import { type Download, RegisterError, type WritableRegister } from './writable-register.ts'

/** How many batches of changes are kept one by one before they are written together: seldom, since that writes every loan anew while somebody scans. */
const changesKept = 512

export interface PackedRegisterOptions {
  /** Unpacked segments held in memory, some 300 KB each; 256 (a library of 130 000 rows) if not given. */
  readonly cachedSegments?: number
  /** Reads in quiet moments what scans will ask for: which numbers are cards, and the segments where all of them find room in the cache. */
  readonly readsAhead?: boolean
}

/** Opens the register that lies in `storage`; readable whatever of it is there. */
export async function openPackedRegister(
  storage: RegisterStorage,
  { cachedSegments = 256, readsAhead = false }: PackedRegisterOptions = {},
): Promise<WritableRegister> {
  const register = new PackedRegister(storage, await storage.read(), cachedSegments)
  if (readsAhead) register.readAhead()
  return register
}

class PackedRegister implements WritableRegister {
  readonly #storage: RegisterStorage
  readonly #rows: SegmentRows
  readonly #changed = new ChangedRows()
  readonly #circulation = new CirculationState()
  #stored: StoredRegister
  #search: { readonly index: SearchIndex; readonly built: Promise<void> } | undefined
  #asOf: string | undefined
  #keyOf: { readonly manifest: Manifest | undefined; readonly key: Uint8Array | undefined } | undefined
  #writing: Promise<unknown> = Promise.resolve()

  constructor(storage: RegisterStorage, stored: StoredRegister, cachedSegments: number) {
    this.#storage = storage
    this.#stored = stored
    this.#rows = new SegmentRows(storage, stored.segments, cachedSegments)
    if (stored.current) this.#rows.follow(stored.current)
    if (stored.state) this.#circulation.replace(stored.state)
    for (const changes of stored.changes) this.#put(changes)
  }

  readAhead(): void {
    // What cannot be read now is read when it is asked for.
    this.#rows.readAhead().catch(() => undefined)
  }

  async item(barcode: string): Promise<Item | undefined> {
    const key = normalNumber(barcode)
    const item = this.#changed.items.has(key) ? this.#changed.items.get(key) : await this.#rows.item(key)
    return item && this.#withStatus(item)
  }

  async loan(barcode: string): Promise<Loan | undefined> {
    return this.#circulation.loan(barcode)
  }

  async patronByCard(number: string): Promise<Patron | undefined> {
    const card = normalNumber(number)
    const changed = this.#changed.patronWithCard(card)
    if (changed) return changed
    const named = (await this.#rows.patronsWithCard(card)).find(({ patronId }) => !this.#changed.patrons.has(patronId))
    return named ?? this.#unnamed(card)
  }

  /** Whoever has this card in hand is told of, without a name. */
  async #unnamed(card: string): Promise<Patron | undefined> {
    const key = this.#key()
    if (!key) return undefined
    const tagged = tagMark + cardTag(card, key)
    const row = this.#changed.patrons.has(tagged) ? this.#changed.patrons.get(tagged) : await this.#rows.unnamed(tagged)
    return row && cardHolder(row, card, key, this.#circulation.counts(tagged))
  }

  isOf(patronId: string, row: Loan | Hold): boolean {
    return isOf(patronId, row, this.#key())
  }

  async patron(patronId: string): Promise<Patron | undefined> {
    return this.#changed.patrons.has(patronId) ? this.#changed.patrons.get(patronId) : this.#rows.patron(patronId)
  }

  async loansOf(patronId: string): Promise<readonly Loan[]> {
    return this.#circulation.loansOf(patronId)
  }

  async holdsOf(patronId: string): Promise<readonly Hold[]> {
    return this.#circulation.holdsOf(patronId)
  }

  async holdsOn(titleId: string): Promise<readonly Hold[]> {
    return this.#circulation.holdsOn(titleId)
  }

  async holdsAt(branch: string, stopId?: string): Promise<readonly Hold[]> {
    return this.#circulation.holdsAt(branch, stopId)
  }

  async title(titleId: string): Promise<Title | undefined> {
    const [copy] = await this.itemsOf(titleId)
    return copy && titleOf(copy)
  }

  async itemsOf(titleId: string): Promise<readonly Item[]> {
    const packed = (await this.#rows.itemsOf(titleId)).filter(item => !this.#changed.items.has(normalNumber(item.barcode)))
    const items = [...packed, ...this.#changed.itemsOf(titleId)].map(item => this.#withStatus(item))
    return items.sort((a, b) => (a.barcode < b.barcode ? -1 : 1))
  }

  async searchPatrons(query: PatronQuery): Promise<readonly Patron[]> {
    const { patrons } = await this.#searchIndex()
    const found = await Promise.all(patrons.find(query).map(patronId => this.patron(patronId)))
    return found.filter(patron => patron !== undefined)
  }

  async searchTitles(words: string, limit: number, branch?: string): Promise<readonly TitleHit[]> {
    const { titles } = await this.#searchIndex()
    return titles.find(words, limit, branch, this.#circulation)
  }

  async settings(): Promise<LibrarySettings | undefined> {
    return this.#stored.changes.findLast(({ settings }) => settings)?.settings ?? this.#stored.current?.settings
  }

  async state(): Promise<RegisterState> {
    const stand = standNow(this.#stored, this.#here)
    return this.#asOf ? { ...stand, asOf: this.#asOf } : stand
  }

  download(): Download {
    const { current, waiting, state } = this.#stored
    const since = this.#since()
    return {
      begun: current !== undefined,
      replacing: waiting !== undefined,
      missing: missingOf(waiting ?? current, this.#here),
      ...(state && !waiting && since !== undefined && { since }),
      ...(current?.detail && { detail: current.detail.id }),
    }
  }

  begin(manifest: Manifest, anew?: 'anew'): Promise<void> {
    return this.#inTurn(async () => {
      const { current, waiting } = this.#stored
      if (!anew && sameSegments(manifest, waiting ?? current)) return
      const place = current ? 'waiting' : 'current'
      await this.#storage.putManifest(place, manifest)
      this.#stored = { ...this.#stored, [place]: manifest }
      if (place === 'current') this.#rows.follow(manifest)
    })
  }

  putSegment(name: string, bytes: Uint8Array): Promise<void> {
    return this.#inTurn(async () => {
      if (segmentName(bytes) !== name)
        throw new RegisterError('damaged', `the bytes that came as segment ${name} are not its own`)
      const segment = unpackSegment(bytes)
      const keys = keysIn(segment)
      await this.#storage.putSegment(name, bytes, keys)
      this.#rows.arrived(name, segment, keys.cards)
      if (this.#rows.follows(name)) this.#search?.index.putSegment(segment)
    })
  }

  putState(state: VolatileState): Promise<void> {
    return this.#inTurn(async () => {
      const { current, waiting } = this.#stored
      const manifest = waiting ?? current
      if (!manifest) throw new RegisterError('incomplete', 'a state came before any manifest')
      checkDetail(state, manifest)
      if (waiting && missingOf(waiting, this.#here).length > 0)
        throw new RegisterError('incomplete', 'a state came before all segments of its manifest')
      const changes = waiting ? [] : this.#stored.changes
      await this.#replace({ manifest, state, changes })
      if (waiting) this.#follow(waiting)
      this.#circulation.replace(state)
      for (const change of changes) this.#circulation.apply(change)
    })
  }

  apply(changes: Changes): Promise<void> {
    return this.#inTurn(async () => {
      const { since } = this.download()
      if (changes.since !== since) throw new RegisterError('gap', `changes since ${changes.since} came, but ${since} is here`)
      checkDetail(changes, this.#stored.current)
      // Nothing new: what is here is true as of later, which is not worth a write every few seconds.
      if (changes.version !== since || hasRows(changes)) {
        await this.#storage.appendChanges(changes)
        this.#stored = { ...this.#stored, changes: [...this.#stored.changes, changes] }
        this.#put(changes)
      }
      this.#asOf = changes.asOf
      if (this.#stored.changes.length > changesKept) await this.#writeTogether()
    })
  }

  async close(): Promise<void> {
    this.#rows.stopReadingAhead()
    await this.#writing
    await this.#storage.close()
  }

  #key(): Uint8Array | undefined {
    const { current } = this.#stored
    if (this.#keyOf?.manifest !== current) {
      const key = current?.detail && hexToBytes(current.detail.key)
      this.#keyOf = { manifest: current, key }
    }
    return this.#keyOf?.key
  }

  readonly #here = (name: string): boolean => this.#rows.has(name)

  #since(): number | undefined {
    return this.#stored.changes.at(-1)?.version ?? this.#stored.current?.version
  }

  #put(changes: Changes): void {
    this.#changed.apply(changes)
    this.#circulation.apply(changes)
    this.#search?.index.apply(changes)
  }

  #follow(manifest: Manifest): void {
    this.#changed.clear()
    this.#rows.follow(manifest)
    this.#rows.keepOnly(new Set(manifest.segments.map(({ name }) => name)))
    this.#search = undefined
  }

  async #writeTogether(): Promise<void> {
    const { current, changes } = this.#stored
    const merged = mergeChanges(changes, this.#changed)
    const { version, asOf } = merged
    await this.#replace({ manifest: current!, state: { version, asOf, ...this.#circulation.rows() }, changes: [merged] })
  }

  async #replace(whole: { manifest: Manifest; state: VolatileState; changes: readonly Changes[] }): Promise<void> {
    await this.#storage.replace(whole)
    const { manifest: current, state, changes } = whole
    this.#stored = { current, state, changes, segments: [] }
    this.#asOf = undefined
  }

  #withStatus(item: Item): Item {
    const status = this.#circulation.status(item.barcode)
    return status === undefined || status === item.circulationStatus ? item : { ...item, circulationStatus: status }
  }

  async #searchIndex(): Promise<SearchIndex> {
    this.#search ??= this.#buildSearch()
    const { index, built } = this.#search
    await built
    return index
  }

  #buildSearch(): { readonly index: SearchIndex; readonly built: Promise<void> } {
    const index = new SearchIndex(this.#changed)
    const build = async () => {
      for await (const segment of this.#rows.all()) index.putSegment(segment)
    }
    const built = build()
    built.catch(() => {
      this.#search = undefined
    })
    return { index, built }
  }

  /** Writes one after the other: each decides by what the one before has left. */
  #inTurn<T>(write: () => Promise<T>): Promise<T> {
    const result = this.#writing.then(write)
    this.#writing = result.catch(() => undefined)
    return result
  }
}
