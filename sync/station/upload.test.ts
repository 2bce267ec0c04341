import { afterEach, expect, test } from 'vitest'
import { sealEntry } from '../journal/chain.ts'
import type { Entry } from '../journal/entry.ts'
import { openMemoryJournal } from '../journal/memory-journal.ts'
import { range } from '../register/library.fixture.ts'
import { type LineWorld, openLineWorld } from './testing/line-world.node.ts'

let world: LineWorld

afterEach(() => world.close())

const upTo = (count: number) => range(count, number => number + 1)

test('[UP2] every entry goes up once, in order, from what the hub has', async () => {
  world = await openLineWorld()
  const { hub, sync, append } = world
  await append(5)
  await sync.turn()
  const [{ epoch }] = (await append(3)) as [Entry]
  await sync.turn()
  await sync.turn()
  expect(hub.uploads.map(batch => batch.map(({ sequence }) => sequence))).toEqual([upTo(5), [6, 7, 8]])
  expect(hub.sequences(epoch)).toEqual(upTo(8))
  expect([...hub.kept.get(epoch)!.values()]).toEqual(await world.journal.entries())
  expect(sync.state().have).toEqual({ epoch, sequence: 8 })
})

test('[UP2] a long journal goes in batches, none of them out of order', async () => {
  world = await openLineWorld()
  const { hub, sync, append } = world
  const [{ epoch }] = (await append(2500)) as [Entry]
  await sync.turn()
  expect(hub.uploads.length).toBeGreaterThan(2)
  expect(hub.uploads.flat().map(({ sequence }) => sequence)).toEqual(upTo(2500))
  expect(hub.sequences(epoch)).toEqual(upTo(2500))
})

test('[UP2] epochs go up in the journal’s order, and what is held is told up to the first that is not whole', async () => {
  const file = lines()
  const first = await openMemoryJournal({ station: 'bus-1', file })
  await first.append([draft('A'), draft('B')])
  await first.close()
  // A second copy that cannot be read at the start begins a new epoch.
  file.broken = true
  const journal = await openMemoryJournal({ station: 'bus-1', file })
  file.broken = false
  await journal.append([draft('C')])
  await journal.close()
  const whole = await openMemoryJournal({ station: 'bus-1', file })
  const epochs = [...new Set((await whole.entries()).map(({ epoch }) => epoch))]
  expect(epochs).toHaveLength(2)
  world = await openLineWorld(20, { journal: whole })
  const { hub, sync } = world
  let posts = 0
  hub.fault = request => (request.startsWith('POST') && ++posts > 1 ? { status: 500 } : undefined)
  await sync.turn()
  expect(sync.state().have).toEqual({ epoch: epochs[1], sequence: 0 })
  hub.fault = () => undefined
  await sync.turn()
  expect([...hub.kept.values()].flatMap(epoch => [...epoch.values()])).toEqual(await whole.entries())
  expect(sync.state().have).toEqual({ epoch: epochs[1], sequence: hub.sequences(epochs[1]!).at(-1) })
})

function draft(barcode: string) {
  const at = { wall: '2026-11-17T07:40:00.000Z', zone: 'Europe/Helsinki', monotonicMs: 0, run: 'r1' }
  return { at, branch: 'bus', transaction: { kind: 'checkin', barcode, destination: { kind: 'shelf' } } as const }
}

function lines() {
  let held: string[] = []
  return {
    broken: false,
    async read() {
      if (this.broken) throw new Error('the disk does not answer')
      return held
    },
    async append(more: readonly string[]) {
      held = [...held, ...more]
    },
    async rewrite(all: readonly string[]) {
      held = [...all]
    },
    async forget(all: readonly string[]) {
      held = [...all]
    },
  }
}

test('[UP3] an upload whose answer is lost is sent again, and stands once', async () => {
  world = await openLineWorld()
  const { hub, sync, append } = world
  const [{ epoch }] = (await append(4)) as [Entry]
  hub.fault = request => (request.startsWith('POST') ? { cut: 'after' } : undefined)
  await sync.turn()
  expect(hub.sequences(epoch)).toEqual(upTo(4))
  expect(sync.state().have?.sequence ?? 0).toBe(0)
  hub.fault = () => undefined
  await sync.turn()
  expect(hub.sequences(epoch)).toEqual(upTo(4))
  expect(sync.state().have).toEqual({ epoch, sequence: 4 })
})

test('[UP3] only what the hub confirms by number and hash counts as held', async () => {
  world = await openLineWorld()
  const { hub, sync, append } = world
  const [{ epoch }] = (await append(4)) as [Entry]
  const lie = JSON.stringify({ epoch, sequence: 4, hash: 'f'.repeat(64) })
  hub.fault = request => (request.startsWith('POST') ? { garbage: lie } : undefined)
  await sync.turn()
  expect(sync.state().have?.sequence ?? 0).toBe(0)
})

