import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { checkBytes, placeOf, sameCheck } from './bundle.ts'
import type { Progress, StoredTable, TableHere } from './library-storage.ts'
import type { TableKind } from './manifest.ts'
import type { IndexRow } from './rows.ts'

const nameBytes = 32

/** A table's index in memory: which bundle holds a key, where it lies, and whether it is here. */
export class OpenTable {
  readonly stored: StoredTable
  readonly here: Uint8Array
  readonly checks: Uint8Array
  readonly rowsBefore: Uint32Array
  bytesHere = 0
  readonly bytesInAll: number

  constructor({ table: stored, here, checks }: TableHere) {
    this.stored = stored
    this.here = here
    this.checks = checks
    this.rowsBefore = new Uint32Array(stored.rows.length)
    let bytes = 0
    for (let place = 0; place < stored.rows.length; place++) {
      if (place > 0) this.rowsBefore[place] = this.rowsBefore[place - 1]! + stored.rows[place - 1]!
      bytes += stored.sizes[place]!
      if (this.isHere(place)) this.bytesHere += stored.sizes[place]!
    }
    this.bytesInAll = bytes
  }

  get bundles(): number {
    return this.stored.rows.length
  }

  /** Which bundle holds a key is not known: the index was encrypted under another key, and is to be fetched again. */
  get isClosed(): boolean {
    return this.stored.firstKeys.length < this.bundles
  }

  /** The bundle in which a key would stand, -1 before all of them. */
  placeOf(key: string): number {
    return placeOf(this.stored.firstKeys, key)
  }

  /** The bundle that holds the row of this number. */
  placeOfRow(row: number): number {
    let [from, to] = [0, this.bundles]
    while (from < to) {
      const middle = (from + to) >>> 1
      if (this.rowsBefore[middle]! <= row) from = middle + 1
      else to = middle
    }
    return from - 1
  }

  nameOf(place: number): string {
    return bytesToHex(this.stored.names.subarray(place * nameBytes, (place + 1) * nameBytes))
  }

  /** Is this what the bundle at a place said of itself when it was verified? */
  isChecked(place: number, check: Uint8Array): boolean {
    return sameCheck(this.checkOf(place), check)
  }

  checkOf(place: number): Uint8Array {
    return this.checks.subarray(place * checkBytes, (place + 1) * checkBytes)
  }

  /** The table's progress with these bundles beside those that are here. */
  progressWith(more: readonly { readonly place: number; readonly check: Uint8Array }[]): Progress {
    const [here, checks] = [this.here.slice(), this.checks.slice()]
    for (const { place, check } of more) {
      here[place >> 3]! |= 1 << (place & 7)
      checks.set(check, place * checkBytes)
    }
    return { name: this.stored.name, here, checks }
  }

  /** As `progressWith` has told the storage. */
  take({ here, checks }: Progress): void {
    this.checks.set(checks)
    for (let place = 0; place < this.bundles; place++) this.mark(place, (here[place >> 3]! & (1 << (place & 7))) !== 0)
  }

  isHere(place: number): boolean {
    return (this.here[place >> 3]! & (1 << (place & 7))) !== 0
  }

  mark(place: number, here: boolean): void {
    if (this.isHere(place) === here) return
    if (here) this.here[place >> 3]! |= 1 << (place & 7)
    else this.here[place >> 3]! &= ~(1 << (place & 7))
    this.bytesHere += (here ? 1 : -1) * this.stored.sizes[place]!
  }

  /** Runs of places that are not here: from the first to before the last. */
  missing(): { readonly from: number; readonly to: number }[] {
    const runs: { from: number; to: number }[] = []
    for (let place = 0; place < this.bundles; place++) {
      if (this.isHere(place)) continue
      const last = runs.at(-1)
      if (last?.to === place) last.to++
      else runs.push({ from: place, to: place + 1 })
    }
    return runs
  }

  /** What the seal of a bundle names: another bundle, or an older one of the same place, cannot stand for it. */
  about(place: number): string {
    return `pysakki register 1\n${this.stored.kind}\n${this.nameOf(place)}`
  }
}

/** The table of an index, its bundles in new slots but for those that lie somewhere already. */
export function newTable(
  name: string,
  kind: TableKind,
  rows: readonly IndexRow[],
  known: ReadonlyMap<string, { readonly slot: number; readonly check: Uint8Array }>,
  firstSlot: number,
): OpenTable {
  let next = firstSlot
  const slots = Uint32Array.from(rows, row => known.get(row.name)?.slot ?? next++)
  const names = new Uint8Array(rows.length * nameBytes)
  rows.forEach((row, place) => {
    names.set(hexToBytes(row.name), place * nameBytes)
  })
  const stored = {
    name,
    kind,
    firstKeys: rows.map(({ firstKey }) => firstKey),
    names,
    rows: Uint32Array.from(rows, row => row.rows),
    sizes: Uint32Array.from(rows, row => row.bytes),
    slots,
  }
  const none = { here: new Uint8Array(Math.ceil(rows.length / 8)), checks: new Uint8Array(rows.length * checkBytes) }
  const table = new OpenTable({ table: stored, ...none })
  const here = rows.flatMap((row, place) => {
    const before = known.get(row.name)
    return before ? [{ place, check: before.check }] : []
  })
  table.take(table.progressWith(here))
  return table
}

/** Are these the bytes of the bundle at this place? */
export async function hasName(bytes: Uint8Array, table: OpenTable, place: number): Promise<boolean> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource))
  const name = table.stored.names.subarray(place * digest.length, (place + 1) * digest.length)
  return digest.every((byte, at) => byte === name[at])
}
