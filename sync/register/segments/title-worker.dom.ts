import { pageCoding } from './coding.dom.ts'
import { LibraryLookUps } from './library-look-ups.ts'
import { Stand } from './library-stand.ts'
import { dexieLibraryStorage } from './library-storage.dom.ts'
import type { LibraryStorage } from './library-storage.ts'
import { OpenTable } from './open-table.ts'
import { SegmentCache } from './segment-cache.ts'
import { TitleIndex } from './title-index.ts'
import type { TitleAnswer, TitleAsk } from './worker-titles.dom.ts'

/** The tables of titles and items as they lie in IndexedDB. What speaks of persons cannot be read here: there is no key. */
class StoredTitles {
  readonly index: TitleIndex
  readonly #storage: LibraryStorage
  readonly #cache: SegmentCache
  #stand: Stand | undefined
  #stamp = ''

  constructor(storage: LibraryStorage) {
    this.#storage = storage
    this.#cache = new SegmentCache(storage, pageCoding, undefined, { segments: 256 })
    const stand = () => this.#stand
    const lookUps = new LibraryLookUps({ stand, cache: this.#cache, cardKey: () => undefined, lost: async () => undefined })
    this.index = new TitleIndex(lookUps)
  }

  /** What the page has by now. */
  async follow(stamp: string): Promise<void> {
    if (stamp === this.#stamp) return
    const { current, tables } = await this.#storage.read()
    const known = tables.filter(({ table }) => table.firstKeys.length === table.rows.length)
    this.#stand = current && new Stand(current, new Map(known.map(one => [one.table.name, new OpenTable(one)])))
    this.#cache.forget()
    this.#stamp = stamp
  }
}

let stored: Promise<StoredTitles> | undefined

async function answer({ database, stamp, find, copiesOf }: TitleAsk): Promise<Omit<TitleAnswer, 'number'>> {
  stored ??= dexieLibraryStorage(database).then(storage => new StoredTitles(storage))
  const titles = await stored
  await titles.follow(stamp)
  if (find) return { found: await titles.index.find(find) }
  if (copiesOf) return { copies: await titles.index.copiesOf(copiesOf) }
  titles.index.prepare()
  return {}
}

addEventListener('message', ({ data }: MessageEvent<TitleAsk>) => {
  const { number } = data
  answer(data).then(
    answered => postMessage({ number, ...answered } satisfies TitleAnswer),
    error => postMessage({ number, failed: String(error) } satisfies TitleAnswer),
  )
})
