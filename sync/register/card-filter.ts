const bits = 2 ** 23
const hashes = 3

/**
 * Says of a number whether it may be somebody's card, out of one megabyte of memory: nearly always rightly, and never "no" of a card that was added
 * (a Bloom filter; with half a million cards one number in two hundred is asked about in vain). Most scans are items, and need not ask the database.
 */
export class CardFilter {
  readonly #words = new Uint32Array(bits / 32)

  add(card: string): void {
    for (const bit of placesOf(card)) this.#words[bit >>> 5]! |= 1 << (bit & 31)
  }

  mayHave(number: string): boolean {
    return placesOf(number).every(bit => (this.#words[bit >>> 5]! & (1 << (bit & 31))) !== 0)
  }
}

/** FNV-1a, stepped on by a second hash of the same text. */
function placesOf(text: string): readonly number[] {
  let first = 0x811c9dc5
  let second = 0x01000193
  for (let at = 0; at < text.length; at++) {
    first = Math.imul(first ^ text.charCodeAt(at), 0x01000193)
    second = Math.imul(second ^ text.charCodeAt(at), 0x85ebca6b)
  }
  const step = (second ^ (second >>> 15)) | 1
  return Array.from({ length: hashes }, (_, turn) => ((first ^ (first >>> 13)) + turn * step) & (bits - 1))
}
