import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Item } from '../../circulation/item.ts'
import { openJournalFile } from '../../host/journal-file.node.ts'
import { type Database, openDatabase } from './database.node.ts'
import { demoSettings } from './demo/demo-settings.ts'
import { seedDemo } from './demo/seed-demo.ts'
import { showItems } from './demo/showcase.ts'
import { openHubLog } from './hub-log.ts'
import { libraryTables } from './library-tables.ts'
import { publisher } from './publish.ts'
import { beginVersions, forgetChanges } from './register-version.ts'
import { segmentStore } from './segment-store.ts'
import { temporaryFolder } from './testing/hub-process.node.ts'
import { keepChangesTrimmed } from './trim-changes.ts'

const today = '2026-11-17'
const now = () => '2026-11-17T08:00:00Z'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let database: Database
let hub: Awaited<ReturnType<typeof open>>

async function open() {
  database = await openDatabase(join(folder.path, 'database'))
  await beginVersions(database, 1000)
  const file = openJournalFile(join(folder.path, 'hub.log'))
  const log = await openHubLog(file, database)
  await seedDemo(database, log, { items: 300, patrons: 40, seed: 3, today })
  const tables = libraryTables(database, log)
  const publish = publisher(database, now)
  await publish.putSettings(demoSettings(today, true))
  return { file, tables, publish, segments: segmentStore(database, publish, now) }
}

beforeEach(async () => {
  folder = await temporaryFolder()
  hub = await open()
}, 60_000)

afterEach(async () => {
  await database.destroy()
  await hub.file.close()
  await folder.remove()
})

let mark = 0

/** One write of two loans, so that a version has two rows of changes. */
async function lendTwo(dueOn: string): Promise<number> {
  const loan = { patronId: 'P0000001', lentAt: now(), dueOn, renewals: 0, branch: 'PYS1AU' }
  const changes = [showItems.plain, showItems.plainToo].map(
    barcode => ({ kind: 'put-loan', loan: { ...loan, barcode } }) as const,
  )
  await hub.tables.write(changes, `mark-${mark++}`)
  return hub.publish.version()
}

const rows = async () => (await database.selectFrom('changes').selectAll().execute()).length

test('[HB30] the oldest changes are forgotten by whole versions; from before them nothing is told, from there on everything is', async () => {
  const versions: number[] = []
  for (const day of ['01', '02', '03', '04', '05']) versions.push(await lendTwo(`2026-12-${day}`))
  const [first, second, third, , last] = versions as [number, number, number, number, number]
  // Five rows would cut a version in two: it goes whole.
  expect(await forgetChanges(database, 5)).toBe(third)
  expect(await rows()).toBe(4)
  for (const since of [1000, first, second]) expect(await hub.publish.changes(since)).toBeUndefined()
  const told = await hub.publish.changes(third)
  expect(told).toMatchObject({ since: third, version: last })
  expect(told!.loans.map(({ barcode, dueOn }) => [barcode, dueOn]).sort()).toEqual([
    [showItems.plain, '2026-12-05'],
    [showItems.plainToo, '2026-12-05'],
  ])
  // Again, and with room enough, nothing goes; versions go on.
  expect(await forgetChanges(database, 5)).toBe(third)
  expect(await lendTwo('2026-12-06')).toBe(last + 1)
  expect(await hub.publish.changes(third)).toMatchObject({ version: last + 1 })
}, 60_000)

test('[HB30] a segment packed before what was forgotten is packed again, not taken for true', async () => {
  const before = await hub.segments.manifest()
  const item = (await hub.tables.item(showItems.plain)) as unknown as { readonly item?: Item } & Item
  await hub.tables.write([{ kind: 'put-item', item: { ...(item.item ?? item), title: 'Muutettu' } }], `mark-${mark++}`)
  for (const day of ['01', '02']) await lendTwo(`2026-12-${day}`)
  await forgetChanges(database, 2)
  const after = await hub.segments.manifest()
  const names = new Set(before.segments.map(({ name }) => name))
  expect(after.segments.filter(({ name }) => !names.has(name))).toHaveLength(1)
  // The manifest's own version is one from which the hub can tell what follows.
  expect(await hub.publish.changes(after.version)).toBeDefined()
}, 60_000)

test('[HB30] it is done at the start and goes on by itself; a database that does not answer then is told, and ends nothing', async () => {
  await lendTwo('2026-12-01')
  await lendTwo('2026-12-02')
  const errors: unknown[] = []
  const stop = await keepChangesTrimmed(database, { keepRows: 2, everyMs: 20, onError: error => errors.push(error) })
  expect(await rows()).toBe(2)
  await lendTwo('2026-12-03')
  await lendTwo('2026-12-04')
  await expect.poll(rows).toBe(2)
  await stop()
  expect(errors).toEqual([])
  const gone = { transaction: () => ({ execute: () => Promise.reject(new Error('gone')) }) } as unknown as Database
  await (await keepChangesTrimmed(gone, { onError: error => errors.push(error) }))()
  expect(errors).toHaveLength(1)
}, 60_000)
