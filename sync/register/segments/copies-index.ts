import type { LibraryRows, TableShape } from './library-rows.ts'
import type { ItemRow } from './rows.ts'

/** A table that many titles' copies are counted in lets others have their turn after so many bundles. */
const bundlesAtOnce = 2

/**
 * Which items are copies of a title, and what is at home at one branch: four bytes for each item, made by going through the items once, where they are
 * here. The register carries no such table, which would have cost as much on the wire as the barcodes. Changes stand beside it.
 */
export class CopiesIndex {
  readonly #rows: LibraryRows
  #name: string | undefined
  #hashes = new Uint32Array(0)
  #read = new Uint8Array(0)
  #branch: string | undefined
  #atBranch = new Set<string>()
  #underWay: Promise<void> = Promise.resolve()

  constructor(rows: LibraryRows) {
    this.#rows = rows
  }

  /** Items of a title, whatever has become of them since the manifest. */
  async copiesOf(titleId: string): Promise<readonly ItemRow[]> {
    await this.#catchUp()
    const changed = this.#rows.changed('items')
    const found: ItemRow[] = [...changed.values()].filter(row => row !== null).filter(row => row.titleId === titleId)
    const [hash, hashes] = [hashOf(titleId), this.#hashes]
    for (let at = hashes.indexOf(hash); at >= 0; at = hashes.indexOf(hash, at + 1)) {
      const row = await this.#rows.numbered('items', at)
      if (row?.titleId === titleId && !changed.has(row.barcode.toUpperCase())) found.push(row)
    }
    return found
  }

  /** Titles of which a copy is at home at a branch. */
  async titlesAt(branch: string): Promise<ReadonlySet<string>> {
    if (this.#branch !== branch) {
      this.#branch = branch
      this.#name = undefined
    }
    await this.#catchUp()
    const here = new Set(this.#atBranch)
    for (const row of this.#rows.changed('items').values()) if (row?.homeBranch === branch) here.add(row.titleId)
    return here
  }

  #catchUp(): Promise<void> {
    this.#underWay = this.#underWay.then(() => this.#readOn())
    return this.#underWay
  }

  async #readOn(): Promise<void> {
    const shape = this.#rows.shape('items')
    if (!shape) return this.#begin(undefined)
    if (shape.name !== this.#name) this.#begin(shape)
    for (let place = 0, turn = 0; place < shape.bundles; place++) {
      if (this.#read[place] || !shape.isHere(place)) continue
      const rows = await this.#rows.bundle('items', place)
      if (!rows) continue
      this.#take(rows, shape.rowsBefore(place))
      this.#read[place] = 1
      if (++turn % bundlesAtOnce === 0) await new Promise(resolve => setTimeout(resolve))
    }
  }

  #begin(shape: TableShape | undefined): void {
    this.#name = shape?.name
    this.#hashes = new Uint32Array(shape?.rows ?? 0)
    this.#read = new Uint8Array(shape?.bundles ?? 0)
    this.#atBranch = new Set()
  }

  #take(rows: readonly ItemRow[], before: number): void {
    rows.forEach(({ titleId, homeBranch }, at) => {
      this.#hashes[before + at] = hashOf(titleId)
      if (homeBranch === this.#branch) this.#atBranch.add(titleId)
    })
  }
}

/** FNV-1a, never 0: what is not read yet is nobody's. Two titles may have one; the row itself says which it is. */
function hashOf(titleId: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < titleId.length; at++) hash = Math.imul(hash ^ titleId.charCodeAt(at), 0x01000193)
  return hash >>> 0 || 1
}
