import { sha256 } from '@noble/hashes/sha2.js'
import { segmentName } from '../pack.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import type { SegmentCoding } from './coding.ts'
import type { TableKind } from './manifest.ts'
import type { IndexRow } from './rows.ts'
import { bodyOf, headOf, kinds, type LazySegment, openChecked, packSegment, type RowOf, tables } from './segment.ts'
import { SegmentError } from './segment-error.ts'

/** Kinds of bundles are numbered behind those of segments and deltas. */
const bundleKind = (kind: TableKind): number => 128 + kinds.indexOf(kind)

export interface PackedBundle {
  /** As the table's index names it. */
  readonly row: IndexRow
  readonly bytes: Uint8Array
}

export interface PackTableOptions {
  readonly rowsPerSegment?: number
  /** How many rows a bundle has on average; half as many at least, twice as many at most. Below 64 KiB Chromium reads a value in one go. */
  readonly rowsPerBundle?: number
}

/** Some 24 KB a bundle. Titles are long: fewer of them make a segment that is opened as quickly. */
const usual = { rowsPerSegment: 512, rowsPerBundle: 4096 }
const usualOf: Partial<Record<TableKind, Required<PackTableOptions>>> = {
  items: { rowsPerSegment: 256, rowsPerBundle: 8192 },
  titles: { rowsPerSegment: 128, rowsPerBundle: 768 },
  names: { rowsPerSegment: 128, rowsPerBundle: 768 },
}

/**
 * Packs a table's rows, which come in the order of their keys, into bundles: what is fetched, verified, encrypted and stored as one. A bundle holds
 * segments of a few hundred rows, each of which is opened alone. The same rows give the same bundles; where a bundle ends is told by a row's
 * key, so that a row more or less changes one bundle and not all behind it. Rejects with `unfit` where rows are out of order.
 */
export async function* packTable<Kind extends TableKind>(
  kind: Kind,
  rows: Iterable<RowOf[Kind]> | AsyncIterable<RowOf[Kind]>,
  coding: SegmentCoding,
  options: PackTableOptions = {},
): AsyncGenerator<PackedBundle> {
  const { rowsPerSegment, rowsPerBundle } = { ...usual, ...usualOf[kind], ...options }
  const keyOf = tables[kind].keyOf as (row: RowOf[Kind]) => string | number
  let waiting: RowOf[Kind][] = []
  let last: string | undefined
  for await (const row of rows) {
    const key = indexKey(keyOf(row))
    if (last !== undefined && key <= last) throw new SegmentError('unfit', 'rows are not in the order of their keys')
    last = key
    waiting.push(row)
    if (!endsBundle(key, waiting.length, rowsPerBundle)) continue
    yield await packBundle(kind, waiting, rowsPerSegment, coding)
    waiting = []
  }
  if (waiting.length > 0) yield await packBundle(kind, waiting, rowsPerSegment, coding)
}

/** A key as indexes order it: numbers with leading zeros. */
export function indexKey(key: string | number): string {
  return typeof key === 'number' ? String(key).padStart(12, '0') : key
}

function endsBundle(key: string, rows: number, average: number): boolean {
  const least = Math.ceil(average / 2)
  return rows >= average * 2 || (rows >= least && chanceOf(key) % least === 0)
}

/** FNV-1a and the last step of MurmurHash3: neighbours end in different places. */
function chanceOf(key: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

async function packBundle<Kind extends TableKind>(
  kind: Kind,
  rows: readonly RowOf[Kind][],
  rowsPerSegment: number,
  coding: SegmentCoding,
): Promise<PackedBundle> {
  const keyOf = tables[kind].keyOf as (row: RowOf[Kind]) => string | number
  const segments = Math.max(1, Math.round(rows.length / rowsPerSegment))
  const each = Math.ceil(rows.length / segments)
  const parts: { readonly firstKey: string; readonly rows: number; readonly bytes: Uint8Array }[] = []
  for (let from = 0; from < rows.length; from += each) {
    const part = rows.slice(from, from + each)
    const { bytes } = await packSegment(kind, part, coding)
    parts.push({ firstKey: indexKey(keyOf(part[0]!)), rows: part.length, bytes })
  }
  const writer = new ByteWriter()
  for (const byte of headOf(bundleKind(kind))) writer.byte(byte)
  const heads = new ByteWriter()
  heads.number(parts.length)
  for (const { firstKey, rows: count, bytes } of parts) {
    heads.text(firstKey)
    heads.number(count)
    heads.number(bytes.length)
    heads.bytes(checkOf(bytes))
  }
  const written = heads.written()
  writer.number(written.length)
  writer.bytes(written)
  for (const { bytes } of parts) writer.bytes(bytes)
  const bytes = writer.written()
  return { row: { name: segmentName(bytes), firstKey: parts[0]!.firstKey, rows: rows.length, bytes: bytes.length }, bytes }
}

/** A segment inside of a bundle. */
export interface Part {
  readonly firstKey: string
  /** Of its first row, counted from the bundle's first. */
  readonly place: number
  readonly rows: number
  readonly bytes: Uint8Array
  /** The first 128 bits of the bytes' SHA-256. */
  readonly check: Uint8Array
}

/** A bundle's segments, and a check over what it says of them: with it a bundle is verified segment by segment, and not whole at every look-up. */
export interface BundleHead {
  readonly parts: readonly Part[]
  readonly firstKeys: readonly string[]
  readonly check: Uint8Array
}

/** The segments of a bundle. Throws a `SegmentError` where it makes no sense. */
export function headOfBundle(kind: TableKind, bytes: Uint8Array): BundleHead {
  const reader = bodyOf(bundleKind(kind), bytes)
  const written = reader.bytes(reader.count())
  const heads = new ByteReader(written)
  let place = 0
  const parts = Array.from({ length: heads.count() }, () => {
    const part = { firstKey: heads.text(), place, rows: heads.number() }
    place += part.rows
    return { ...part, bytes: reader.bytes(heads.number()), check: heads.bytes(checkBytes) }
  })
  heads.end()
  reader.end()
  return {
    parts,
    firstKeys: parts.map(({ firstKey }) => firstKey),
    get check() {
      return checkOf(written)
    },
  }
}

export const checkBytes = 16

function checkOf(bytes: Uint8Array): Uint8Array {
  return sha256(bytes).subarray(0, checkBytes)
}

/** Are both checks the same? */
export function sameCheck(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}

/** Opens one of them. Throws a `SegmentError` where its bytes are not what the bundle says, or make no sense; `verified`: the whole bundle was. */
export function openPart<Kind extends TableKind>(
  kind: Kind,
  part: Part,
  coding: Pick<SegmentCoding, 'inflateNow'>,
  verified?: 'verified',
): LazySegment<RowOf[Kind], string | number> {
  if (!verified && !sameCheck(checkOf(part.bytes), part.check))
    throw new SegmentError('wrong-bytes', 'a segment is not what its bundle says')
  const open = openChecked(kind, part.bytes, coding)
  if (open.count !== part.rows) throw new SegmentError('damaged', 'a segment does not have the rows that its bundle says')
  return open as unknown as LazySegment<RowOf[Kind], string | number>
}

/** Where a key would stand among first keys that are in order: the last one that is not greater; -1 before all of them. */
export function placeOf<Key extends string | number>(firstKeys: ArrayLike<Key>, key: Key): number {
  let [from, to] = [0, firstKeys.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if (firstKeys[middle]! <= key) from = middle + 1
    else to = middle
  }
  return from - 1
}
