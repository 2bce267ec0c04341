import type { Item } from '../../circulation/item.ts'
import type { Patron } from '../../circulation/patron.ts'
import { normalNumber } from './circulation-state.ts'
import { KeyedSets } from './keyed-sets.ts'
import type { Changes } from './published.ts'

/** Items and patrons that differ from their segments, in memory; `undefined` in a map is a tombstone. */
export class ChangedRows {
  readonly items = new Map<string, Item | undefined>()
  readonly patrons = new Map<string, Patron | undefined>()
  readonly #cards = new Map<string, string>()
  readonly #copies = new KeyedSets()

  apply(changes: Changes): void {
    for (const barcode of changes.itemsGone) this.#setItem(normalNumber(barcode), undefined)
    for (const item of changes.items) this.#setItem(normalNumber(item.barcode), item)
    for (const patronId of changes.patronsGone) this.#setPatron(patronId, undefined)
    for (const patron of changes.patrons) this.#setPatron(patron.patronId, patron)
  }

  patronWithCard(card: string): Patron | undefined {
    const patronId = this.#cards.get(card)
    return patronId === undefined ? undefined : this.patrons.get(patronId)
  }

  itemsOf(titleId: string): Item[] {
    return this.#copies.get(titleId).flatMap(barcode => this.items.get(barcode) ?? [])
  }

  clear(): void {
    for (const rows of [this.items, this.patrons, this.#cards, this.#copies]) rows.clear()
  }

  #setItem(key: string, item: Item | undefined): void {
    const before = this.items.get(key)
    if (before) this.#copies.delete(before.titleId, key)
    this.items.set(key, item)
    if (item) this.#copies.add(item.titleId, key)
  }

  #setPatron(patronId: string, patron: Patron | undefined): void {
    for (const card of this.patrons.get(patronId)?.cards ?? []) {
      if (this.#cards.get(normalNumber(card)) === patronId) this.#cards.delete(normalNumber(card))
    }
    this.patrons.set(patronId, patron)
    for (const card of patron?.cards ?? []) this.#cards.set(normalNumber(card), patronId)
  }
}
