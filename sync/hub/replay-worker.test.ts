import { expect, test } from 'vitest'
import { ConnectorError } from '../connectors/connector.ts'
import { FailingSystem } from './failing-system.fixture.ts'
import { memoryStores } from './memory-uploads.fixture.ts'
import { startReplay } from './replay.ts'
import { TestStation } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

async function worldWithItems() {
  const world = new ReplayWorld(memoryStores())
  for (const item of ['X', 'Y', 'Z']) await world.item(item)
  await world.patrons('Anna')
  const bus = new TestStation('bus-1')
  for (const [index, item] of ['X', 'Y', 'Z'].entries()) bus.lend(item, 'Anna', `10:0${index}`)
  return { world, bus }
}

/** Resolves when the condition holds; the test's own time limit is the only clock. */
async function until(condition: () => Promise<boolean>) {
  while (!(await condition())) await new Promise(resolve => setTimeout(resolve, 1))
}

test('[RP26] replay looks at its start and when woken, and tells when it is done', async () => {
  const { world, bus } = await worldWithItems()
  await world.upload(bus.entries.slice(0, 1))
  const replay = startReplay(world.ports())
  await replay.settled()
  expect(await world.outcome(bus.entries[0]!)).toEqual({ kind: 'applied' })
  await world.upload(bus.entries)
  replay.wake()
  await replay.settled()
  expect(await world.tables.loansOf('Anna')).toHaveLength(3)
  await replay.stop()
})

test('[RP26] replay tries by itself until the system can be reached again', async () => {
  const { world, bus } = await worldWithItems()
  await world.upload(bus.entries)
  let failures = 4
  const away = new FailingSystem(world.library, () => (failures-- > 0 ? new ConnectorError('unreachable', 'no line') : undefined))
  const replay = startReplay(world.ports(away), { backOffMs: { first: 1, last: 4 } })
  await until(async () => (await world.tables.loansOf('Anna')).length === 3)
  await replay.stop()
  expect(away.applied).toHaveLength(3)
})

test('[RP26] a store that fails is told of and tried again', async () => {
  const { world, bus } = await worldWithItems()
  await world.upload(bus.entries)
  const told: unknown[] = []
  const full = () => {
    if (told.length === 0) throw new Error('disk full')
  }
  const replay = startReplay(world.ports(), { at: full, onError: error => told.push(error), backOffMs: { first: 1, last: 4 } })
  await until(async () => (await world.tables.loansOf('Anna')).length === 3)
  await replay.stop()
  expect(told).toHaveLength(1)
})

test('[RP27] told to stop, replay finishes the entry in hand and begins no other', async () => {
  const { world, bus } = await worldWithItems()
  await world.upload(bus.entries)
  let stopped: Promise<void> | undefined
  const replay = startReplay(world.ports(), {
    at: point => {
      if (point === 'after-mark') stopped ??= replay.stop()
    },
  })
  await replay.settled()
  await stopped
  expect(await world.outcome(bus.entries[0]!)).toEqual({ kind: 'applied' })
  expect(await world.outcome(bus.entries[1]!)).toBeUndefined()
  replay.wake()
  await replay.settled()
  expect(await world.outcome(bus.entries[1]!)).toBeUndefined()
})
