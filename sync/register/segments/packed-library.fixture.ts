import { packId } from '../detail/packed-id.ts'
import { settings } from '../library.fixture.ts'
import { packTable } from './bundle.ts'
import type { SegmentCoding } from './coding.ts'
import { cardTag, personTag } from './least-patron.ts'
import type { LibraryStorage } from './library-storage.ts'
import { manifestFormat, manifestName, type PackedManifest, type PublishedTable, type TableKind } from './manifest.ts'
import { holdKeyOf, nameRows } from './person-tables.ts'
import type { CountRow, HoldRow, IndexRow, NamedRow, PatronRow } from './rows.ts'
import { packSegment, type RowOf, tables } from './segment.ts'
import type { WritableLibrary } from './writable-library.ts'

export const groupKey = new Uint8Array(32).fill(9)

/** A manifest and every part of it by name, as a hub would have them. */
export interface PublishedLibrary {
  readonly manifest: PackedManifest
  readonly indexes: ReadonlyMap<string, Uint8Array>
  readonly bundles: ReadonlyMap<string, readonly Uint8Array[]>
}

export type LibraryRows = { readonly [Kind in TableKind]?: readonly RowOf[Kind][] }

const small = { rowsPerSegment: 50, rowsPerBundle: 150 }
const range = <T>(count: number, make: (number: number) => T) => Array.from({ length: count }, (_, number) => make(number))

export const barcode = (number: number) => `853N${String(number).padStart(8, '0')}`
export const titleId = (number: number) => `T${String(number).padStart(5, '0')}`
export const card = (number: number) => `PYS${number}`
export const patronId = (number: number) => `P${String(number).padStart(5, '0')}`
export const sealedId = (number: number) => packId(patronId(number), card(number), groupKey, new Set(['P 5']))
const tag = (number: number) => cardTag(card(number), groupKey)

/** Every tenth item is out to the patron of its number, every seventh title is held, every fifth patron is named. */
export function libraryRows(items = 1000, patrons = 600) {
  const cards = range(patrons, number => number).sort((a, b) => (tag(a) < tag(b) ? -1 : 1))
  const named = range(patrons, number => number)
    .filter(number => number % 5 === 0)
    .map(namedRow)
  const lent = range(items, number => number).filter(number => number % 10 === 0)
  return {
    titles: range(items >> 1, number => ({ titleId: titleId(number), title: `Kirja ${number}` })),
    items: range(items, number => ({ barcode: barcode(number), titleId: titleId(number >> 1), homeBranch: 'PYS' })),
    states: lent.map(number => ({
      barcode: barcode(number),
      status: 'ok' as const,
      lentAt: '2026-11-17T07:40:05Z',
      dueOn: '2026-12-15',
      renewals: 0,
    })),
    'loan-tags': lent.map(number => ({
      barcode: barcode(number),
      tag: personTag(patronId(number), barcode(number), groupKey),
      branch: 'PYS',
    })),
    patrons: cards.map(
      (number): PatronRow => ({ card: tag(number), sealedId: sealedId(number), category: 'adult', blocks: [], ageClass: 18 }),
    ),
    counts: cards.map((number, place): CountRow => ({ place, loans: number % 10, holds: 0, feesCents: number })),
    holds: range(items >> 1, number => number)
      .filter(number => number % 7 === 0)
      .map(number => holdRow(number, number))
      .sort((a, b) => (holdKeyOf(a.titleId, a.holdId) < holdKeyOf(b.titleId, b.holdId) ? -1 : 1)),
    named,
    'named-loans': named.flatMap(({ loans, patronId: id }) => loans.map(lentTo => ({ barcode: lentTo, patronId: id }))),
    'named-holds': range(items >> 1, number => number)
      .filter(number => number % 35 === 0 && number < patrons)
      .map(number => ({ holdId: `H${number}-${number}`, patronId: patronId(number) }))
      .sort((a, b) => (a.holdId < b.holdId ? -1 : 1)),
    names: named.flatMap(nameRows).sort((a, b) => (a.key < b.key ? -1 : 1)),
  } satisfies LibraryRows
}

