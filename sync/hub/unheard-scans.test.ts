import { expect, test } from 'vitest'
import { memoryStores } from './memory-uploads.fixture.ts'
import type { StoredEntry } from './ports.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { unheardScans } from './unheard-scans.ts'

const scanOf = (entry: ReturnType<TestStation['takeBack']>) =>
  ({ kind: 'checkin', branch: 'BUS', at: time('10:00'), uncertaintyMs: 0, entry }) as const

test('[RP69] a person speaks of what had come home by then, and of what their own desk had scanned before', async () => {
  const { uploads, take } = memoryStores(time('18 12:00'))
  const [bus, other] = [new TestStation('bus-1'), new TestStation('bus-2')]
  const own = bus.takeBack('X', '10:00')
  const others = other.takeBack('X', '10:01')
  const answer = bus.answer(others, 'order-unclear', 'take-back', '10:30')
  const ownLater = bus.takeBack('X', '10:40')
  await take(bus.entries)
  await take(other.entries)
  const stored = (await uploads.entry(answer)) as StoredEntry
  const scans = [own, others, ownLater].map(scanOf)
  const spoken = (at: string) => ({
    id: answer,
    transaction: answer.transaction,
    at,
    uncertaintyMs: 500,
    zone: 'UTC',
    branch: 'BUS',
  })
  const unheard = await unheardScans(scans, stored, spoken(time('10:30')), uploads)
  expect(unheard.map(({ station, sequence }) => [station, sequence])).toEqual([
    ['bus-2', others.sequence],
    ['bus-1', ownLater.sequence],
  ])
  expect(await unheardScans(scans, stored, spoken(time('18 13:00')), uploads)).toEqual([])
})
