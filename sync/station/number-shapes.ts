/**
 * What numbers of this library look like, learnt from those that turned out to be an item or a card: length, letters and first digit. It says
 * nothing certain; it only spares a question where a number is known to nobody.
 */
export class NumberShapes {
  readonly #items = new Set<string>()
  readonly #cards = new Set<string>()

  learnItem(number: string): void {
    this.#items.add(shapeOf(number))
  }

  learnCard(number: string): void {
    this.#cards.add(shapeOf(number))
  }

  looksLike(number: string): 'card' | 'item' | 'either' {
    const shape = shapeOf(number)
    const isItem = this.#items.has(shape)
    const isCard = this.#cards.has(shape)
    if (isItem === isCard) return 'either'
    return isItem ? 'item' : 'card'
  }
}

/** `LVASK00123` -> `LVASK0....`; the first digit stays, since many libraries begin cards with 2 and items with 3. */
function shapeOf(number: string): string {
  const first = number.search(/\d/)
  return number.toUpperCase().replace(/\d/g, (digit, at: number) => (at === first ? digit : '.'))
}