export function holdRow(title: number, patron: number): HoldRow {
  const holdId = `H${title}-${patron}`
  return {
    holdId,
    titleId: titleId(title),
    placedAt: '2026-11-01T10:00:00Z',
    branch: 'PYS1AU',
    holdNumber: String(title),
    state: 'queued',
    tag: personTag(patronId(patron), holdId, groupKey),
  }
}

export function namedRow(number: number): NamedRow {
  const family = number % 2 ? 'Äijälä' : 'Rantakoski'
  return {
    patronId: patronId(number),
    cards: [card(number)],
    given: `Eeli${number}`,
    family,
    birthDate: `${1950 + (number % 50)}-04-03`,
    category: 'adult',
    blocks: [],
    feesCents: number,
    loans: number % 10 ? [] : [barcode(number)],
    holds: number % 7 ? [] : [holdKeyOf(titleId(number), `H${number}-${number}`)],
  }
}

/** Packs rows, a few in each segment so that there are many. */
export async function publish(rows: LibraryRows, coding: SegmentCoding, version = 1): Promise<PublishedLibrary> {
  const published: PublishedTable[] = []
  const indexes = new Map<string, Uint8Array>()
  const bundles = new Map<string, readonly Uint8Array[]>()
  for (const kind of Object.keys(rows) as TableKind[]) {
    const index: IndexRow[] = []
    const parts: Uint8Array[] = []
    for await (const { row, bytes } of packTable(kind, rows[kind] as never, coding, small)) {
      index.push(row)
      parts.push(bytes)
    }
    const { name, bytes } = await packSegment('index', index, coding)
    indexes.set(name, bytes)
    bundles.set(name, parts)
    const sum = (of: (row: IndexRow) => number) => index.reduce((total, row) => total + of(row), 0)
    const whole = { bundles: index.length, rows: sum(row => row.rows), bytes: sum(row => row.bytes) }
    published.push({ kind, index: { name, bytes: bytes.length }, ...whole })
  }
  const manifest: PackedManifest = {
    format: manifestFormat,
    name: manifestName('k1', published, version),
    version,
    asOf: `2026-11-01T12:00:0${version}Z`,
    keyId: 'k1',
    detail: { tier: 'named' },
    tables: published,
    settings,
  }
  return { manifest, indexes, bundles }
}

/** Fetches what is missing, at most so many bundles. */
export async function fetchMissing(
  library: WritableLibrary,
  { bundles }: PublishedLibrary,
  most = Number.POSITIVE_INFINITY,
): Promise<void> {
  let left = most
  for (const { index, from, to } of library.download().missing) {
    const here = Math.min(to, from + left)
    if (here > from) await library.put(index, from, bundles.get(index)!.slice(from, here))
    left -= here - from
  }
}

/** Every text and every byte that lies in the storage, in small letters: what somebody reads who has the disk. */
export async function allThatIsStored(storage: LibraryStorage): Promise<string> {
  const stored = await storage.read()
  const slots = stored.tables.flatMap(({ table }) => [...table.slots])
  const seen = (value: unknown): string =>
    ArrayBuffer.isView(value)
      ? `${new TextDecoder('latin1').decode(value)} ${new TextDecoder().decode(value)}`
      : typeof value === 'object' && value !== null
        ? Object.values(value).map(seen).join(' ')
        : String(value)
  return [seen(stored), ...(await Promise.all(slots.map(slot => storage.bytesAt(slot)))).map(seen)].join(' ').toLowerCase()
}

/** The key of a row as `Map`s of tests want it. */
export function keyOfRow<Kind extends TableKind>(kind: Kind, row: RowOf[Kind]): string | number {
  return (tables[kind].keyOf as (row: RowOf[Kind]) => string | number)(row)
}
