import { beforeEach, expect, test } from 'vitest'
import { automaticLadder, cautiousLadder } from '../../../circulation/replay-ladder.ts'
import { entryKey } from '../../../circulation/transaction.ts'
import type { Entry } from '../../journal/entry.ts'
import { type BrakeChange, changedBrake } from '../../protocol/brake.ts'
import { memoryStores } from '../memory-uploads.fixture.ts'
import { TestStation, time } from '../replay-station.fixture.ts'
import { ReplayWorld } from '../replay-world.fixture.ts'
import { type Brake, openBrakeOn } from './brake.ts'
import type { BrakeStore } from './brake-store.ts'
import { memoryBrakeStore } from './memory-brake-store.fixture.ts'

let stores: ReturnType<typeof memoryStores>
let world: ReplayWorld
let store: BrakeStore
let brake: Brake
let bus: TestStation

beforeEach(async () => {
  stores = memoryStores()
  world = new ReplayWorld(stores)
  store = memoryBrakeStore(
    () => world.now,
    key => stores.uploads.stored.get(key),
  )
  brake = brakeWith()
  bus = new TestStation('bus-1')
  for (const barcode of ['X', 'Y', 'Z']) await world.item(barcode)
  await world.patrons('Anna', 'Bea', 'Carl')
})

function brakeWith(ladder = automaticLadder): Brake {
  return openBrakeOn({ store, connector: 'builtin', ladder, now: () => world.now, zone: () => 'Europe/Helsinki' })
}

async function set(change: BrakeChange) {
  await store.change('builtin', changedBrake(await store.settings('builtin'), change), 'Maija')
}

const replay = (entries: readonly Entry[] = bus.entries) => world.comesHome(entries, { brake })
const kindsOf = async (...entries: readonly Entry[]) =>
  Promise.all(entries.map(async entry => (await world.outcome(entry))?.kind))
const wait = (entry: Entry) => brake.waitOf(entry)

test('[RP86] an open brake changes nothing', async () => {
  await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-30')
  const loan = bus.lend('X', 'Anna', '10:00')
  expect(await replay()).toBe('quiet')
  expect(await world.outcome(loan)).toMatchObject({ notes: [{ code: 'taken-from-earlier-loan' }] })
  expect(wait(loan)).toBeUndefined()
  expect(await store.tallies()).toEqual({ 'closes-others-loan': { wrote: 1 } })
})

test('[RP88] paused, nothing is asked of the library system or written; released, everything is, in its order', async () => {
  await set({ paused: true })
  const [lent, back] = [bus.lend('X', 'Anna', '10:00'), bus.takeBack('X', '11:00')]
  const marks = stores.tables.marks.size
  expect(await replay()).toBe('waiting')
  expect([wait(lent)?.why, wait(back)?.why]).toEqual(['paused', 'paused'])
  expect(await kindsOf(lent, back)).toEqual([undefined, undefined])
  expect(stores.tables.marks.size).toBe(marks)
  await set({ paused: false })
  expect(await replay()).toBe('quiet')
  expect(await kindsOf(lent, back)).toEqual(['applied', 'applied'])
  expect(await world.history('X')).toEqual(['Anna 17 10:00 – 17 11:00'])
  expect(wait(lent)).toBeUndefined()
})

test('[RP88] a station’s pause holds its own, and what others did later to the same item; everything else goes on', async () => {
  await set({ pausedStations: ['bus-1'] })
  const bus2 = new TestStation('bus-2')
  const lent = bus.lend('X', 'Anna', '10:00')
  const [later, other] = [bus2.takeBack('X', '12:00'), bus2.lend('Y', 'Anna', '12:01')]
  await world.upload(bus.entries)
  await replay(bus2.entries)
  expect([wait(lent)?.why, wait(later)?.why, wait(other)]).toEqual(['station-paused', 'behind', undefined])
  expect(await kindsOf(lent, later, other)).toEqual([undefined, undefined, 'applied'])
})

test('[RP88] a kind’s pause holds what is of that kind, with what would be written', async () => {
  await set({ pausedKinds: ['closes-others-loan'] })
  await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-30')
  const [taken, plain] = [bus.lend('X', 'Anna', '10:00'), bus.lend('Y', 'Anna', '10:01')]
  await replay()
  expect(await kindsOf(taken, plain)).toEqual([undefined, 'applied'])
  const [held] = await store.held(10)
  expect(held).toMatchObject({ why: 'kind-paused', kinds: ['closes-others-loan'] })
  expect(held?.would?.actions.map(({ kind }) => kind)).toContain('end-loan')
  expect(await world.history('X')).toEqual(['Bea 02 10:00 –'])
})

