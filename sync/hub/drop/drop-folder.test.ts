import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openJournalFile } from '../../../host/journal-file.node.ts'
import { type LibraryFolder, libraryFolder, smallLibrary } from '../../connectors/files/small-library.fixture.ts'
import { type Database, openDatabase } from '../database.node.ts'
import { type HubLog, openHubLog } from '../hub-log.ts'
import { placesFromFiles } from '../library-from-files.node.ts'
import { libraryTables } from '../library-tables.ts'
import { currentVersion } from '../register-version.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'
import { run } from '../testing/station.ts'
import { uploadStore } from '../upload-store.ts'
import { Drop } from './drop-folder.node.ts'
import { StandingRows } from './row-reading.ts'

const hour = 3_600_000
const nightMs = Date.parse('2026-11-17T02:00:00Z')
let database: Database
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let files: LibraryFolder
let log: HubLog
let told: string[]
let nowMs: number
let closeLog: () => Promise<void>
let drop: string

beforeAll(async () => {
  database = await openDatabase()
}, 60_000)
afterAll(() => database.destroy())

beforeEach(async () => {
  const emptied = [
    'items',
    'statuses',
    'places',
    'patrons',
    'cards',
    'loans',
    'ended_loans',
    'holds',
    'entries',
    'meta',
    'changes',
  ] as const
  for (const table of emptied) await database.deleteFrom(table).execute()
  folder = await temporaryFolder()
  drop = join(folder.path, 'drop')
  mkdirSync(drop)
  files = libraryFolder({ 'library.json': '{"zone":"Europe/Helsinki","mapping":{"items":{"barcode":"Item number"}}}' })
  const file = openJournalFile(join(folder.path, 'hub.log'))
  closeLog = () => file.close()
  log = await openHubLog(file, database)
  told = []
  nowMs = nightMs + hour
})
afterEach(async () => {
  await closeLog()
  files.remove()
  await folder.remove()
})

const { 'items.csv': items, 'patrons.csv': patrons, 'loans.csv': loans, 'records.mrcx': records } = smallLibrary
const mapped = items.replace('barcode', 'Item number')

function lay(name: string, text: string, atMs = nightMs): void {
  writeFileSync(join(drop, name), text)
  utimesSync(join(drop, name), atMs / 1000, atMs / 1000)
}

async function look(whole: ('items' | 'patrons' | 'loans' | 'holds')[] = [], isOurs?: () => boolean) {
  const { reading } = await placesFromFiles(files.path, undefined)
  const say = (text: string) => void told.push(text)
  const ports = {
    standing: new StandingRows(database),
    tables: libraryTables(database, log),
    library: reading,
    say,
    nowMs: () => nowMs,
  }
  const one = new Drop({ folder: drop, whole }, ports)
  await one.look(isOurs)
  return one
}

const tables = () => libraryTables(database, log)
const waiting = () => readdirSync(drop).filter(name => statSync(join(drop, name)).isFile())

function layAll(): void {
  lay('records.mrcx', records)
  lay('items-2026-11-17.csv', mapped)
  lay('patrons.csv', patrons)
  lay('loans.csv', loans)
  lay('holds.csv', smallLibrary['holds.csv'])
}

test('[DR8] a hub that has lost its hold on the folder stops where it is; whoever has it goes on', async () => {
  layAll()
  const there = waiting()
  await expect(look([], () => false)).rejects.toThrow()
  expect(waiting()).toEqual(there)
  expect(told).toEqual([])
  await look()
  expect(waiting()).toEqual([])
})

test('[DR1] what is laid into the folder is taken by the mapping, what is referred to first, and moved away; the same again changes nothing', async () => {
  layAll()
  await look()
  expect(told.map(line => line.split(',')[0])).toEqual([
    'records.mrcx: 3 read',
    'items-2026-11-17.csv: 4 read',
    'patrons.csv: 2 read',
    'loans.csv: 1 read',
    'holds.csv: 1 read',
  ])
  expect(await tables().item('I1')).toMatchObject({ title: 'Meri', homeBranch: 'MAIN' })
  expect(await tables().loan('I3')).toMatchObject({ patronId: 'C2', dueOn: '2020-11-11' })
  expect(await tables().holdsOn('3')).toMatchObject([{ patronId: 'C2', state: { kind: 'queued' } }])
  expect(waiting()).toEqual([])
  expect(existsSync(join(drop, 'done/items-2026-11-17.csv'))).toBe(true)
  const version = await currentVersion(database)
  layAll()
  await look()
  expect(await currentVersion(database)).toBe(version)
  expect(told.at(-1)).toBe('holds.csv: 1 read, 0 changed, 1 as before')
}, 60_000)

test('[DR2] a row that cannot be used is kept aside with its line; a file of no use is put aside with the reason, and nothing of it is taken', async () => {
  lay('records.mrcx', records)
  lay('items.csv', `${mapped}"I5,1,MAIN,available,1\nI6,1,NOWHERE,available,1\nI7,2,MAIN,available,1\n`)
  lay('loans.csv', 'barcode,borrower\nI1,C1\n')
  await look()
  expect(await tables().item('I7')).toMatchObject({ title: 'Suo' })
  expect(readFileSync(join(drop, 'failed/items.csv.left.csv'), 'utf8').split('\n')).toEqual([
    '6,"a quotation mark is not closed"',
    '7,"branch NOWHERE is not in branches.csv"',
    '',
  ])
  expect(existsSync(join(drop, 'done/items.csv'))).toBe(true)
  expect(existsSync(join(drop, 'failed/loans.csv'))).toBe(true)
  expect(readFileSync(join(drop, 'failed/loans.csv.why.txt'), 'utf8')).toContain('has no column card')
}, 60_000)

