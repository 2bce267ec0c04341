import type { LibraryRows } from './library-rows.ts'
import { holdKeyOf } from './person-tables.ts'
import type { HoldRow } from './rows.ts'

/** Holds to be picked up at a branch: gone through once for each branch that is asked about, changes beside them. */
export class HoldsIndex {
  readonly #rows: LibraryRows
  #stamp = ''
  #at = new Map<string, Promise<ReadonlyMap<string, HoldRow>>>()

  constructor(rows: LibraryRows) {
    this.#rows = rows
  }

  /** In no order. */
  async at(branch: string): Promise<readonly HoldRow[]> {
    const shape = this.#rows.shape('holds')
    const here = shape ? Array.from({ length: shape.bundles }, (_, place) => Number(shape.isHere(place))).join('') : ''
    const stamp = `${shape?.name} ${here}`
    if (stamp !== this.#stamp) this.#at = new Map()
    this.#stamp = stamp
    const known = this.#at.get(branch) ?? this.#read(branch)
    this.#at.set(branch, known)
    known.catch(() => this.#at.delete(branch))
    const found = new Map(await known)
    for (const [key, row] of this.#rows.changed('holds')) {
      if (row?.branch === branch) found.set(key, row)
      else found.delete(key)
    }
    return [...found.values()]
  }

  async #read(branch: string): Promise<ReadonlyMap<string, HoldRow>> {
    const found = new Map<string, HoldRow>()
    const shape = this.#rows.shape('holds')
    for (let place = 0; shape && place < shape.bundles; place++) {
      for (const row of (await this.#rows.bundle('holds', place)) ?? [])
        if (row.branch === branch) found.set(holdKeyOf(row.titleId, row.holdId), row)
    }
    return found
  }
}
