import type { Title } from '../../../circulation/item.ts'
import { normalNumber } from '../circulation-state.ts'
import { foldedWords, searchable, wordStart } from '../fold-letters.ts'
import type { TitleHit } from '../register.ts'
import type { LibraryRows } from './library-rows.ts'
import type { ItemRow, StateRow, TitleRow } from './rows.ts'
import type { FoundTitle, TitleSource } from './title-source.ts'

/** More titles than so many times what was asked for are not sorted: whoever finds hundreds types another word. */
const candidatesEach = 4
/** So many are counted before a scan has its turn. */
const countedAtOnce = 8

/** Titles by the beginnings of words, and copies of titles: what the source finds, with what has changed since. */
export class TitleSearch {
  readonly #rows: LibraryRows
  readonly #source: TitleSource

  constructor(rows: LibraryRows, source: TitleSource) {
    this.#rows = rows
    this.#source = source
  }

  async find(words: string, limit: number, branch?: string): Promise<readonly TitleHit[]> {
    const folded = foldedWords(words)
    if (folded.length === 0) {
      this.#source.prepare()
      return []
    }
    const most = limit * candidatesEach
    const stored = await this.#source.find({ words: folded, most, ...(branch !== undefined && { branch }) })
    const found: (TitleHit & { readonly text: string })[] = []
    for (const [at, { title, copies }] of [...(await this.#changed(folded, most)), ...stored.filter(this.#isAsItWas)].entries()) {
      if (at % countedAtOnce === countedAtOnce - 1) await new Promise(resolve => setTimeout(resolve))
      const hit = await this.#hit(title, this.#now(title.titleId, copies), branch)
      if (hit.copies > 0) found.push({ ...hit, text: textOf(title) })
    }
    return found.sort(byNearness).slice(0, limit).map(withoutText)
  }

  /** Items of a title, whatever has become of them since the manifest. */
  async copiesOf(titleId: string): Promise<readonly ItemRow[]> {
    return this.#now(titleId, (await this.#source.copiesOf([titleId])).get(titleId) ?? [])
  }

  #isAsItWas = ({ title }: FoundTitle) => !this.#rows.changed('titles').has(title.titleId)

  /** Titles that have come, or are called otherwise, since the manifest. */
  async #changed(words: readonly string[], most: number): Promise<readonly FoundTitle[]> {
    const fits = (row: TitleRow | null) => row !== null && words.every(word => textOf(row).includes(wordStart(word)))
    const titles = [...this.#rows.changed('titles').values()]
      .filter(row => row !== null)
      .filter(fits)
      .slice(0, most)
    const copies = titles.length > 0 ? await this.#source.copiesOf(titles.map(({ titleId }) => titleId)) : undefined
    return titles.map(title => ({ title, copies: copies?.get(title.titleId) ?? [] }))
  }

  #now(titleId: string, stored: readonly ItemRow[]): readonly ItemRow[] {
    const changed = this.#rows.changed('items')
    const come = [...changed.values()].filter(row => row !== null).filter(row => row.titleId === titleId)
    return [...come, ...stored.filter(({ barcode }) => !changed.has(normalNumber(barcode)))]
  }

  async #hit(row: TitleRow, copies: readonly ItemRow[], branch: string | undefined): Promise<TitleHit> {
    const states = await Promise.all(copies.map(({ barcode }) => this.#rows.row('states', normalNumber(barcode))))
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
