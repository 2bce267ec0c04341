import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Transaction } from '../../circulation/transaction.ts'
import { type DiskJournalFile, openJournalFile } from '../../host/journal-file.node.ts'
import { type Database, openDatabase } from './database.node.ts'
import { openHubLog } from './hub-log.ts'
import { temporaryFolder } from './testing/hub-process.node.ts'
import { run } from './testing/station.ts'
import { type Uploads, uploadStore } from './upload-store.ts'

const now = () => '2026-11-17T08:00:00Z'
const lookUp = (patronId: string): Transaction => ({ kind: 'patron-looked-up', patronId })
const take = (uploads: Uploads, entries: ReturnType<typeof run>) =>
  uploads.take('bus-1', { epoch: '1-aaaaaaaa', entries: entries as never })

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let database: Database
let file: DiskJournalFile
let path: string
let files = 0

beforeAll(async () => {
  folder = await temporaryFolder()
  database = await openDatabase()
}, 60_000)

beforeEach(async () => {
  path = join(folder.path, `hub-${files++}.log`)
  file = openJournalFile(path)
  for (const table of ['entries', 'sending_marks', 'meta'] as const) await database.deleteFrom(table).execute()
})

afterEach(() => file.close())

afterAll(async () => {
  await database?.destroy()
  await folder?.remove()
})

test('[HB17] what the disk does not take is not acknowledged, and what comes after it is taken', async () => {
  let full = false
  const append = file.append.bind(file)
  const failing = Object.assign(file, {
    append: (lines: readonly string[]) => (full ? Promise.reject(new Error('ENOSPC')) : append(lines)),
  })
  const uploads = uploadStore(database, await openHubLog(failing, database), now)
  const entries = run([lookUp('P1'), lookUp('P2')])
  await take(uploads, entries.slice(0, 1))
  full = true
  await expect(take(uploads, entries.slice(1))).rejects.toThrow('ENOSPC')
  expect((await uploads.have('bus-1', '1-aaaaaaaa')).sequence).toBe(1)
  full = false
  await take(uploads, entries)
  expect((await uploads.have('bus-1', '1-aaaaaaaa')).sequence).toBe(2)
})

test('[HB17] what the log has and the database refused is put in before anything else, once', async () => {
  const log = await openHubLog(file, database)
  const uploads = uploadStore(database, log, now)
  const entries = run([lookUp('P1'), lookUp('P2'), lookUp('P3')])
  await take(uploads, entries.slice(0, 1))
  await sql`create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$`.execute(database)
  await sql`create trigger refusing before insert on entries for each row execute function refuse()`.execute(database)
  await expect(take(uploads, entries.slice(1, 2))).rejects.toThrow('no')
  await expect(take(uploads, entries.slice(1, 2))).rejects.toThrow('no')
  await sql`drop trigger refusing on entries`.execute(database)
  expect(await take(uploads, entries)).toBe('stored')
  expect((await uploads.have('bus-1', '1-aaaaaaaa')).hash).toBe(entries[2]!.hash)
  const logged = (await readFile(path, 'utf8')).trim().split('\n')
  expect(
    logged.flatMap(line => JSON.parse(line).entries.map((entry: { id: { sequence: number } }) => entry.id.sequence)),
  ).toEqual([1, 2, 3])
})

test('[HB3] lines that come while another is written share a sync, and all stand; where the database refuses one, only what stands behind it waits', async () => {
  const log = await openHubLog(file, database)
  const loan = { outcome: { kind: 'applied' }, actions: [], at: now() } as const
  const mark = (name: string) =>
    ({ type: 'sending', mark: { ...loan, mark: name, id: { station: 'b', epoch: 'e', sequence: 1 } } }) as const
  await log.record(mark('1'))
  const before = file.syncs()
  await Promise.all(['2', '3', '4', '5'].map(name => log.record(mark(name))))
  expect(file.syncs() - before).toBe(1)
  const marks = async () =>
    (await database.selectFrom('sending_marks').select('mark').orderBy('mark').execute()).map(one => one.mark)
  expect(await marks()).toEqual(['1', '2', '3', '4', '5'])
  await sql`create function refuse_seven() returns trigger language plpgsql as $$ begin if new.mark = '7' then raise 'no'; end if; return new; end $$`.execute(
    database,
  )
  await sql`create trigger refusing before insert on sending_marks for each row execute function refuse_seven()`.execute(database)
  const ends = await Promise.allSettled(['6', '7', '8'].map(name => log.record(mark(name))))
  expect(ends.map(({ status }) => status)).toContain('rejected')
  expect(await marks()).toEqual(['1', '2', '3', '4', '5', '6'])
  await sql`drop trigger refusing on sending_marks`.execute(database)
  await log.record(mark('9'))
  expect(await marks()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9'])
  expect((await file.read()).length).toBe(9)
})

test('[HB10] a database that has seen more than the log holds is not gone on with', async () => {
  const uploads = uploadStore(database, await openHubLog(file, database), now)
  await take(uploads, run([lookUp('P1')]))
  const other = openJournalFile(join(folder.path, 'older.log'))
  await expect(openHubLog(other, database)).rejects.toThrow(/log has 0 lines but its database has seen 1/)
  await other.close()
})

test('[HB3] an upload as large as they come is stored whole', async () => {
  const uploads = uploadStore(database, await openHubLog(file, database), now)
  const entries = run(Array.from({ length: 9000 }, (_, number) => lookUp(`P${number}`)))
  await take(uploads, entries)
  expect((await uploads.have('bus-1', '1-aaaaaaaa')).hash).toBe(entries.at(-1)!.hash)
  expect(file.syncs()).toBeGreaterThanOrEqual(1)
})
