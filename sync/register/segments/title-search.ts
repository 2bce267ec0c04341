import type { Title } from '../../../circulation/item.ts'
import { foldedWords, searchable, wordStart } from '../fold-letters.ts'
import type { TitleHit } from '../register.ts'
import type { CopiesIndex } from './copies-index.ts'
import type { LibraryRows } from './library-rows.ts'
import type { StateRow, TitleRow } from './rows.ts'

/** More titles than so many times what was asked for are not sorted: whoever finds hundreds types another word. */
const candidatesEach = 4
const bundlesAtOnce = 2

/**
 * Titles by the beginnings of words: first those with copies at the asking branch, whose words are kept in memory, then the others, bundle by bundle
 * until there are enough. What was sought longer than it is waited for gives way to the next question.
 */
export class TitleSearch {
  readonly #rows: LibraryRows
  readonly #copies: CopiesIndex
  #near: { readonly of: string; readonly texts: ReadonlyMap<string, string> } | undefined
  #asked = 0

  constructor(rows: LibraryRows, copies: CopiesIndex) {
    this.#rows = rows
    this.#copies = copies
  }

  async find(words: string, limit: number, branch?: string): Promise<readonly TitleHit[]> {
    const wanted = foldedWords(words).map(wordStart)
    if (wanted.length === 0) return []
    const turn = ++this.#asked
    const fits = (text: string) => wanted.every(word => text.includes(word))
    const found = new Map<string, TitleHit & { readonly text: string }>()
    const most = limit * candidatesEach
    const take = async (row: TitleRow) => {
      if (found.has(row.titleId)) return
      const hit = await this.#hit(row, branch)
      if (hit.copies > 0) found.set(row.titleId, { ...hit, text: textOf(row) })
    }
    const near = branch === undefined ? new Map<string, string>() : await this.#nearTexts(branch)
    for (const [titleId, text] of near) {
      if (found.size >= most) break
      const title = fits(text) ? await this.#rows.row('titles', titleId) : 'unknown'
      if (typeof title !== 'string' && fits(textOf(title.found))) await take(title.found)
    }
    const isEnough = () => found.size >= most || turn !== this.#asked
    for (const row of this.#rows.changed('titles').values()) if (row && !isEnough() && fits(textOf(row))) await take(row)
    for await (const row of this.#elsewhere(fits, isEnough)) await take(row)
    return [...found.values()].sort(byNearness).slice(0, limit).map(withoutText)
  }

  async *#elsewhere(fits: (text: string) => boolean, isEnough: () => boolean): AsyncGenerator<TitleRow> {
    const shape = this.#rows.shape('titles')
    const changed = this.#rows.changed('titles')
    for (let place = 0; shape && place < shape.bundles && !isEnough(); place++) {
      for (const row of (await this.#rows.bundle('titles', place)) ?? []) {
        if (isEnough()) return
        if (!changed.has(row.titleId) && fits(textOf(row))) yield row
      }
      if (place % bundlesAtOnce === 0) await new Promise(resolve => setTimeout(resolve))
    }
  }

  /** Words of the titles that are at home at a branch; made anew where copies or titles have come or gone. */
  async #nearTexts(branch: string): Promise<ReadonlyMap<string, string>> {
    const titles = await this.#copies.titlesAt(branch)
    const of = `${branch} ${this.#rows.shape('titles')?.name} ${titles.size}`
    if (this.#near?.of === of) return this.#near.texts
    const texts = new Map<string, string>()
    for (const titleId of [...titles].sort()) {
      const row = await this.#rows.row('titles', titleId)
      if (typeof row !== 'string') texts.set(titleId, textOf(row.found))
    }
    // What has not arrived yet is looked for again the next time.
    if (texts.size === titles.size) this.#near = { of, texts }
    return texts
  }

  async #hit(row: TitleRow, branch: string | undefined): Promise<TitleHit> {
    const copies = await this.#copies.copiesOf(row.titleId)
    const states = await Promise.all(copies.map(({ barcode }) => this.#rows.row('states', barcode.toUpperCase())))
    const isIn = states.map(state => typeof state === 'string' || (state.found.status === 'ok' && !isOut(state.found)))
    const available = copies.filter((_, at) => isIn[at])
    const onBoard = available.filter(({ homeBranch }) => homeBranch === branch)
    return { title: titleIn(row), onBoard: onBoard.length, copies: copies.length, available: available.length }
  }
}

/** The title as a desk reads it. */
export function titleIn({ titleId, title, author }: TitleRow): Title {
  return { titleId, title, ...(author !== undefined && { author }) }
}

/** Lent, so that it stands on no shelf. */
export function isOut({ dueOn, renewals }: StateRow): boolean {
  return dueOn !== undefined || renewals !== undefined
}

function textOf({ title, author }: TitleRow): string {
  return searchable(title, author)
}

function byNearness(a: TitleHit & { readonly text: string }, b: TitleHit & { readonly text: string }): number {
  return (
    Number(b.onBoard > 0) - Number(a.onBoard > 0) ||
    Number(b.available > 0) - Number(a.available > 0) ||
    (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)
  )
}

function withoutText({ text: _, ...hit }: TitleHit & { readonly text: string }): TitleHit {
  return hit
}
