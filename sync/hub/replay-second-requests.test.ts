import { beforeEach, expect, test } from 'vitest'
import { memoryStores } from './memory-uploads.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/** Somebody asks for a title twice, at desks that do not know of each other, and has had it in between, or has not. */
let world: ReplayWorld
let bus: TestStation
let other: TestStation
let third: TestStation

beforeEach(async () => {
  world = new ReplayWorld(memoryStores())
  bus = new TestStation('bus-1')
  other = new TestStation('bus-2')
  third = new TestStation('bus-3')
  await world.item('X')
  await world.patrons('Anna', 'Dora')
})

const request = {
  kind: 'hold-request',
  titleId: 'title-X',
  card: 'card-Dora',
  patronId: 'Dora',
  pickup: { branch: 'BUS' },
} as const
const asksAt = async () => (await world.tables.holdsOf('Dora')).map(({ placedAt }) => placedAt)
const held = { kind: 'refused', code: 'title-already-held' } as const

test('[RP19] a second request is refused, and waits after all when a loan comes home that had filled the first before it', async () => {
  await world.comesHome([bus.record(request, '10:00')])
  const again = other.record(request, '12:00')
  await world.comesHome([again])
  expect(await world.outcome(again)).toEqual(held)
  expect(await asksAt()).toEqual([time('10:00')])
  const loan = third.lend('X', 'Dora', '11:00')
  await world.comesHome([loan])
  expect(await asksAt()).toEqual([time('12:00')])
  expect(await world.outcome(loan)).toMatchObject({ kind: 'applied-with-note', notes: [{ code: 'hold-filled', barcode: 'X' }] })
  await world.comesHome([third.undo(loan, 'mistyped', '13:00')])
  expect(await asksAt()).toEqual([time('10:00')])
})

test('[RP19] a loan after the second request fills the first, and the second stays refused', async () => {
  await world.comesHome([bus.record(request, '10:00'), other.record(request, '12:00')])
  await world.comesHome([third.lend('X', 'Dora', '13:00')])
  expect(await asksAt()).toEqual([])
})

test('[RP19] a second request that was withdrawn does not wait, though a loan comes home that had filled the first before it', async () => {
  await world.comesHome([bus.record(request, '10:00')])
  const again = other.record(request, '12:00')
  await world.comesHome([again])
  await world.comesHome([other.undo(again, 'mistyped', '12:05')])
  await world.comesHome([third.lend('X', 'Dora', '11:00')])
  expect(await asksAt()).toEqual([])
})

test('[RP19] the first request is withdrawn: the second waits', async () => {
  const first = bus.record(request, '10:00')
  await world.comesHome([first])
  await world.comesHome([other.record(request, '12:00')])
  await world.comesHome([bus.undo(first, 'mistyped', '12:05')])
  expect(await asksAt()).toEqual([time('12:00')])
})

test('[RP19] a request that a loan had filled was withdrawn: it does not wait again where that loan never was', async () => {
  const first = bus.record(request, '10:00')
  const loan = third.lend('X', 'Dora', '11:00')
  await world.comesHome([first, loan])
  await world.comesHome([bus.undo(first, 'mistyped', '12:00')])
  await world.comesHome([third.undo(loan, 'mistyped', '13:00')])
  expect(await asksAt()).toEqual([])
})