test('[DR3] a file that is being written is waited for, and what came with it too', async () => {
  lay('items.csv', mapped)
  lay('patrons.csv', patrons, nightMs + hour - 2000)
  lay('loans.csv.part', loans)
  await look()
  expect(waiting()).toHaveLength(3)
  nowMs += 20_000
  await look()
  expect(waiting()).toEqual(['loans.csv.part'])
}, 60_000)

test('[DR4] what a whole file does not have any more has ended, but for what is newer; without that word everything stays', async () => {
  layAll()
  await look()
  const later = nightMs + 24 * hour
  nowMs = later + hour
  lay('loans.csv', loans.split('\n')[0]!, later)
  await look()
  expect(await tables().loan('I3')).toBeDefined()
  await tables().write(
    [{ kind: 'put-loan', loan: { ...(await tables().loan('I3'))!, barcode: 'I4', lentAt: '2026-11-18T05:00:00Z' } }],
    'desk',
  )
  lay('loans.csv', loans.split('\n')[0]!, later)
  lay('items.csv', mapped.replace(/I2,.*\n/, ''), later)
  await look(['loans', 'items'])
  expect(await tables().loan('I3')).toBeUndefined()
  expect(await tables().endedLoans('I3')).toMatchObject([{ endedAt: '2026-11-18T02:00:00Z' }])
  expect(await tables().loan('I4')).toBeDefined()
  expect((await tables().item('I2'))?.circulationStatus).toBe('withdrawn')
  // Back again, it is what the file says.
  lay('items.csv', mapped, later)
  await look(['items'])
  expect((await tables().item('I2'))?.circulationStatus).toBe('ok')
}, 60_000)

test('[DR4] a whole file that looks cut, or of which a row cannot be read at all, ends nothing', async () => {
  const many = Array.from({ length: 300 }, (_, index) => `J${index},1,MAIN,available,1`)
  lay('records.mrcx', records)
  lay('items.csv', `${mapped}${many.join('\n')}\n`)
  await look(['items'])
  lay('items.csv', mapped)
  await look(['items'])
  expect(told.at(-1)).toContain('300 of 304 items are not in the file any more')
  expect(existsSync(join(drop, 'failed/items.csv'))).toBe(true)
  lay('items.csv', `${mapped}${many.slice(1).join('\n')}\n"J0,1,MAIN,available,1\n`)
  await look(['items'])
  expect((await tables().item('J0'))?.circulationStatus).toBe('ok')
  // A row that cannot be used still says that its item is there.
  lay('items.csv', `${mapped}${many.slice(1).join('\n')}\nJ0,1,NOWHERE,available,1\n`)
  await look(['items'])
  expect((await tables().item('J0'))?.circulationStatus).toBe('ok')
}, 60_000)

test('[DR5] what stations did after the file was written, or what has no outcome yet, is not undone by it', async () => {
  layAll()
  await look()
  const back = { kind: 'checkin', barcode: 'I3', destination: { kind: 'shelf' } } as const
  const uploads = uploadStore(database, log, () => '2026-11-17T02:30:00Z')
  await uploads.take('bus-1', { epoch: '1-aaaaaaaa', entries: run([back]) as never })
  await tables().write([{ kind: 'end-loan', barcode: 'I3', endedAt: '2026-11-17T01:00:00Z', endedAtBranch: 'BUS' }], 'replayed')
  lay('loans.csv', loans)
  await look(['loans'])
  expect(await tables().loan('I3')).toBeUndefined()
  const [stored] = await uploads.waiting(1)
  await uploads.putOutcome(stored!, { kind: 'applied' })
  lay('loans.csv', loans)
  await look(['loans'])
  expect(await tables().loan('I3')).toBeUndefined()
  // The next night's file is newer than all that.
  lay('loans.csv', loans, nightMs + 24 * hour)
  nowMs = nightMs + 25 * hour
  await look(['loans'])
  expect(await tables().loan('I3')).toMatchObject({ patronId: 'C2' })
}, 60_000)

test('[DR6] a corrected record corrects all copies of its title; rows of one patron stand together and are one patron', async () => {
  layAll()
  await look()
  lay('records.mrcx', records.replace('Meri', 'Ulappa'))
  lay('patrons.csv', 'card,category,expires,patron_id\nP1,2,2030-01-01,77\nP2,2,2030-01-01,77\n')
  await look()
  expect((await tables().item('I1'))?.title).toBe('Ulappa')
  expect((await tables().item('I2'))?.title).toBe('Ulappa')
  expect(await tables().patron('77')).toMatchObject({ cards: ['P1', 'P2'] })
  expect(told.at(-2)).toBe('records.mrcx: 3 read, 1 changed, 2 as before')
}, 60_000)

test('[DR7] the register is of the instant at which the oldest of the last files of each kind was written', async () => {
  layAll()
  const one = await look()
  expect(await one.asOf()).toBe('2026-11-17T02:00:00Z')
  lay('loans.csv', loans, nightMs + 24 * hour)
  nowMs = nightMs + 25 * hour
  await look()
  expect(await one.asOf()).toBe('2026-11-17T02:00:00Z')
  for (const [name, text] of [
    ['items.csv', mapped],
    ['patrons.csv', patrons],
    ['holds.csv', smallLibrary['holds.csv']],
    ['records.mrcx', records],
  ] as const)
    lay(name, text, nightMs + 24 * hour)
  await look()
  expect(await one.asOf()).toBe('2026-11-18T02:00:00Z')
}, 60_000)
