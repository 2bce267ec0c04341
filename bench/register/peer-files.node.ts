import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import openSqlite from '@sqlite.org/sqlite-wasm'
import { chance } from '../../sync/hub/demo/chance.ts'
import { demoPatrons } from '../../sync/hub/demo/demo-patrons.ts'
import { cardTag } from '../../sync/register/segments/least-patron.ts'
import { groupKeyOf, type Size } from './consortium.ts'
import { peerItems } from './pack-consortium.node.ts'

export interface PeerFiles {
  readonly items: number
  readonly patrons: number
  readonly barcodes: readonly string[]
  readonly loans: readonly { readonly barcode: string; readonly dueOn: string }[]
  readonly sqliteBytes: number
}

/** The same items and patrons as rows of JSON (`rows.json`, `patrons.json`) and as a SQLite file (`items.db`, gzipped), so many of them. */
export async function writePeerFiles(folder: string, size: Size, most: { items: number; patrons: number }): Promise<PeerFiles> {
  const items = [...peerItems(size, Math.min(size.items, most.items))]
  writeFileSync(join(folder, 'rows.json'), JSON.stringify(items))
  const key = groupKeyOf(size)
  const patrons = []
  for (const { name: _, cards, ...patron } of demoPatrons(Math.min(size.patrons, most.patrons), size.seed, size.today))
    patrons.push({ card: cardTag(cards[0]!, key), ...patron })
  writeFileSync(join(folder, 'patrons.json'), JSON.stringify(patrons))

  const sqlite = await openSqlite()
  const database = new sqlite.oo1.DB(':memory:')
  database.exec('pragma page_size = 4096; create table items (barcode text primary key, titleId text, row text) without rowid')
  database.transaction(() => {
    const insert = database.prepare('insert into items values (?, ?, ?)')
    for (const item of items) insert.bind([item.barcode, item.titleId, JSON.stringify(item)]).stepReset()
    insert.finalize()
  })
  const bytes = gzipSync(sqlite.capi.sqlite3_js_db_export(database))
  database.close()
  writeFileSync(join(folder, 'items.db'), bytes)

  const luck = chance(size.seed + 6)
  const some = (howMany: number) => items.filter(() => luck.next() < howMany / items.length).map(({ barcode }) => barcode)
  const loans = some(10_000).map(barcode => ({ barcode, dueOn: '2026-12-20' }))
  return { items: items.length, patrons: patrons.length, barcodes: some(1000), loans, sqliteBytes: bytes.length }
}