test.each([
  ['a cut', { cut: 'before' as const }],
  ['a time-out', { delayMs: 700 }],
  ['a 500', { status: 500 }],
  ['a 400', { status: 400 }],
  ['a page of somebody else', { garbage: '<!doctype html><title>Sign in to the network</title>' }],
  ['half an answer', { garbage: '{"epoch":"1-' }],
  ['an answer of another shape', { garbage: '{"epoch":1}' }],
])('[UP5] %s at any request loses nothing, and the next turn goes on', async (_, fault) => {
  world = await openLineWorld(20, { timeoutMs: 300 })
  const { hub, sync, append, register } = world
  const [{ epoch }] = (await append(3)) as [Entry]
  hub.outcomes = [{ epoch, sequence: 1, outcome: { kind: 'applied' }, at: '2026-11-17T08:00:00Z', inVersion: 1 }]
  // Each request in its turn goes wrong once: the third fails when the first two have passed.
  for (let number = 1; number <= 9; number++) {
    let seen = 0
    hub.fault = () => (++seen === number ? fault : undefined)
    await sync.turn()
    if (seen >= number && number === 1) expect(sync.state().link).toBe('none')
  }
  hub.fault = () => undefined
  await sync.turn()
  expect(hub.sequences(epoch)).toEqual(upTo(3))
  expect(sync.state()).toMatchObject({ link: 'good', have: { epoch, sequence: 3 } })
  expect(sync.state().outcomes.size).toBe(1)
  expect(await register.state()).toMatchObject({ complete: true })
})

test('[UP6] a hub that was emptied gets everything that is kept again, and its outcomes are asked from the beginning', async () => {
  world = await openLineWorld()
  const { hub, sync, append } = world
  const [{ epoch }] = (await append(6)) as [Entry]
  const outcome = (kind: 'applied' | 'already-applied') =>
    ({ epoch, sequence: 1, outcome: { kind }, at: '2026-11-17T08:00:00Z', inVersion: 1 }) as const
  hub.outcomes = [outcome('applied')]
  await sync.turn()
  hub.kept.clear()
  hub.outcomes = [outcome('already-applied')]
  await sync.turn()
  expect(hub.sequences(epoch)).toEqual(upTo(6))
  expect(sync.state().outcomes.get(`bus-1/${epoch}/1`)?.outcome.kind).toBe('already-applied')
})

test('[UP6] a hub restored to an older day is brought up from there', async () => {
  world = await openLineWorld()
  const { hub, sync, append } = world
  const [{ epoch }] = (await append(6)) as [Entry]
  await sync.turn()
  for (const sequence of [3, 4, 5, 6]) hub.kept.get(epoch)!.delete(sequence)
  await append(1)
  await world.again().turn()
  expect(hub.uploads.at(-1)!.map(({ sequence }) => sequence)).toEqual([3, 4, 5, 6, 7])
})

test('[UP7] a hub that lost entries between question and upload says so, and is sent what is missing', async () => {
  world = await openLineWorld()
  const { hub, sync, append } = world
  const [{ epoch }] = (await append(4)) as [Entry]
  await sync.turn()
  await append(2)
  hub.fault = request => {
    if (request.startsWith('POST') && hub.uploads.length === 1) hub.kept.get(epoch)!.delete(4)
    return undefined
  }
  await sync.turn()
  expect(hub.sequences(epoch)).toEqual(upTo(6))
  expect(sync.state().refusedByHub).toBeUndefined()
})

/** The hub has an entry of another history under this number. */
function foreign(entry: Entry): Entry {
  const { epoch, sequence, previous, at, branch } = entry
  const transaction = { kind: 'checkin', barcode: 'FOREIGN', destination: { kind: 'shelf' } } as const
  return sealEntry({ at, branch, transaction }, { epoch, sequence: sequence - 1, hash: previous }, 'bus-1')
}

test('[UP7] a fork is told, both sides are kept at the hub, and nothing is sent over and over', async () => {
  world = await openLineWorld()
  const { hub, sync, append } = world
  const entries = await append(5)
  const { epoch } = entries[0]!
  for (const entry of entries.slice(0, 2)) hub.keep(entry)
  hub.keep(foreign(entries[2]!))
  await sync.turn()
  expect(sync.state()).toMatchObject({ refusedByHub: 'chain', link: 'good', have: { epoch, sequence: 5 } })
  const kept = () => [...hub.kept.values()].flatMap(one => [...one.values()].map(({ hash }) => hash))
  for (const { hash } of entries) expect(kept()).toContain(hash)
  expect(kept()).toContain(foreign(entries[2]!).hash)

  const uploads = hub.uploads.length
  await sync.turn()
  await world.again().turn()
  expect(hub.uploads.length).toBe(uploads)

  const later = await append(2)
  await sync.turn()
  for (const { hash } of later) expect(kept()).toContain(hash)
  expect(sync.state()).toMatchObject({ refusedByHub: 'chain', have: { epoch, sequence: 7 } })
})

test('[UP7] a hub that knows more of the epoch than the station does is a fork too', async () => {
  world = await openLineWorld()
  const { hub, sync, append } = world
  const [first] = (await append(1)) as [Entry]
  hub.keep(first)
  hub.keep(foreign({ ...first, sequence: 2, previous: first.hash }))
  await sync.turn()
  expect(sync.state().refusedByHub).toBe('chain')
  const [second] = (await append(1)) as [Entry]
  await sync.turn()
  expect([...hub.kept.values()].flatMap(one => [...one.values()].map(({ hash }) => hash))).toContain(second.hash)
})
