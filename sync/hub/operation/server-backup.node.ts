import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rename, rm, writeFile } from 'node:fs/promises'
import { beginVersionsAnew, tellOutcomesAnew } from '../after-restore.ts'
import { BackupUnusable } from './backup.node.ts'

/** Copies a hub's database on a PostgreSQL server into one file with `pg_dump`, while hubs work on it; its owner alone may read it. */
export async function backUpServer(url: string, file: string): Promise<void> {
  const partial = `${file}.partial`
  try {
    // It holds patrons: its owner alone may read it, from the first byte on. pg_dump leaves the mode of a file that is there.
    await rm(partial, { force: true })
    await writeFile(partial, '', { mode: 0o600 })
    await run('pg_dump', ['--format=custom', '--no-owner', '--no-privileges', `--file=${partial}`], url)
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

/**
 * Fills an empty database from such a file with `pg_restore`; all of it or nothing. Stations are then told everything anew, and send what it does not
 * know. No hub may work on it meanwhile.
 */
export async function restoreServer(url: string, file: string, now: string): Promise<void> {
  await run(
    'pg_restore',
    ['--no-owner', '--no-privileges', '--single-transaction', '--exit-on-error', `--dbname=${nameOf(url)}`, file],
    url,
  )
  await afterServerRestore(url, now)
}

/** What must be done once to a database that was brought back by other means, before a hub works on it. */
export async function afterServerRestore(url: string, now: string): Promise<void> {
  // Loaded only where it is wanted: the packaged desk has no driver for servers.
  const { openServerDatabase } = await import('../server/server-database.node.ts')
  const database = await openServerDatabase(url, () => {})
  await database
    .transaction()
    .execute(async transaction => {
      await tellOutcomesAnew(transaction, now)
      await beginVersionsAnew(transaction, now)
    })
    .finally(() => database.destroy())
}

function nameOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1))
}

/** The address goes into the environment: arguments are seen by everybody on the machine. */
async function run(program: 'pg_dump' | 'pg_restore', args: readonly string[], url: string): Promise<void> {
  const { hostname, port, username, password, searchParams } = new URL(url)
  const env = {
    ...process.env,
    PGHOST: hostname.replace(/^\[|\]$/g, ''),
    PGPORT: port || '5432',
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: nameOf(url),
    ...(searchParams.has('sslmode') && { PGSSLMODE: searchParams.get('sslmode')! }),
  }
  const child = spawn(program, [...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  const [code] = await once(child, 'close').catch((error: NodeJS.ErrnoException) => {
    throw new BackupUnusable(`${program} cannot be run (${error.code}): install PostgreSQL's client programs`)
  })
  if (code !== 0) throw new BackupUnusable(`${program}: ${said.trim().split('\n')[0] ?? `ended with ${code}`}`)
}
