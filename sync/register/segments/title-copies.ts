import type { LibraryRows } from './library-rows.ts'
import type { ItemRow } from './rows.ts'

/** So many bundles are gone through before others have their turn. */
const bundlesAtOnce = 2

/**
 * Which items are copies of a title, and where each is at home: six bytes for each item, made by going through the items once, where they are here. The
 * register carries no such table, which would have cost as much on the wire as the barcodes.
 */
export class TitleCopies {
  readonly #rows: Pick<LibraryRows, 'shape' | 'segments' | 'numbered'>
  #name: string | undefined
  #hashes = new Uint32Array(0)
  #branches = new Uint16Array(0)
  #read = new Uint8Array(0)
  #codes = new Map<string, number>()
  #near: { readonly branch: string; readonly hashes: ReadonlySet<number> } | undefined

  constructor(rows: Pick<LibraryRows, 'shape' | 'segments' | 'numbered'>) {
    this.#rows = rows
  }

  /** Reads what has arrived since. */
  async readOn(): Promise<void> {
    const shape = this.#rows.shape('items')
    if (shape?.name !== this.#name) {
      this.#name = shape?.name
      this.#hashes = new Uint32Array(shape?.rows ?? 0)
      this.#branches = new Uint16Array(shape?.rows ?? 0)
      this.#read = new Uint8Array(shape?.bundles ?? 0)
      this.#codes = new Map()
      this.#near = undefined
    }
    for (let place = 0, turn = 0; shape && place < shape.bundles; place++) {
      if (this.#read[place] || !shape.isHere(place)) continue
      const segments = await this.#rows.segments('items', place)
      if (!segments) continue
      let at = shape.rowsBefore(place)
      for (const { count, columns } of segments) {
        const { titleId, homeBranch } = columns(['titleId', 'homeBranch'])
        for (let row = 0; row < count; row++) this.#take(at++, titleId[row] as string, homeBranch[row] as string)
      }
      this.#read[place] = 1
      this.#near = undefined
      if (++turn % bundlesAtOnce === 0) await new Promise(resolve => setTimeout(resolve))
    }
  }

  /** Hashes of titles that have a copy at home at a branch. */
  at(branch: string): ReadonlySet<number> {
    if (this.#near?.branch === branch) return this.#near.hashes
    const code = this.#codes.get(branch)
    const hashes = new Set<number>()
    if (code !== undefined)
      for (let at = this.#branches.indexOf(code); at >= 0; at = this.#branches.indexOf(code, at + 1))
        hashes.add(this.#hashes[at]!)
    this.#near = { branch, hashes }
    return hashes
  }

  /** Copies of each of these titles, in one pass over the items. */
  async copiesOf(titleIds: readonly string[]): Promise<ReadonlyMap<string, readonly ItemRow[]>> {
    const wanted = new Set(titleIds.map(hashOf))
    // Most items are passed by without a look into the set.
    const mayBe = new Uint8Array(1 << 16)
    for (const hash of wanted) mayBe[hash >>> 16] = 1
    const copies = new Map(titleIds.map(titleId => [titleId, [] as ItemRow[]]))
    const hashes = this.#hashes
    for (let at = 0; at < hashes.length; at++) {
      if (!mayBe[hashes[at]! >>> 16] || !wanted.has(hashes[at]!)) continue
      const row = await this.#rows.numbered('items', at)
      // Two titles may have one hash; the row itself says which it is.
      if (row) copies.get(row.titleId)?.push(row)
    }
    return copies
  }

  #take(at: number, titleId: string, branch: string): void {
    const code = this.#codes.get(branch) ?? this.#codes.size + 1
    this.#codes.set(branch, code)
    this.#hashes[at] = hashOf(titleId)
    this.#branches[at] = code
  }
}

/** FNV-1a, never 0: what is not read yet is nobody's. */
export function hashOf(titleId: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < titleId.length; at++) hash = Math.imul(hash ^ titleId.charCodeAt(at), 0x01000193)
  return hash >>> 0 || 1
}
