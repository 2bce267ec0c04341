import type { LibraryRows } from './library-rows.ts'
import type { ItemRow, TitleRow } from './rows.ts'

/** Beginnings of words, folded; what is at home at the branch is found first. */
export interface TitleQuestion {
  readonly words: readonly string[]
  readonly branch?: string
  readonly most: number
}

export interface FoundTitle {
  readonly title: TitleRow
  readonly copies: readonly ItemRow[]
}

/**
 * Finds titles, and copies of titles, in what a manifest brought, without changes since. It need not be where the desk is: going through all titles of a
 * consortium takes seconds, and no scan may wait for it.
 */
export interface TitleSource {
  /** At most so many; those at home at the branch are among them first. A newer question ends an older one, which finds nothing then. */
  find(question: TitleQuestion): Promise<readonly FoundTitle[]>
  /** By title. */
  copiesOf(titleIds: readonly string[]): Promise<ReadonlyMap<string, readonly ItemRow[]>>
  /** Gets ready for a question that is about to come. */
  prepare(): void
  close(): void
}

/** Another one where there are other titles or items, or more of them are here. */
export function stampOfTitles(rows: Pick<LibraryRows, 'shape'>): string {
  const parts = (['titles', 'items'] as const).map(kind => {
    const shape = rows.shape(kind)
    let here = 0
    for (let place = 0; shape && place < shape.bundles; place++) if (shape.isHere(place)) here++
    return `${shape?.name} ${here}`
  })
  return parts.join(' ')
}
