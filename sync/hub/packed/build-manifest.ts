import { bytesToHex } from '@noble/hashes/utils.js'
import { type Kysely, sql } from 'kysely'
import type { LibrarySettings } from '../../register/register.ts'
import { packTable } from '../../register/segments/bundle.ts'
import type { SegmentCoding } from '../../register/segments/coding.ts'
import {
  manifestFormat,
  manifestName,
  type PublishedTable,
  type TableKind,
  tableKinds,
} from '../../register/segments/manifest.ts'
import type { IndexRow, NameRow } from '../../register/segments/rows.ts'
import { packSegment, type RowOf } from '../../register/segments/segment.ts'
import { keyIdOf } from '../detail/tag-keys.ts'
import type { Telling } from '../detail/telling.ts'
import { currentVersion } from '../register-version.ts'
import type { Tables } from '../tables.ts'
import { itemRows, titleRows } from './item-tables.ts'
import { holdRows, loanTagRows, namedLoanRows, OffShelf, readStatuses, stateRows } from './loan-tables.ts'
import { namedHoldRows, namedRows, nameRows, namesInOrder } from './named-tables.ts'
import { forAll, type PackedStore, type Published } from './packed-store.ts'
import { CountsByPlace, cardsByTag, patronRows } from './patron-tables.ts'
import { type RowSource, rowSource } from './row-source.ts'

export interface BuildPorts {
  readonly db: Kysely<Tables>
  readonly store: PackedStore
  readonly coding: SegmentCoding
  readonly rowsAtOnce?: number
  settings(): Promise<LibrarySettings>
  now(): string
  /** When the library system was last read; undefined where the hub's own tables are the library system. */
  readAt?(): Promise<string | undefined>
  /** Between two pages; rejects where the hub ends. */
  turn(): Promise<void>
}

/**
 * Packs everything that all stations are told, under a key, and publishes it. Pages are read one after the other while the library goes on: a row that changes
 * meanwhile stands here as it was or as it is, and in the first delta, which is asked from the version at which the reading began.
 */
export async function buildForAll(ports: BuildPorts, key: Uint8Array): Promise<Published> {
  const began = performance.now()
  const { db, now } = ports
  const [version, asOf, readAt] = [await currentVersion(db), now(), await ports.readAt?.()]
  await analyze(ports)
  const source = await rowSource(db, ports.turn, ports.rowsAtOnce)
  const pack = packer(ports, forAll)
  const offShelf = new OffShelf()
  const tables = [
    await pack(
      'items',
      itemRows(source, (...said) => offShelf.say(...said)),
    ),
  ]
  tables.push(await pack('titles', titleRows(source)))
  tables.push(
    await pack(
      'holds',
      holdRows(source, key, hold => offShelf.caught(hold)),
    ),
  )
  await readStatuses(source, offShelf)
  tables.push(await pack('states', stateRows(source, offShelf)))
  const persons = await packPersons(source, pack, key, asOf)
  return publish(ports, {
    register: forAll,
    key,
    tables: present([...tables, ...persons.tables]),
    head: { version, asOf, ...(readAt !== undefined && { readAt }), detail: { tier: 'least' } },
    shapes: persons.shapes,
    began,
  })
}

/** What speaks of nobody is the same for every group of stations, and packed once. */
const open: readonly TableKind[] = ['items', 'titles', 'states']

/** Packs for one group of stations, under a key of its own, what speaks of persons, beside what is open to all, and publishes both as the group's manifest. */
export async function buildGroup(ports: BuildPorts, ofAll: Published, register: string, key: Uint8Array): Promise<Published> {
  const began = performance.now()
  const source = await rowSource(ports.db, ports.turn, ports.rowsAtOnce)
  const pack = packer(ports, register)
  const { version, asOf, readAt, tables } = ofAll.manifest
  const holds = await pack(
    'holds',
    holdRows(source, key, () => undefined),
  )
  const persons = await packPersons(source, pack, key, asOf)
  return publish(ports, {
    register,
    key,
    tables: [...tables.filter(({ kind }) => open.includes(kind)), ...present([holds, ...persons.tables])],
    head: { version, asOf, ...(readAt !== undefined && { readAt }), detail: { tier: 'least' } },
    shapes: persons.shapes,
    base: ofAll,
    began,
  })
}

