import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type DatabaseStores, databaseStores } from './database-stores.fixture.ts'
import { bothDatabases } from './testing/both-databases.node.ts'
import { run } from './testing/station.ts'

for (const where of bothDatabases())
  describe.skipIf(where.missing !== '')(`on ${where.name}`, () => {
    let stores: DatabaseStores

    beforeAll(async () => {
      stores = await databaseStores({ url: await where.open() })
    }, 60_000)
    afterAll(async () => {
      await stores?.close()
      await where.close()
    })
    beforeEach(() => stores.clear())

    const back = (number: number) => ({ kind: 'checkin', barcode: `B${number}`, destination: { kind: 'shelf' } }) as const
    const sequences = (stored: readonly { readonly id: { readonly sequence: number } }[]) => stored.map(({ id }) => id.sequence)
    const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

    test('[HB61] a long list that is read in parts is the whole list, in its order, once', async () => {
      await stores.take(run(from(1, 700).map(back)))
      expect(sequences(await stores.uploads.waiting(10_000))).toEqual(from(1, 700))
      expect(sequences(await stores.uploads.waiting(300))).toEqual(from(1, 300))
      expect(sequences(await stores.uploads.run('bus-1', '1-aaaaaaaa', 20, 640))).toEqual(from(20, 640))
      expect(sequences(await stores.uploads.run('bus-1', '1-aaaaaaaa', 701, 800))).toEqual([])
    })

    test('[RP88] what nobody can read, and forks, are found among much that waits', async () => {
      const entries = run(from(1, 3).map(back))
      await stores.take(entries)
      await stores.takeAny(run([back(1), back(9)], { epoch: '1-aaaaaaaa' }))
      const unread = { ...run([back(4)], { epoch: '2-bbbbbbbb' })[0]!, transaction: { kind: 'from tomorrow' } }
      await stores.takeAny([unread as never])
      const found = await stores.uploads.unreadable()
      expect(found.map(({ id, fork, entry }) => [id.sequence, fork, entry !== undefined])).toEqual([
        [2, true, true],
        [1, false, false],
      ])
      expect(await stores.uploads.waiting(100)).toHaveLength(5)
    })
  })
