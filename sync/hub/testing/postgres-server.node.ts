import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { findPostgres } from '../../../commands/setup/find-postgres.node.ts'

export interface PostgresServer {
  /** Of a new, empty database. */
  newDatabase(): Promise<string>
  /** As when the machine of the server goes down and comes back. */
  restart(): Promise<void>
  stop(): Promise<void>
}

interface Programs {
  readonly folder: string
  /** Whom the server runs as: it refuses to be root. */
  readonly as: { uid?: number; gid?: number }
}

/** Why there is no PostgreSQL on this machine; empty where there is one. */
export const noPostgres: string = whyNot()

function whyNot(): string {
  const found = programs()
  return typeof found === 'string' ? found : ''
}

function programs(): Programs | string {
  const folder = findPostgres()
  if (!folder) return "no PostgreSQL here (Debian's package postgresql)"
  if (process.getuid?.() !== 0) return { folder, as: {} }
  const id = (which: '-u' | '-g') => spawnSync('id', [which, 'postgres'], { encoding: 'utf8' })
  if (id('-u').status !== 0) return 'no user postgres to run the server as'
  return { folder, as: { uid: Number(id('-u').stdout), gid: Number(id('-g').stdout) } }
}

/** Starts a PostgreSQL of its own in a new folder, on a free port of loopback. It syncs what it confirms, as one in a library does. */
export async function startPostgres(): Promise<PostgresServer> {
  const found = programs()
  if (typeof found === 'string') throw new Error(found)
  const { folder, as } = found
  const data = mkdtempSync(join(tmpdir(), 'pysakki-postgres-'))
  if (as.uid !== undefined) chownSync(data, as.uid, as.gid!)
  const how = { ...as, cwd: data, env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' } }
  const made = spawnSync(join(folder, 'initdb'), ['-D', data, '-U', 'pysakki', '-A', 'trust', '-E', 'UTF8', '--locale=C'], how)
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  const url = (database: string) => `postgres://pysakki@127.0.0.1:${port}/${database}`
  let server: ChildProcess
  async function start(): Promise<void> {
    const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${data}`]
    server = spawn(join(folder, 'postgres'), ['-D', data, '-p', String(port), ...settings], { ...how, stdio: 'ignore' })
    for (let tries = 0; !(await answers(url('postgres'))); tries++) {
      if (tries > 300) throw new Error('PostgreSQL did not come up')
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  /** `SIGINT` ends all sessions at once, `SIGQUIT` without so much as a checkpoint. */
  const end = async (signal: 'SIGINT' | 'SIGQUIT') => {
    const ended = new Promise(resolve => server.once('exit', resolve))
    server.kill(signal)
    await ended
  }
  const stopAtExit = () => void server.kill('SIGQUIT')
  process.once('exit', stopAtExit)
  await start()
  return {
    async newDatabase() {
      const name = `hub_${randomBytes(6).toString('hex')}`
      await ask(url('postgres'), `create database ${name}`)
      return url(name)
    },
    async restart() {
      await end('SIGQUIT')
      await start()
    },
    async stop() {
      await end('SIGINT')
      process.off('exit', stopAtExit)
      rmSync(data, { recursive: true, force: true })
    },
  }
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url)
  client.on('error', () => {})
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

const answers = (url: string): Promise<boolean> =>
  ask(url, 'select 1').then(
    () => true,
    () => false,
  )

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
