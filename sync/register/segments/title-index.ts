import type { LibraryRows } from './library-rows.ts'
import type { ItemRow, TitleRow } from './rows.ts'
import { TitleCopies } from './title-copies.ts'
import type { FoundTitle, TitleQuestion, TitleSource } from './title-source.ts'
import { TitleTexts } from './title-texts.ts'

/** All words and all copies in memory, made at the first question and when more has arrived. */
export class TitleIndex implements TitleSource {
  readonly #rows: Pick<LibraryRows, 'numbered'>
  readonly #copies: TitleCopies
  readonly #texts: TitleTexts
  #reading: Promise<void> = Promise.resolve()
  #asked = 0

  constructor(rows: Pick<LibraryRows, 'shape' | 'segments' | 'numbered'>) {
    this.#rows = rows
    this.#copies = new TitleCopies(rows)
    this.#texts = new TitleTexts(rows)
  }

  async find({ words, branch, most }: TitleQuestion): Promise<readonly FoundTitle[]> {
    const turn = ++this.#asked
    await this.#readOn('titles too')
    if (turn !== this.#asked) return []
    const near = branch === undefined ? new Set<number>() : this.#copies.at(branch)
    const titles: TitleRow[] = []
    for (const number of this.#texts.find(words, near, most)) {
      const title = await this.#rows.numbered('titles', number)
      if (turn !== this.#asked) return []
      if (title) titles.push(title)
    }
    const copies = await this.#copies.copiesOf(titles.map(({ titleId }) => titleId))
    return titles.map(title => ({ title, copies: copies.get(title.titleId) ?? [] }))
  }

  async copiesOf(titleIds: readonly string[]): Promise<ReadonlyMap<string, readonly ItemRow[]>> {
    await this.#readOn()
    return this.#copies.copiesOf(titleIds)
  }

  prepare(): void {
    void this.#readOn('titles too').catch(() => undefined)
  }

  close(): void {}

  #readOn(titles?: 'titles too'): Promise<void> {
    const read = async () => {
      await this.#copies.readOn()
      if (titles) await this.#texts.readOn()
    }
    this.#reading = this.#reading.catch(() => undefined).then(read)
    return this.#reading
  }
}
