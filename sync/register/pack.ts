import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Item } from '../../circulation/item.ts'
import type { Patron } from '../../circulation/patron.ts'
import { normalNumber } from './circulation-state.ts'
import type { Segment, SegmentInfo } from './published.ts'

/** Measured: the best of bytes on the line against time of a look-up. */
export const rowsPerSegment = 512

export interface PackedSegment {
  readonly info: SegmentInfo
  readonly bytes: Uint8Array
}

/** The key by which a row is sorted and looked up: barcode in upper case, or patron id. */
export function keyOf(row: Item | Patron): string {
  return 'barcode' in row ? normalNumber(row.barcode) : row.patronId
}

/** Packs rows into segments, sorted by key. The same rows give the same bytes and names; of two rows with one key the later stands. */
export function packSegments(kind: 'items', rows: readonly Item[]): PackedSegment[]
export function packSegments(kind: 'patrons', rows: readonly Patron[]): PackedSegment[]
export function packSegments(kind: SegmentInfo['kind'], rows: readonly (Item | Patron)[]): PackedSegment[] {
  const byKey = new Map(rows.map(row => [keyOf(row), row]))
  const sorted = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1))
  return Array.from({ length: Math.ceil(sorted.length / rowsPerSegment) }, (_, index) => {
    const run = sorted.slice(index * rowsPerSegment, (index + 1) * rowsPerSegment)
    const bytes = utf8ToBytes(JSON.stringify({ kind, rows: run.map(([, row]) => row) }))
    const info = {
      kind,
      name: segmentName(bytes),
      firstKey: run[0]![0],
      lastKey: run.at(-1)![0],
      rows: run.length,
      bytes: bytes.length,
    }
    return { info, bytes }
  })
}

/** SHA-256 of the bytes, hex: what a segment is called, and how its arrival is verified. */
export function segmentName(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes))
}

/** Reads a segment's bytes. Throws where they are none; whoever got them from outside compares `segmentName` first. */
export function unpackSegment(bytes: Uint8Array): Segment {
  const segment: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  if (!isSegment(segment)) throw new TypeError('these bytes are no register segment')
  return segment
}

function isSegment(value: unknown): value is Segment {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('rows' in value)) return false
  return (value.kind === 'items' || value.kind === 'patrons') && Array.isArray(value.rows)
}
