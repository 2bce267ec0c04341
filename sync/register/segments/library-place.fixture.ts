import type { ReadingPlace } from '../reading.contract.ts'
import type { Register } from '../register.ts'
import type { SegmentCoding } from './coding.ts'
import { packDelta } from './delta.ts'
import { LibraryRegister } from './library-register.ts'
import type { LibraryStorage } from './library-storage.ts'
import { deltaBetween, rowsOf, type TieredLoad } from './load-library.fixture.ts'
import { fetchMissing, groupKey, type PublishedLibrary, publish } from './packed-library.fixture.ts'
import { openPackedLibrary } from './packed-library.ts'
import { registerKey } from './register-key.ts'
import { stampOfTitles, type TitleSource } from './title-source.ts'
import type { WritableLibrary } from './writable-library.ts'

/** A packed library on a storage, as the reading contract wants it. */
export class LibraryReadingPlace implements ReadingPlace {
  readonly #coding: SegmentCoding
  readonly #storage: { open(): Promise<LibraryStorage>; remove(): Promise<void> }
  readonly #today: string
  readonly #titles: ((stamp: () => string) => TitleSource) | undefined
  #library!: WritableLibrary
  #published!: PublishedLibrary
  #load!: TieredLoad
  #register!: Register
  #source: TitleSource | undefined

  constructor(
    coding: SegmentCoding,
    storage: { open(): Promise<LibraryStorage>; remove(): Promise<void> },
    today: string,
    titles?: (stamp: () => string) => TitleSource,
  ) {
    this.#coding = coding
    this.#storage = storage
    this.#today = today
    this.#titles = titles
  }

  async open(): Promise<Register> {
    const key = await registerKey(new Uint8Array(32).fill(1))
    const storage = await this.#storage.open()
    this.#library = await openPackedLibrary({ storage, coding: this.#coding, key, cardKey: () => groupKey })
    this.#source?.close()
    this.#source = this.#titles?.(() => stampOfTitles(this.#library))
    this.#register = new LibraryRegister(this.#library, this.#source)
    return this.#register
  }

  async fill(load: TieredLoad): Promise<Register> {
    this.#load = load
    const packed = await publish(rowsOf(load, this.#today), this.#coding)
    const { settings, asOf = '1970-01-01T00:00:00Z' } = load
    this.#published = { ...packed, manifest: { ...packed.manifest, settings, asOf } }
    await this.#library.begin(this.#published.manifest, this.#published.indexes)
    await fetchMissing(this.#library, this.#published)
    return this.#register
  }

  async become(load: TieredLoad): Promise<Register> {
    const { name, version } = this.#published.manifest
    const head = { manifest: name, since: version, version: version + 1, asOf: '2026-11-02T10:00:00Z' }
    const [before, now] = [rowsOf(this.#load, this.#today), rowsOf(load, this.#today)]
    await this.#library.apply(await packDelta(deltaBetween(before, now, head), this.#coding))
    return this.#register
  }

  async again(): Promise<Register> {
    await this.#library.close()
    return this.open()
  }

  async remove(): Promise<void> {
    this.#source?.close()
    await this.#library.close()
    await this.#storage.remove()
  }
}
