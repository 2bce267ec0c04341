import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../sync/hub/database.node.ts'
import { type MadeFor, migrationNames, preparedDatabase, preparedFor, putPrepared } from '../../sync/hub/new-database.node.ts'
import { root } from './run.node.ts'

/** Makes the empty database that new hubs begin with, unless the one there is for the same PGlite and the same tables. */
export async function prepareDatabase(): Promise<void> {
  const madeFor: MadeFor = { pglite: versionOfPglite(), migrations: migrationNames }
  const there = await preparedFor(preparedDatabase)
  if (there?.pglite === madeFor.pglite && `${there.migrations}` === `${madeFor.migrations}`) return
  await rm(preparedDatabase, { recursive: true, force: true })
  const folder = await mkdtemp(join(tmpdir(), 'pysakki-new-database-'))
  try {
    await (await openDatabase(join(folder, 'database'))).destroy()
    await putPrepared(join(folder, 'database'), preparedDatabase, madeFor)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function versionOfPglite(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/@electric-sql/pglite/package.json'), 'utf8'))
  return version
}
