import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openJournalFile } from '../../host/journal-file.node.ts'
import { type LibraryFolder, libraryFolder } from '../connectors/files/small-library.fixture.ts'
import type { LibraryTables } from '../connectors/library-tables.ts'
import { pinFits } from '../register/pin.ts'
import { type Database, openDatabase } from './database.node.ts'
import { openHubLog } from './hub-log.ts'
import { libraryFromFiles } from './library-from-files.node.ts'
import { libraryTables } from './library-tables.ts'
import { temporaryFolder } from './testing/hub-process.node.ts'

let database: Database
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let files: LibraryFolder
let tables: LibraryTables
let told: string[]
let closeLog: () => Promise<void>

beforeAll(async () => {
  database = await openDatabase()
}, 60_000)
afterAll(() => database.destroy())

beforeEach(async () => {
  for (const table of ['items', 'places', 'patrons', 'cards', 'loans', 'ended_loans', 'holds', 'library_marks', 'meta'] as const)
    await database.deleteFrom(table).execute()
  folder = await temporaryFolder()
  files = libraryFolder()
  const file = openJournalFile(join(folder.path, 'hub.log'))
  closeLog = () => file.close()
  tables = libraryTables(database, await openHubLog(file, database))
})
afterEach(async () => {
  await closeLog()
  files.remove()
  await folder.remove()
})

function begin(today?: string, into = tables) {
  told = []
  const say = (text: string) => void told.push(text)
  return libraryFromFiles(database, into, { files: files.path, folder: folder.path, say, ...(today && { today }) })
}

const rows = async (table: 'items' | 'patrons' | 'loans' | 'ended_loans' | 'holds') =>
  (await database.selectFrom(table).select('row').execute()).map(({ row }) => JSON.parse(row))

test('[FI1] [FI9] the hub has the rows of the files, tells the account, and keeps it whole in its own folder', async () => {
  files.add('items.csv', 'X1,9,BUS,available,1')
  files.add('loans.csv', 'I1,C1,BUS,2020-09-01,2020-09-20,2020-09-10,2,')
  const before = readdirSync(files.path)
  const { settings } = await begin('2020-11-01')
  expect(settings).toMatchObject({ today: '2020-11-01', environment: 'test', rules: { assumed: true }, stops: [], staff: [] })
  expect(told.join('\n')).toContain('items    5 read, 4 kept, 1 left out')
  const report = JSON.parse(readFileSync(join(folder.path, 'library-report.json'), 'utf8'))
  expect(report.items.left).toEqual([{ file: 'items.csv', line: 6, reason: 'record 9 is not among the titles' }])
  expect((await rows('items')).map(({ barcode }) => barcode)).toEqual(['I1', 'I2', 'I3', 'I4'])
  expect((await tables.patronByCard('c1'))?.name).toEqual({ given: 'Aino', family: 'Virta' })
  expect(await tables.loan('I3')).toMatchObject({ patronId: 'C2' })
  expect(await tables.place('I3')).toBe('BUS')
  expect(await tables.endedLoans('I1')).toMatchObject([{ patronId: 'C1' }])
  expect(await tables.holdsOn('3')).toMatchObject([{ patronId: 'C2' }])
  expect(readdirSync(files.path)).toEqual(before)
})

test('[FI9] a later start imports nothing, keeps what was lent since, and says whether the files have changed', async () => {
  await begin()
  const loan = { barcode: 'I1', patronId: 'C1', lentAt: '2020-11-01T10:00:00Z', dueOn: '2020-11-29', renewals: 0, branch: 'BUS' }
  await tables.write(
    [
      { kind: 'put-loan', loan },
      { kind: 'remove-loan', barcode: 'I3' },
    ],
    'since',
  )

  await begin()
  expect(told).toEqual([expect.stringContaining('have not changed')])
  files.add('items.csv', 'I5,1,MAIN,available,1')
  files.put('library.json', '{ "name": "Koe" }')
  const { settings } = await begin()
  expect(told).toEqual([expect.stringContaining('have changed since')])
  expect(settings.library).toBe('Koe')
  expect(await rows('loans')).toEqual([loan])
  expect(await rows('items')).toHaveLength(4)
})

/** Stops after so many writes, as a power cut would. */
function failingAfter(writes: number): LibraryTables {
  let left = writes
  return { ...tables, write: (...args) => (left-- > 0 ? tables.write(...args) : Promise.reject(new Error('power cut'))) }
}

test('[FI9] an import that was interrupted goes on where it was', async () => {
  files.add('items.csv', ...Array.from({ length: 600 }, (_, index) => `M${index},1,MAIN,available,1`))
  await expect(begin(undefined, failingAfter(1))).rejects.toThrow('power cut')
  const halfway = await rows('items')
  expect(halfway.length).toBeGreaterThan(100)
  expect(halfway.length).toBeLessThan(604)
  await begin()
  expect(told.join()).toContain('items    604 read, 604 kept')
  expect([(await rows('items')).length, (await rows('loans')).length]).toEqual([604, 1])

  const first = readFileSync(join(folder.path, 'hub.log'), 'utf8').trim().split('\n')
  expect(new Set(first).size).toBe(first.length)
})

test('[FI9] rows of two libraries are never mixed', async () => {
  await expect(begin(undefined, failingAfter(1))).rejects.toThrow('power cut')
  files.add('items.csv', 'I5,1,MAIN,available,1')
  await expect(begin()).rejects.toThrow('holds another library')
  await database.deleteFrom('library_marks').execute()
  await expect(begin()).rejects.toThrow('holds another library')
  expect(await rows('items')).toHaveLength(4)
})

test('[FI7] with a wrong library.json nothing is imported', async () => {
  files.put('library.json', '{ "zone": "Nowhere" }')
  await expect(begin()).rejects.toMatchObject({ name: 'LibraryFilesError', message: expect.stringContaining('zone:') })
  expect(await rows('items')).toEqual([])
  expect(readdirSync(folder.path)).not.toContain('library-report.json')
})

test('[FI7] a PIN in library.json travels only as its hash, the same at every start', async () => {
  files.put('library.json', '{ "staff": [{ "staffId": "m", "name": "Marja", "badge": "B1", "pin": "4711" }] }')
  const { settings } = await begin()
  expect(settings.staff).toEqual([
    { staffId: 'm', name: 'Marja', badge: 'B1', role: 'staff', pinHash: expect.stringMatching(/^[0-9a-f]{32}:[0-9a-f]{64}$/) },
  ])
  expect([pinFits('4711', settings.staff[0]!.pinHash!), pinFits('4712', settings.staff[0]!.pinHash!)]).toEqual([true, false])
  expect((await begin()).settings).toEqual(settings)
})
