import type { Item } from '../../circulation/item.ts'
import type { Patron } from '../../circulation/patron.ts'
import { CardFilter } from './card-filter.ts'
import { normalNumber } from './circulation-state.ts'
import { keyOf, unpackSegment } from './pack.ts'
import type { Manifest, Segment, SegmentInfo } from './published.ts'
import type { RegisterStorage } from './register-storage.ts'

/** Between two segments read ahead: a scan must not wait for them. */
const pauseMs = 30

/** Rows of the segments that are here: a sparse index by key in memory, and a small cache of unpacked segments in front of the storage. */
export class SegmentRows {
  readonly #storage: RegisterStorage
  readonly #cached: number
  readonly #here: Set<string>
  readonly #unpacked = new Map<string, Promise<Segment | undefined>>()
  readonly #cards = new CardFilter()
  /** Every card of every segment is in the filter. */
  #knowsCards = false
  #ahead: 'not' | 'reading' | 'stopped' = 'not'
  #names = new Set<string>()
  #index: Record<SegmentInfo['kind'], readonly SegmentInfo[]> = { items: [], patrons: [] }

  constructor(storage: RegisterStorage, here: Iterable<string>, cached: number) {
    this.#storage = storage
    this.#here = new Set(here)
    this.#cached = cached
  }

  /** Which segments count from now on. */
  follow(manifest: Manifest): void {
    const sorted = (kind: SegmentInfo['kind']) =>
      manifest.segments.filter(info => info.kind === kind).sort((a, b) => (a.firstKey < b.firstKey ? -1 : 1))
    this.#index = { items: sorted('items'), patrons: sorted('patrons') }
    this.#names = new Set(manifest.segments.map(({ name }) => name))
  }

  follows(name: string): boolean {
    return this.#names.has(name)
  }

  has(name: string): boolean {
    return this.#here.has(name)
  }

  /** A segment has been stored; its rows and cards are at hand. */
  arrived(name: string, segment: Segment, cards: readonly string[]): void {
    for (const card of cards) this.#cards.add(card)
    this.#here.add(name)
    if (this.#ahead === 'reading' && this.#unpacked.size < this.#cached) this.#unpacked.set(name, Promise.resolve(segment))
  }

  /** Learns which numbers are cards, then unpacks one segment after the other if there is room for all. Rejects if the storage does not answer. */
  async readAhead(): Promise<void> {
    this.#ahead = 'reading'
    await this.#storage.eachCard(card => this.#cards.add(card))
    this.#knowsCards = true
    const names = [...this.#index.patrons, ...this.#index.items].map(({ name }) => name)
    if (names.length > this.#cached) return
    for (const name of names) {
      await new Promise(resolve => setTimeout(resolve, pauseMs))
      if (this.#ahead !== 'reading') return
      if (this.#here.has(name) && this.#names.has(name)) await this.#unpack(name)
    }
  }

  stopReadingAhead(): void {
    this.#ahead = 'stopped'
  }

  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.#here) if (!names.has(name)) this.#here.delete(name)
    for (const name of this.#unpacked.keys()) if (!names.has(name)) this.#unpacked.delete(name)
  }

  async item(key: string): Promise<Item | undefined> {
    const segment = await this.#segmentFor('items', key)
    return segment?.kind === 'items' ? found(segment.rows, key) : undefined
  }

  async patron(key: string): Promise<Patron | undefined> {
    const segment = await this.#segmentFor('patrons', key)
    return segment?.kind === 'patrons' ? found(segment.rows, key) : undefined
  }

  /** The row of a card's tag; most numbers are items, and are told so without a look at any segment. */
  async unnamed(tagged: string): Promise<Patron | undefined> {
    return this.#knowsCards && !this.#cards.mayHave(tagged) ? undefined : this.patron(tagged)
  }

  /** Everybody with the card, whose active card it is first. */
  async patronsWithCard(card: string): Promise<Patron[]> {
    if (this.#knowsCards && !this.#cards.mayHave(card)) return []
    const segments = await this.#segmentsWith('cards', card)
    const holders = segments.flatMap(segment => (segment.kind === 'patrons' ? segment.rows : []))
    const place = ({ cards }: Patron) => cards.findIndex(one => normalNumber(one) === card)
    return holders.filter(patron => place(patron) >= 0).sort((a, b) => place(a) - place(b))
  }

  async itemsOf(titleId: string): Promise<Item[]> {
    const segments = await this.#segmentsWith('titles', titleId)
    return segments.flatMap(segment => (segment.kind === 'items' ? segment.rows : [])).filter(item => item.titleId === titleId)
  }

  /** Every segment that counts and is here, one after the other, past the cache. */
  async *all(): AsyncGenerator<Segment> {
    for (const { name } of [...this.#index.items, ...this.#index.patrons]) {
      const segment = this.#here.has(name) ? await this.#read(name) : undefined
      if (segment) yield segment
    }
  }

  async #segmentsWith(index: 'cards' | 'titles', key: string): Promise<Segment[]> {
    const names = (await this.#storage.segmentsWith(index, key)).filter(name => this.#names.has(name))
    const segments = await Promise.all(names.map(name => this.#unpack(name)))
    return segments.filter(segment => segment !== undefined)
  }

  async #segmentFor(kind: SegmentInfo['kind'], key: string): Promise<Segment | undefined> {
    const info = covering(this.#index[kind], key)
    return info && this.#here.has(info.name) ? this.#unpack(info.name) : undefined
  }

  #unpack(name: string): Promise<Segment | undefined> {
    const segment = this.#unpacked.get(name) ?? this.#read(name)
    // Taken out and put in again: a Map keeps the order of insertion, so the first is the one not used for longest.
    this.#unpacked.delete(name)
    this.#unpacked.set(name, segment)
    segment.catch(() => this.#unpacked.delete(name))
    if (this.#unpacked.size > this.#cached) this.#unpacked.delete(this.#unpacked.keys().next().value!)
    return segment
  }

  /** A segment that cannot be unpacked any more is dropped, so that the next download fetches it again. */
  async #read(name: string): Promise<Segment | undefined> {
    const bytes = await this.#storage.bytesOf(name)
    try {
      if (bytes) return unpackSegment(bytes)
    } catch {
      await this.#storage.dropSegment(name)
    }
    this.#here.delete(name)
    this.#unpacked.delete(name)
    return undefined
  }
}

function covering(segments: readonly SegmentInfo[], key: string): SegmentInfo | undefined {
  let low = 0
  let high = segments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (segments[middle]!.firstKey <= key) low = middle + 1
    else high = middle
  }
  const info = segments[low - 1]
  return info && key <= info.lastKey ? info : undefined
}

function found<Row extends Item | Patron>(rows: readonly Row[], key: string): Row | undefined {
  let low = 0
  let high = rows.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const here = keyOf(rows[middle]!)
    if (here === key) return rows[middle]
    if (here < key) low = middle + 1
    else high = middle - 1
  }
  return undefined
}
