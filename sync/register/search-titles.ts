import type { Item, ItemStatus, Title } from '../../circulation/item.ts'
import { normalNumber } from './circulation-state.ts'
import { foldedWords, searchable, wordStart } from './fold-letters.ts'
import type { TitleHit } from './register.ts'

interface Copy {
  readonly titleId: string
  readonly homeBranch: string
  readonly status: ItemStatus
}

/** What is out and what is not as its item row says. */
export interface Circulation {
  loan(barcode: string): unknown
  status(barcode: string): ItemStatus | undefined
}

/** Finds titles by the beginnings of words in title and author. A walk over all titles; see `PatronNames`. */
export class TitleWords {
  readonly #titles = new Map<string, { readonly title: Title; readonly text: string; readonly copies: Set<string> }>()
  readonly #copies = new Map<string, Copy>()

  /** `word` says whether this row's title may correct the one that another copy gave. */
  put(item: Item, word: 'first' | 'last' = 'last'): void {
    const key = normalNumber(item.barcode)
    this.drop(key)
    const { titleId, homeBranch, circulationStatus } = item
    this.#copies.set(key, { titleId, homeBranch, status: circulationStatus })
    const known = this.#titles.get(titleId)
    known?.copies.add(key)
    if (known && (word === 'first' || (known.title.title === item.title && known.title.author === item.author))) return
    this.#titles.set(titleId, {
      title: titleOf(item),
      text: searchable(item.title, item.author),
      copies: known?.copies ?? new Set([key]),
    })
  }

  drop(barcode: string): void {
    const key = normalNumber(barcode)
    const copy = this.#copies.get(key)
    if (!copy) return
    this.#copies.delete(key)
    const title = this.#titles.get(copy.titleId)
    if (title?.copies.delete(key) && title.copies.size === 0) this.#titles.delete(copy.titleId)
  }

  /** On board first, then what is in elsewhere, then by title. */
  find(words: string, limit: number, branch: string | undefined, circulation: Circulation): TitleHit[] {
    const wanted = foldedWords(words).map(wordStart)
    if (wanted.length === 0) return []
    const found: (TitleHit & { readonly text: string })[] = []
    for (const { title, text, copies } of this.#titles.values()) {
      if (wanted.every(word => text.includes(word))) found.push({ title, text, ...this.#count(copies, branch, circulation) })
    }
    found.sort(
      (a, b) =>
        Number(b.onBoard > 0) - Number(a.onBoard > 0) ||
        Number(b.available > 0) - Number(a.available > 0) ||
        (a.text < b.text ? -1 : a.text > b.text ? 1 : 0),
    )
    return found.slice(0, limit).map(({ text: _, ...hit }) => hit)
  }

  #count(copies: ReadonlySet<string>, branch: string | undefined, circulation: Circulation): Omit<TitleHit, 'title'> {
    let onBoard = 0
    let available = 0
    for (const barcode of copies) {
      const { homeBranch, status } = this.#copies.get(barcode)!
      if (circulation.loan(barcode) || (circulation.status(barcode) ?? status) !== 'ok') continue
      available++
      if (homeBranch === branch) onBoard++
    }
    return { onBoard, copies: copies.size, available }
  }
}

/** The title as one of its copies tells it. */
export function titleOf({ titleId, title, author }: Item): Title {
  return { titleId, title, ...(author !== undefined && { author }) }
}
