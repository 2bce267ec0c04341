/** A map of sets without empty sets: one patron's loans, one title's copies. */
export class KeyedSets {
  readonly #sets = new Map<string, Set<string>>()

  get(key: string): string[] {
    return [...(this.#sets.get(key) ?? [])]
  }

  add(key: string, member: string): void {
    const set = this.#sets.get(key)
    if (set) set.add(member)
    else this.#sets.set(key, new Set([member]))
  }

  delete(key: string, member: string): void {
    const set = this.#sets.get(key)
    if (set?.delete(member) && set.size === 0) this.#sets.delete(key)
  }

  clear(): void {
    this.#sets.clear()
  }
}
