import type { SegmentCoding } from '../../sync/register/segments/coding.ts'
import type { IndexRow } from '../../sync/register/segments/rows.ts'
import {
  openSegment,
  type PackedRows,
  packSegment,
  type RowOf,
  type SegmentKind,
  tables,
} from '../../sync/register/segments/segment.ts'

/** Packs one kind of rows as they come, keeps the segments, and counts what travels: the index that names them too. */
export class PackedTable<Kind extends SegmentKind> {
  readonly #kind: Kind
  readonly #rowsPerSegment: number
  readonly #coding: SegmentCoding
  readonly #segments: PackedRows[] = []
  readonly #index: IndexRow[] = []
  #waiting: RowOf[Kind][] = []
  packingMs = 0
  rows = 0

  constructor(kind: Kind, rowsPerSegment: number, coding: SegmentCoding) {
    this.#kind = kind
    this.#rowsPerSegment = rowsPerSegment
    this.#coding = coding
  }

  async put(row: RowOf[Kind]): Promise<void> {
    this.#waiting.push(row)
    if (this.#waiting.length === this.#rowsPerSegment) await this.#pack()
  }

  /** Bytes of all segments and of their index. */
  async close(): Promise<number> {
    if (this.#waiting.length > 0) await this.#pack()
    const index = await packSegment('index', this.#index, this.#coding)
    return this.#segments.reduce((sum, { bytes }) => sum + bytes.length, index.bytes.length)
  }

  /** Opens every segment as a station would, its name checked; resolves with the milliseconds that this took. */
  async openAll(): Promise<number> {
    const began = performance.now()
    let rows = 0
    for (const segment of this.#segments) rows += (await openSegment(this.#kind, segment, this.#coding)).rows.length
    if (rows !== this.rows) throw new Error(`${rows} rows came out and ${this.rows} went in`)
    return performance.now() - began
  }

  async #pack(): Promise<void> {
    const rows = this.#waiting
    this.#waiting = []
    const began = performance.now()
    const packed = await packSegment(this.#kind, rows, this.#coding)
    this.packingMs += performance.now() - began
    const key = (tables[this.#kind].keyOf as (row: RowOf[Kind]) => string | number)(rows[0]!)
    const firstKey = typeof key === 'number' ? String(key).padStart(9, '0') : key
    this.#index.push({ name: packed.name, firstKey, rows: rows.length, bytes: packed.bytes.length })
    this.#segments.push(packed)
    this.rows += rows.length
  }
}
