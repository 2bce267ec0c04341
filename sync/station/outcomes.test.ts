import { afterEach, expect, test } from 'vitest'
import type { OutcomeMessage } from '../protocol/messages.ts'
import { range } from '../register/library.fixture.ts'
import { type LineWorld, openLineWorld } from './testing/line-world.node.ts'

let world: LineWorld

afterEach(() => world.close())

function outcome(sequence: number, kind: 'applied' | 'already-applied' = 'applied'): OutcomeMessage {
  return { epoch: '1-aa', sequence, outcome: { kind }, at: '2026-11-17T08:00:00Z', inVersion: 1 }
}

test('[UP9] outcomes come batch by batch behind a cursor, each once, and are there after a restart', async () => {
  world = await openLineWorld()
  const { hub, store, sync } = world
  hub.outcomes = range(8, number => outcome(number + 1))
  await sync.turn()
  expect([...sync.state().outcomes.keys()]).toEqual(range(8, number => `bus-1/1-aa/${number + 1}`))
  expect(store.stored().cursor).toBe(8)
  expect([...world.again().state().outcomes.values()]).toEqual(hub.outcomes)
})

test('[UP9] cut off between two batches, it goes on from the stored cursor', async () => {
  world = await openLineWorld()
  const { hub, store, sync } = world
  hub.outcomes = range(8, number => outcome(number + 1))
  hub.fault = request => (request.endsWith('/outcomes') && hub.count(request) === 2 ? { cut: 'after' } : undefined)
  await sync.turn()
  expect(store.stored()).toMatchObject({ cursor: 3 })
  expect(sync.state().outcomes.size).toBe(3)
  await world.again().turn()
  expect(store.stored().outcomes.size).toBe(8)
})

test('[UP9] a later outcome replaces an earlier one', async () => {
  world = await openLineWorld()
  const { hub, sync } = world
  hub.outcomes = [outcome(1)]
  await sync.turn()
  hub.outcomes = [outcome(1), outcome(1, 'already-applied')]
  await sync.turn()
  expect([...sync.state().outcomes.values()]).toEqual([outcome(1, 'already-applied')])
})
