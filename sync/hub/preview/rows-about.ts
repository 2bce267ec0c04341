/** Rows by their keys, found by what they are about as well: of thousands only those are looked at. */
export class RowsAbout<Row> {
  readonly #rows = new Map<string, Row>()
  readonly #keys = new Map<string, Set<string>>()
  readonly #aboutOf: (row: Row) => readonly string[]

  constructor(aboutOf: (row: Row) => readonly string[]) {
    this.#aboutOf = aboutOf
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key)
  }

  put(key: string, row: Row): void {
    this.delete(key)
    this.#rows.set(key, row)
    for (const about of this.#aboutOf(row)) {
      const keys = this.#keys.get(about)
      if (keys) keys.add(key)
      else this.#keys.set(about, new Set([key]))
    }
  }

  delete(key: string): void {
    const row = this.#rows.get(key)
    if (row === undefined) return
    for (const about of this.#aboutOf(row)) this.#keys.get(about)!.delete(key)
    this.#rows.delete(key)
  }

  about(what: string): Row[] {
    return [...(this.#keys.get(what) ?? [])].map(key => this.#rows.get(key)!)
  }
}