test('[RP88] what nobody can read goes to a person also while all is paused', async () => {
  await set({ paused: true, shadow: true })
  const odd = bus.lend('X', 'Anna', '10:00')
  await world.upload([odd])
  const { entry: _, ...unreadable } = stores.uploads.stored.get(entryKey(odd))!
  stores.uploads.stored.set(entryKey(odd), { ...unreadable, fork: true })
  stores.uploads.waiting = async () => [{ ...unreadable, fork: true }]
  await replay([])
  expect(await world.outcome(odd)).toMatchObject({ kind: 'needs-person', question: 'fork' })
})

test('[RP88] while everything is held, what has gathered is not gone through at each upload; released, it is', async () => {
  await set({ shadow: true })
  const { uploads } = stores
  const listed = uploads.waiting.bind(uploads)
  let times = 0
  uploads.unreadable = async () => []
  uploads.waiting = async () => {
    times++
    return listed()
  }
  const lent = bus.lend('X', 'Anna', '10:00')
  expect(await replay()).toBe('waiting')
  expect([times, wait(lent)?.why]).toEqual([0, 'shadow'])
  await set({ shadow: false })
  await replay()
  expect(await kindsOf(lent)).toEqual(['applied'])
})

test('[RP84] asked first, nothing is written; agreed, it is; the kinds and the answer are counted', async () => {
  brake = brakeWith(cautiousLadder)
  await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-30')
  const loan = bus.lend('X', 'Anna', '10:00')
  expect(await replay()).toBe('quiet')
  expect(await world.outcome(loan)).toEqual({
    kind: 'needs-person',
    question: 'confirm',
    about: ['closes-others-loan'],
    choices: ['as-recommended', 'look-for-it', 'leave-as-is'],
    where: 'office',
  })
  expect(await world.history('X')).toEqual(['Bea 02 10:00 –'])
  const answer = bus.answer(loan, 'confirm', 'as-recommended', '18 09:00')
  await set({ paused: true })
  await replay()
  expect(wait(answer)?.why).toBe('paused')
  await set({ paused: false })
  await replay()
  expect(await world.history('X')).toEqual(['Bea 02 10:00 – 17 10:00', 'Anna 17 10:00 –'])
  expect(await kindsOf(loan)).toEqual(['applied-with-note'])
  expect(await store.tallies()).toEqual({ 'closes-others-loan': { asked: 1, confirmed: 1, wrote: 1 } })
})

test('[RP84] a person who answers otherwise is counted so, and nothing is written; who goes to look has not answered', async () => {
  brake = brakeWith(cautiousLadder)
  await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-30')
  const loan = bus.lend('X', 'Anna', '10:00')
  await replay()
  bus.answer(loan, 'confirm', 'look-for-it', '18 09:00')
  await replay()
  expect(await store.tallies()).toEqual({ 'closes-others-loan': { asked: 1 } })
  bus.answer(loan, 'confirm', 'leave-as-is', '18 09:05')
  await replay()
  expect(await store.tallies()).toEqual({ 'closes-others-loan': { asked: 1, otherwise: 1 } })
  expect(await world.history('X')).toEqual(['Bea 02 10:00 –'])
})

test('[RP84] an answer that came too late brings nothing past the ladder', async () => {
  brake = brakeWith(cautiousLadder)
  const unsure = new TestStation('bus-3', { uncertaintyMs: 5 * 60_000 })
  await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-30')
  const loan = unsure.lend('X', 'Anna', '10:00')
  await world.main.lend('X', 'Carl', time('10:02'), '2026-12-15')
  await replay(unsure.entries)
  expect(await world.outcome(loan)).toMatchObject({ question: 'order-unclear' })
  unsure.answer(loan, 'order-unclear', 'lend-to-patron', '18 09:00')
  await replay(unsure.entries)
  expect(await kindsOf(loan)).toEqual(['applied-with-note'])
})

test('[RP84] a question that a new fact answers is answered by it: back before anybody confirmed', async () => {
  brake = brakeWith(cautiousLadder)
  await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-30')
  const loan = bus.lend('X', 'Anna', '10:00')
  await replay()
  await world.main.takeBack('X', time('12:00'))
  await replay()
  expect(await world.outcome(loan)).toMatchObject({ kind: 'history-only' })
})

