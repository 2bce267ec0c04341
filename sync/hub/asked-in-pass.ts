/** What one pass has asked or left asked: what it decides later about the same item, patron or title may answer it. */
export class AskedInPass {
  readonly #keys = new Set<string>()
  /** Whether another pass may decide what this one has asked. */
  mayBeAnswered = false

  /** A question that a new fact may answer, by what it touches. */
  asks(keys: readonly string[]): void {
    for (const key of keys) this.#keys.add(key)
  }

  /** A new fact, by what it touches. */
  decided(keys: readonly string[]): void {
    if (keys.some(key => this.#keys.has(key))) this.mayBeAnswered = true
  }
}
