import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDatabase } from './database.node.ts'
import { beginWithPrepared, migrationNames, putPrepared } from './new-database.node.ts'

const patience = 120_000
const madeFor = { pglite: 'any', migrations: migrationNames }

let house: string
let made: string
let folder: string
let prepared: string

beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), 'new-database-made-'))
  made = join(house, 'made')
  await (await openDatabase(made)).destroy()
}, patience)

afterAll(() => rm(house, { recursive: true, force: true }))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'new-database-'))
  prepared = join(folder, 'prepared')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

test('a new database is a copy of the prepared one, also where an installer left out its empty folders', {
  timeout: patience,
}, async () => {
  await putPrepared(made, prepared, madeFor)
  await withoutEmptyFolders(join(prepared, 'database'))

  const path = join(folder, 'hub')
  expect(await beginWithPrepared(path, prepared)).toBe(true)
  const database = await openDatabase(path)
  expect(await database.selectFrom('items').selectAll().execute()).toEqual([])
  await database.destroy()
})

test('what lies in the folder already is never copied over', { timeout: patience }, async () => {
  await putPrepared(made, prepared, madeFor)
  await cp(made, join(folder, 'mine'), { recursive: true })
  const mine = await openDatabase(join(folder, 'mine'))
  await mine.insertInto('settings').values({ number: 1, row: '{"library":"mine"}' }).execute()
  await mine.destroy()

  expect(await beginWithPrepared(join(folder, 'mine'), prepared)).toBe(false)
  const again = await openDatabase(join(folder, 'mine'))
  expect(await again.selectFrom('settings').select('row').execute()).toEqual([{ row: '{"library":"mine"}' }])
  await again.destroy()

  await cp(join(made, 'base'), join(folder, 'half/base'), { recursive: true })
  expect(await beginWithPrepared(join(folder, 'half'), prepared)).toBe(false)
  expect(await readdir(join(folder, 'half'))).toEqual(['base'])
})

test('one with tables that this program does not know is left alone, as is none at all', { timeout: patience }, async () => {
  await putPrepared(made, prepared, { ...madeFor, migrations: [...migrationNames, '999-of-tomorrow'] })
  expect(await beginWithPrepared(join(folder, 'hub'), prepared)).toBe(false)
  expect(await beginWithPrepared(join(folder, 'hub'), join(folder, 'nowhere'))).toBe(false)
  expect((await readdir(folder)).sort()).toEqual(['prepared'])
})

async function withoutEmptyFolders(path: string): Promise<void> {
  for (const one of await readdir(path, { withFileTypes: true }))
    if (one.isDirectory()) await withoutEmptyFolders(join(path, one.name))
  if ((await readdir(path)).length === 0) await rm(path, { recursive: true })
}
