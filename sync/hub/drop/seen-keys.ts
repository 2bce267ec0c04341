/** Keys that a file had, eight bytes each: three million of them must not fill the memory. Two keys are taken for one once in some thousand years of nights. */
export class SeenKeys {
  #hashes = new Float64Array(1024)
  #count = 0
  #sorted = false

  add(key: string): void {
    if (this.#count === this.#hashes.length) {
      const more = new Float64Array(this.#count * 2)
      more.set(this.#hashes)
      this.#hashes = more
    }
    this.#hashes[this.#count++] = keyHash(key)
    this.#sorted = false
  }

  /** How many were added, the same ones each time. */
  get count(): number {
    return this.#count
  }

  has(key: string): boolean {
    if (!this.#sorted) {
      this.#hashes.subarray(0, this.#count).sort()
      this.#sorted = true
    }
    const wanted = keyHash(key)
    let [low, high] = [0, this.#count - 1]
    while (low <= high) {
      const middle = (low + high) >>> 1
      const here = this.#hashes[middle]!
      if (here === wanted) return true
      if (here < wanted) low = middle + 1
      else high = middle - 1
    }
    return false
  }
}

/** The same number for the same text: 53 bits of two multiplicative hashes (cyrb53). */
export function keyHash(key: string): number {
  let [one, other] = [0xdeadbeef, 0x41c6ce57]
  for (let at = 0; at < key.length; at++) {
    const code = key.charCodeAt(at)
    one = Math.imul(one ^ code, 2654435761)
    other = Math.imul(other ^ code, 1597334677)
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909)
  other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909)
  return 4294967296 * (2097151 & other) + (one >>> 0)
}
