import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.node.ts'
import { claimsInDatabase, type SharedDatabase } from './claims-in-database.node.ts'
import { openServerDatabase } from './server-database.node.ts'

const why = noPostgres ? ` (skipped: ${noPostgres})` : ''

describe.skipIf(noPostgres !== '')(`one database, several processes${why}`, () => {
  let server: PostgresServer
  let url: string
  const opened: SharedDatabase[] = []
  const open = async (onNews = () => {}) => {
    const claims = await claimsInDatabase({ url, onNews })
    opened.push(claims)
    return claims
  }

  beforeAll(async () => {
    server = await startPostgres()
    url = await server.newDatabase()
  }, 60_000)
  afterAll(async () => {
    for (const claims of opened) await claims.close()
    await server?.stop()
  }, 60_000)

  test('[HB41] what one process has in hand no other takes, not even in part; what it gives back or dies with is free at once', async () => {
    const [one, other] = [await open(), await open()]
    const claim = await one.take(['item X', 'patron Anna'])
    expect(await other.take(['item X', 'patron Bea'])).toBeUndefined()
    const beside = await other.take(['item Y', 'patron Bea'])
    expect(beside?.stands()).toBe(true)
    await claim!.release()
    expect(await other.take(['item X'])).toBeDefined()
    expect(await one.take(['item Y'])).toBeUndefined()
    await other.close()
    expect(await one.take(['item X', 'item Y', 'patron Bea'])).toBeDefined()
    await one.close()
  })

  test('[HB41] a claim whose line to the server broke stands no more; the next is made on a new line, and the news missed are told', async () => {
    let news = 0
    const claims = await open(() => {
      news++
    })
    const claim = await claims.take(['item X'])
    await server.restart()
    while (claim!.stands()) await new Promise(resolve => setTimeout(resolve, 10))
    await claim!.release()
    expect(await claims.take(['item X'])).toBeDefined()
    expect(news).toBeGreaterThan(0)
  })

  test('[HB40] a server that confirms what a power cut takes back is refused', async () => {
    const forgetful = `${url}?options=${encodeURIComponent('-c synchronous_commit=off')}`
    await expect(openServerDatabase(forgetful, () => {})).rejects.toThrow(/synchronous_commit off/)
  })

  test('[HB40] several processes that open a new database at once make its tables once', async () => {
    const fresh = await server.newDatabase()
    const all = await Promise.all([1, 2, 3].map(() => openServerDatabase(fresh, () => {})))
    for (const database of all) {
      expect(await database.selectFrom('entries').selectAll().execute()).toEqual([])
      await database.destroy()
    }
  })
})
