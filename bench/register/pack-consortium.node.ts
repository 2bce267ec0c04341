import { once } from 'node:events'
import { createWriteStream, type WriteStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Item } from '../../circulation/item.ts'
import { chance } from '../../sync/hub/demo/chance.ts'
import { demoPatrons } from '../../sync/hub/demo/demo-patrons.ts'
import { demoSettings } from '../../sync/hub/demo/demo-settings.ts'
import { packTable } from '../../sync/register/segments/bundle.ts'
import { nodeCoding } from '../../sync/register/segments/deflate.node.ts'
import { emptyDelta, packDelta } from '../../sync/register/segments/delta.ts'
import { manifestFormat, manifestName, type PublishedTable, type TableKind } from '../../sync/register/segments/manifest.ts'
import { nameRows } from '../../sync/register/segments/person-tables.ts'
import type { IndexRow, TitleRow } from '../../sync/register/segments/rows.ts'
import { packSegment, type RowOf } from '../../sync/register/segments/segment.ts'
import { TitleShelf } from '../../sync/register/segments/split-items.ts'
import { consortiumCirculation, consortiumItems, consortiumPatrons, dayOfLoans, type Size } from './consortium.ts'

const loansOfDay = 10_000
const sampled = 4000

/** What the packed consortium weighs, and numbers worth asking for. */
export interface PackedConsortium {
  readonly tables: readonly PublishedTable[]
  readonly deltaRows: number
  readonly deltaBytes: number
  readonly barcodes: readonly string[]
  readonly cards: readonly string[]
  readonly loans: readonly { readonly barcode: string; readonly dueOn: string }[]
  readonly namesBytes: number
}

/** Packs a consortium into a folder, as a hub publishes it: a file for each index (`NAME`) and for each table's bundles (`INDEX.run`). */
export async function packConsortium(folder: string, size: Size, say: (line: string) => void): Promise<PackedConsortium> {
  const luck = chance(size.seed + 4)
  const barcodes: string[] = []
  const shelf = new TitleShelf()
  const titles: TitleRow[] = []
  const share = sampled / size.items
  function* itemRows(): Generator<RowOf['items']> {
    for (const item of consortiumItems(size)) {
      if (luck.next() < share) barcodes.push(item.barcode)
      const { item: row, newTitle } = shelf.take(item)
      if (newTitle) titles.push(newTitle)
      yield row
    }
  }
  const tables: PublishedTable[] = [await packedTable(folder, 'items', itemRows())]
  titles.sort((a, b) => (a.titleId < b.titleId ? -1 : 1))
  tables.push(await packedTable(folder, 'titles', titles))
  say(`${size.items} items of ${titles.length} titles are packed`)
  const circulation = consortiumCirculation(size)
  const states = [...circulation.states.values()].sort((a, b) => (a.barcode < b.barcode ? -1 : 1))
  tables.push(await packedTable(folder, 'states', states))
  const rows = consortiumPatrons(size, circulation)
  tables.push(await packedTable(folder, 'patrons', rows.patrons), await packedTable(folder, 'counts', rows.counts))
  say(`${states.length} states and ${rows.patrons.length} patrons are packed`)

  const day = dayOfLoans(size, Math.min(loansOfDay, size.items >> 2), circulation, rows.counts, chance(size.seed + 9))
  const manifest = consortiumManifest(size, tables)
  const delta = await packDelta(
    {
      ...emptyDelta({ manifest: manifest.name, since: 1, version: 2, asOf: `${size.today}T18:00:00Z` }),
      states: { changed: day.states, gone: [] },
      counts: { changed: day.counts, gone: [] },
    },
    nodeCoding,
  )
  writeFileSync(join(folder, 'manifest'), JSON.stringify(manifest))
  writeFileSync(join(folder, 'delta'), delta.bytes)

  const cards: string[] = []
  const names: RowOf['names'][] = []
  for (const { cards: own, name, birthDate, patronId } of demoPatrons(size.patrons, size.seed, size.today)) {
    if (luck.next() < sampled / size.patrons) cards.push(own[0]!)
    names.push(...nameRows({ patronId, birthDate, ...name! }))
  }
  names.sort((a, b) => (a.key < b.key ? -1 : 1))
  const named = await packedTable(folder, 'names', names)
  writeFileSync(join(folder, 'manifest-names'), JSON.stringify(consortiumManifest(size, [named])))
  say(`${names.length} rows of names are packed`)
  return {
    tables,
    deltaRows: day.states.length,
    deltaBytes: delta.bytes.length,
    barcodes,
    cards,
    loans: day.states.map(({ barcode, dueOn }) => ({ barcode, dueOn: dueOn! })),
    namesBytes: named.bytes,
  }
}

/** Whole items as rows of today's kind, for the peers. */
export function* peerItems(size: Size, howMany: number): Generator<Item> {
  let made = 0
  for (const item of consortiumItems(size)) {
    if (made++ === howMany) return
    yield item
  }
}

/** A manifest of these tables. */
export function consortiumManifest(size: Size, tables: readonly PublishedTable[]) {
  return {
    format: manifestFormat,
    name: manifestName('bench', tables, 1),
    version: 1,
    asOf: `${size.today}T06:00:00Z`,
    keyId: 'bench',
    detail: { tier: 'everyone' as const },
    tables,
    settings: demoSettings(size.today, true),
  }
}

/** Packs one table into a folder, as `packConsortium` does: its bundles in `KIND.run`, or under another name. */
export async function packedTable<Kind extends TableKind>(
  folder: string,
  kind: Kind,
  rows: Iterable<RowOf[Kind]>,
  file = `${kind}.run`,
): Promise<PublishedTable> {
  const index: IndexRow[] = []
  const path = join(folder, file)
  const run = createWriteStream(path)
  for await (const { row, bytes } of packTable(kind, rows, nodeCoding)) {
    index.push(row)
    await written(run, bytes)
  }
  run.end()
  await once(run, 'close')
  const { name, bytes } = await packSegment('index', index, nodeCoding)
  writeFileSync(join(folder, name), bytes)
  const sum = (of: (row: IndexRow) => number) => index.reduce((total, row) => total + of(row), 0)
  const whole = { bundles: index.length, rows: sum(row => row.rows), bytes: sum(row => row.bytes) }
  return { kind, index: { name, bytes: bytes.length }, ...whole }
}

async function written(file: WriteStream, bytes: Uint8Array): Promise<void> {
  if (!file.write(bytes)) await once(file, 'drain')
}
