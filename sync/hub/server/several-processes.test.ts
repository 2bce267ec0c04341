import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databaseBrakeStore } from '../brake/database-brake-store.ts'
import type { StoredEntry } from '../ports.ts'
import { startHub } from '../start-hub.node.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'
import { noPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.node.ts'
import { Asker, run } from '../testing/station.ts'
import { claimsInDatabase, type SharedDatabase } from './claims-in-database.node.ts'
import { logInDatabase } from './log-in-database.ts'
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

  test('[HB42] what one hub takes, every hub has, and its outcome too; the second finds the library of the first', async () => {
    const databaseUrl = await server.newDatabase()
    const folders = [await temporaryFolder(), await temporaryFolder()] as const
    const hubs = await Promise.all(
      folders.map(({ path }) => startHub({ data: path, port: 0, token: 'a'.repeat(64), databaseUrl })),
    )
    try {
      const [one, other] = hubs.map(({ address, token }) => new Asker(address, token)) as [Asker, Asker]
      const manifests = await Promise.all([one, other].map(asker => asker.get('/api/register/manifest')))
      const [names, again] = manifests.map(({ body }) => body.segments.map(({ name }: { name: string }) => name))
      expect(again).toEqual(names)
      const entries = run([{ kind: 'checkin', barcode: 'unheard-of', destination: { kind: 'shelf' } }])
      expect((await one.upload(entries)).status).toBe(200)
      expect((await other.upload(entries)).body.hash).toBe(entries[0]!.hash)
      let told: { outcomes: readonly unknown[] } = { outcomes: [] }
      while (told.outcomes.length === 0) told = (await other.get('/api/stations/bus-1/outcomes?since=0')).body
      expect(told.outcomes).toMatchObject([{ sequence: 1, outcome: { kind: 'needs-person', question: 'unknown-item' } }])
    } finally {
      for (const hub of hubs) await hub.stop()
      for (const folder of folders) await folder.remove()
    }
  }, 60_000)

  test('[RP90] processes on one database keep one pace and one cap together', async () => {
    const fresh = await server.newDatabase()
    const now = () => '2026-11-24T12:00:00.000Z'
    const databases = await Promise.all([1, 2, 3].map(() => openServerDatabase(fresh, () => {})))
    const brakes = databases.map(database => databaseBrakeStore(database, logInDatabase(database), now))
    const entries = Array.from({ length: 24 }, (_, at): StoredEntry => {
      const id = { station: 'bus-1', epoch: '1-a', sequence: at + 1 }
      return { id, hash: `${at}`, arrival: at, receivedAt: now(), payload: '{}', fork: false }
    })
    const pace = { most: 5, since: '2026-11-24T11:59:00.000Z' }
    const said = await Promise.all(entries.map((entry, at) => brakes[at % 3]!.letThrough(entry, [], { pace })))
    expect(said.filter(why => why === undefined)).toHaveLength(5)
    const closes = { most: 4, since: '2026-11-24T00:00:00.000Z' }
    const closing = entries.map((entry, at) => brakes[at % 3]!.letThrough(entry, ['closes-others-loan'], { closes }))
    expect((await Promise.all(closing)).filter(why => why === undefined)).toHaveLength(4)
    for (const database of databases) await database.destroy()
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
