import { expect, test } from 'vitest'
import { run } from '../hub/testing/station.ts'
import { HubError, type HubLine } from './hub-line.ts'
import { NeighbourEntries } from './neighbours.ts'

const [entry] = run([{ kind: 'checkin', barcode: 'a', destination: { kind: 'shelf' } }], { station: 'bus-1.back' })
const line = (neighbours: HubLine['neighbours']) => ({ neighbours }) as HubLine

test('[OB9] a hub that cannot say what the neighbours did keeps nobody from the register; what is known of them stays, and is asked anew', async () => {
  const neighbours = new NeighbourEntries()
  await neighbours.fetch(
    line(async () => ({ state: 's1', entries: [{ entry: entry! }] })),
    true,
    1,
  )
  for (const kind of ['broken', 'nonsense', 'missing'] as const)
    await neighbours.fetch(
      line(() => Promise.reject(new HubError(kind, ''))),
      true,
      1,
    )
  expect(neighbours.all()).toEqual([{ entry }])
  for (const kind of ['no-answer', 'refused'] as const) {
    const asked = neighbours.fetch(
      line(() => Promise.reject(new HubError(kind, ''))),
      true,
      1,
    )
    await expect(asked).rejects.toMatchObject({ kind })
  }
  const seen: unknown[] = []
  await neighbours.fetch(
    line(async (...asked) => {
      seen.push(asked)
      return { state: 's1' }
    }),
    true,
    1,
  )
  expect(seen).toEqual([[1, 's1']])
})
