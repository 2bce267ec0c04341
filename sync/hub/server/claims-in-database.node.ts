import { createHash } from 'node:crypto'
import pg from 'pg'
import type { Claim, Claims } from '../claims.ts'
import { newsChannel } from './log-in-database.ts'
import { connectionTo } from './server-database.node.ts'

export interface SharedDatabase extends Claims {
  /** Does what only one process may do at a time (the first start). */
  alone<T>(work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface ClaimsOptions {
  readonly url: string
  /** Another process stored something, or the line to the server was made anew. */
  readonly onNews: () => void
}

const starting = 7_025_002

/**
 * Claims as advisory locks of one connection that lives as long as the process: the server gives them back in the moment in which that connection
 * ends, so nothing stale is left to judge. The same connection hears of what other processes store.
 */
export async function claimsInDatabase({ url, onNews }: ClaimsOptions): Promise<SharedDatabase> {
  let line: Promise<Line> | undefined = connect()
  let closed = false

  async function connect(): Promise<Line> {
    const client = new pg.Client(connectionTo(url))
    let last: Promise<unknown> = Promise.resolve()
    const mine: Line = {
      client,
      broken: false,
      ask<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
        const answer = last.then(() => client.query<Row>(text, values))
        last = answer.catch(() => {})
        return answer
      },
    }
    const lost = () => {
      mine.broken = true
      if (line === opening) line = undefined
    }
    client.on('error', lost)
    client.on('end', lost)
    client.on('notification', onNews)
    await client.connect()
    // A machine that vanishes without a word must not hold its claims for hours.
    for (const [setting, seconds] of [
      ['tcp_keepalives_idle', 5],
      ['tcp_keepalives_interval', 5],
      ['tcp_keepalives_count', 3],
    ])
      await client.query(`set ${setting} = ${seconds}`)
    await client.query(`listen ${newsChannel}`)
    return mine
  }
  const opening = line

  async function whole(): Promise<Line> {
    if (closed) throw new Error('the claims are closed')
    if (!line) {
      line = connect()
      // What came in meanwhile was not heard.
      line.then(onNews, () => {})
    }
    const mine = await line.catch(error => {
      line = undefined
      throw error
    })
    if (!mine.broken) return mine
    line = undefined
    return whole()
  }

  await whole()
  return {
    async take(keys) {
      const mine = await whole()
      const numbers = keys.map(lockNumber)
      const { rows } = await mine.ask<{ key: string; taken: boolean }>(
        'select key::text, pg_try_advisory_lock(key) as taken from unnest($1::bigint[]) as key',
        [numbers],
      )
      const taken = rows.filter(row => row.taken).map(({ key }) => key)
      const release = async () => {
        if (!mine.broken && taken.length > 0)
          await mine.ask('select pg_advisory_unlock(key) from unnest($1::bigint[]) as key', [taken])
      }
      if (taken.length === numbers.length) return { stands: () => !mine.broken, release } satisfies Claim
      await release()
      return undefined
    },
    async alone(work) {
      const { ask } = await whole()
      await ask(`select pg_advisory_lock(${starting})`)
      try {
        return await work()
      } finally {
        await ask(`select pg_advisory_unlock(${starting})`)
      }
    },
    async close() {
      closed = true
      await line?.then(({ client }) => client.end()).catch(() => {})
    },
  }
}

interface Line {
  readonly client: pg.Client
  broken: boolean
  /** One question at a time, in the order asked. */
  ask<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>
}

/** The server locks numbers: the first eight bytes of the key's hash. Two keys with one number only wait for each other. */
function lockNumber(key: string): string {
  return createHash('sha256').update(key).digest().readBigInt64BE(0).toString()
}