/** Tags of loans, patrons and their counts, under a key. */
async function packPersons(source: RowSource, pack: ReturnType<typeof packer>, key: Uint8Array, asOf: string) {
  const tags = await pack('loan-tags', loanTagRows(source, key))
  const { cards, shapes } = await cardsByTag(source, key)
  const counts = new CountsByPlace(cards.length)
  const patrons = await pack('patrons', patronRows(source, cards, counts, { key, shapes, today: asOf.slice(0, 10) }))
  return { tables: [tags, patrons, await pack('counts', counts.rows())], shapes: [...shapes] }
}

/** Packs whom one register names, beside what all of its group are told, and publishes both as its manifest. */
export async function buildNamed(ports: BuildPorts, base: Published, telling: Telling): Promise<Published> {
  const began = performance.now()
  const source = await rowSource(ports.db, ports.turn, ports.rowsAtOnce)
  const pack = packer(ports, telling.register)
  const named = new Set<string>()
  const names: NameRow[] = []
  const tables = [
    await pack(
      'named',
      namedRows(source, telling, row => {
        named.add(row.patronId)
        names.push(...nameRows(row))
      }),
    ),
  ]
  tables.push(await pack('names', namesInOrder(names)))
  tables.push(await pack('named-loans', namedLoanRows(source, named)))
  tables.push(await pack('named-holds', namedHoldRows(source, named)))
  const { version, asOf, readAt, tables: ofAll } = base.manifest
  const { tier, until } = telling.detail
  return publish(ports, {
    register: telling.register,
    key: telling.key,
    tables: [...ofAll, ...present(tables)],
    head: { version, asOf, ...(readAt !== undefined && { readAt }), detail: { tier, ...(until !== undefined && { until }) } },
    shapes: base.build.shapes,
    base,
    began,
  })
}

interface Packed {
  readonly register: string
  readonly key: Uint8Array
  readonly tables: readonly PublishedTable[]
  readonly head: Pick<Published['manifest'], 'version' | 'asOf' | 'readAt' | 'detail'>
  readonly shapes: readonly string[]
  readonly base?: Published
  readonly began: number
}

async function publish({ store, settings, now }: BuildPorts, packed: Packed): Promise<Published> {
  const { register, key, head, shapes, began } = packed
  const keyId = keyIdOf(key)
  const tables = [...packed.tables].sort((a, b) => tableKinds.indexOf(a.kind) - tableKinds.indexOf(b.kind))
  const name = manifestName(keyId, tables, head.version)
  const manifest = { format: manifestFormat, name, ...head, keyId, tables, settings: await settings() } as const
  const { base } = packed
  const beside = base && base.register !== forAll ? { from: base.register } : {}
  const build = { shapes, base: base?.manifest.name ?? name, ...beside, ms: Math.round(performance.now() - began) }
  const published = { register, manifest, key: bytesToHex(key), madeAt: now(), build }
  await store.publish(published)
  return published
}

function packer({ store, coding, turn }: BuildPorts, register: string) {
  return async <Kind extends TableKind>(
    kind: Kind,
    rows: Iterable<RowOf[Kind]> | AsyncIterable<RowOf[Kind]>,
  ): Promise<PublishedTable | undefined> => {
    const index: IndexRow[] = []
    for await (const { row, bytes } of packTable(kind, rows, coding)) {
      index.push(row)
      await store.putPart(register, row.name, bytes)
      await turn()
    }
    if (index.length === 0) return undefined
    const { name, bytes } = await packSegment('index', index, coding)
    await store.putPart(register, name, bytes)
    const sum = (of: (row: IndexRow) => number) => index.reduce((total, row) => total + of(row), 0)
    const whole = { bundles: index.length, rows: sum(row => row.rows), bytes: sum(row => row.bytes) }
    return { kind, index: { name, bytes: bytes.length }, ...whole }
  }
}

function present(tables: readonly (PublishedTable | undefined)[]): PublishedTable[] {
  return tables.filter(table => table !== undefined)
}

/**
 * The embedded database never looks at its tables by itself, and would read all of them for one page. A tenth of the usual sample is enough to be kept from
 * that, and does not hold whoever waits for the one connection.
 */
async function analyze({ db, turn }: BuildPorts): Promise<void> {
  for (const table of ['items', 'loans', 'holds', 'statuses', 'patrons', 'cards', 'changes'] as const) {
    await db.transaction().execute(async within => {
      await sql`set local default_statistics_target = 10`.execute(within)
      await sql`analyze ${sql.table(table)}`.execute(within)
    })
    await turn()
  }
}