test('[RP81] a kind that is only reported waits; what would be written is kept; put on automatic it is written', async () => {
  await set({ ladder: { 'closes-others-loan': 'report' } })
  await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-30')
  const [loan, back] = [bus.lend('X', 'Anna', '10:00'), bus.takeBack('X', '11:00')]
  await replay()
  await replay()
  expect([wait(loan)?.why, wait(back)?.why]).toEqual(['report-only', 'behind'])
  expect(await store.held(10)).toMatchObject([{ why: 'report-only', would: { outcome: { kind: 'applied-with-note' } } }])
  await set({ ladder: {} })
  await replay()
  expect(await kindsOf(loan, back)).toEqual(['applied-with-note', 'applied'])
})

test('[RP89] nothing in the night; the end of the wait is told', async () => {
  await set({ notBetween: [{ from: '21:00', to: '05:00' }] })
  const loan = bus.lend('X', 'Anna', '10:00')
  world.now = '2026-11-24T19:30:00Z'
  await replay()
  expect(wait(loan)).toEqual({ why: 'hours', until: '2026-11-25T03:00:00Z' })
  world.now = '2026-11-25T03:00:00Z'
  await replay()
  expect(await kindsOf(loan)).toEqual(['applied'])
})

test('[RP90] two a minute: the third waits for the next minute', async () => {
  await set({ pace: 2 })
  const loans = [bus.lend('X', 'Anna', '10:00'), bus.lend('Y', 'Anna', '10:01'), bus.lend('Z', 'Anna', '10:02')]
  expect(await replay()).toBe('waiting')
  expect(await kindsOf(...loans)).toEqual(['applied', 'applied', undefined])
  expect(wait(loans[2]!)?.why).toBe('pace')
  world.now = '2026-11-24T12:00:59Z'
  await replay()
  expect(await kindsOf(loans[2]!)).toEqual([undefined])
  world.now = '2026-11-24T12:01:01Z'
  await replay()
  expect(await kindsOf(loans[2]!)).toEqual(['applied'])
})

test('[RP90] one loan of another a day, after a restart too; the rest the day after', async () => {
  await set({ closesPerDay: 1 })
  for (const barcode of ['X', 'Y']) await world.main.lend(barcode, 'Bea', time('2 10:00'), '2026-11-30')
  const [first, second, plain] = [bus.lend('X', 'Anna', '10:00'), bus.lend('Y', 'Anna', '10:01'), bus.lend('Z', 'Anna', '10:02')]
  await replay()
  brake = brakeWith()
  await replay()
  expect(await kindsOf(first, second, plain)).toEqual(['applied-with-note', undefined, 'applied'])
  expect(wait(second)?.why).toBe('daily-cap')
  // Midnight in Helsinki.
  world.now = '2026-11-24T22:00:01Z'
  await replay()
  expect(await kindsOf(second)).toEqual(['applied-with-note'])
})

test('[RP90] two hubs on one store keep one pace and one cap between them', async () => {
  await set({ pace: 2, closesPerDay: 1 })
  for (const barcode of ['X', 'Y']) await world.main.lend(barcode, 'Bea', time('2 10:00'), '2026-11-30')
  const loans = [bus.lend('X', 'Anna', '10:00'), bus.lend('Y', 'Anna', '10:01'), bus.lend('Z', 'Anna', '10:02')]
  const other = brakeWith()
  await world.comesHome(bus.entries.slice(0, 2), { brake: other })
  expect(await kindsOf(...loans)).toEqual(['applied-with-note', undefined, undefined])
  await world.item('W')
  loans.push(bus.lend('W', 'Anna', '10:03'))
  await replay()
  expect(await kindsOf(...loans)).toEqual(['applied-with-note', undefined, 'applied', undefined])
  expect([brake.waitOf(loans[1]!)?.why, brake.waitOf(loans[3]!)?.why]).toEqual(['daily-cap', 'pace'])
})

test('[RP88] shadow mode writes nothing', async () => {
  await set({ shadow: true })
  const loan = bus.lend('X', 'Anna', '10:00')
  await replay()
  expect(wait(loan)?.why).toBe('shadow')
  expect(await world.history('X')).toEqual([])
})
