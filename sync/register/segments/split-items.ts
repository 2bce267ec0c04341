import type { Item } from '../../../circulation/item.ts'
import type { ItemRow, OwnFacts, TitleRow } from './rows.ts'

/** The static facts of an item: all but its status. */
export type StaticItem = Omit<Item, 'circulationStatus'>

/** Takes what copies have in common out of them. A title's row is what its first copy says; keeps all titles in memory. */
export class TitleShelf {
  readonly #titles = new Map<string, TitleRow>()

  /** The item's own row, and its title's where this is its first copy. */
  take(item: StaticItem): { readonly item: ItemRow; readonly newTitle?: TitleRow } {
    const known = this.#titles.get(item.titleId)
    if (known) return { item: itemRowOf(item, known) }
    const newTitle = headingOf(item)
    this.#titles.set(item.titleId, newTitle)
    return { item: itemRowOf(item, newTitle), newTitle }
  }
}

/** What a title's row says where this is its first copy. */
export function headingOf({ titleId, title, author, itemType, callNumber, ageLimit }: StaticItem): TitleRow {
  return { titleId, title, author, itemType, callNumber, ageLimit }
}

/** The item's own row beside that of its title. */
export function itemRowOf(item: StaticItem, heading: TitleRow): ItemRow {
  const { barcode, titleId, homeBranch, parts } = item
  const own = ownOf(headingOf(item), heading)
  return { barcode, titleId, homeBranch, ...(parts !== undefined && { parts }), ...(own && { own }) }
}

/** The item again, whole but for its status. */
export function joinItem({ own, ...item }: ItemRow, { titleId: _, ...title }: TitleRow): StaticItem {
  const facts = { ...title, ...own, ...item }
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined && value !== null),
  ) as unknown as StaticItem
}

function ownOf(facts: TitleRow, known: TitleRow): OwnFacts | undefined {
  const names = ['title', 'author', 'itemType', 'callNumber', 'ageLimit'] as const
  const different = names.filter(name => facts[name] !== known[name])
  if (different.length === 0) return undefined
  return Object.fromEntries(different.map(name => [name, facts[name] ?? null]))
}
