import { beforeEach, expect, test } from 'vitest'
import { onBothDatabases } from './on-both-databases.fixture.ts'
import { run } from './testing/station.ts'

onBothDatabases(on => {
  beforeEach(() => on.stores.clear())

  const back = (number: number) => ({ kind: 'checkin', barcode: `B${number}`, destination: { kind: 'shelf' } }) as const
  const sequences = (stored: readonly { readonly id: { readonly sequence: number } }[]) => stored.map(({ id }) => id.sequence)
  const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

  test('[HB61] a long list that is read in parts is the whole list, in its order, once', async () => {
    await on.stores.take(run(from(1, 700).map(back)))
    expect(sequences(await on.stores.uploads.waiting(10_000))).toEqual(from(1, 700))
    expect(sequences(await on.stores.uploads.waiting(300))).toEqual(from(1, 300))
    expect(sequences(await on.stores.uploads.run('bus-1', '1-aaaaaaaa', 20, 640))).toEqual(from(20, 640))
    expect(sequences(await on.stores.uploads.run('bus-1', '1-aaaaaaaa', 701, 800))).toEqual([])
  })

  test('[RP88] what nobody can read, and forks, are found among much that waits', async () => {
    const entries = run(from(1, 3).map(back))
    await on.stores.take(entries)
    await on.stores.takeAny(run([back(1), back(9)], { epoch: '1-aaaaaaaa' }))
    const unread = { ...run([back(4)], { epoch: '2-bbbbbbbb' })[0]!, transaction: { kind: 'from tomorrow' } }
    await on.stores.takeAny([unread as never])
    const found = await on.stores.uploads.unreadable()
    expect(found.map(({ id, fork, entry }) => [id.sequence, fork, entry !== undefined])).toEqual([
      [2, true, true],
      [1, false, false],
    ])
    expect(await on.stores.uploads.waiting(100)).toHaveLength(5)
  })
})
