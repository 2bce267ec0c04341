import { beforeEach, expect, test } from 'vitest'
import { automaticLadder, cautiousLadder } from '../../../circulation/replay-ladder.ts'
import { entryKey } from '../../../circulation/transaction.ts'
import type { Connector } from '../../connectors/connector.ts'
import { openBrake } from '../../protocol/brake.ts'
import type { BrakeStore } from '../brake/brake-store.ts'
import { memoryBrakeStore } from '../brake/memory-brake-store.fixture.ts'
import { LooksInMemory } from '../looks/looks-in-memory.ts'
import { memoryStores } from '../memory-uploads.fixture.ts'
import { TestStation, time } from '../replay-station.fixture.ts'
import { ReplayWorld } from '../replay-world.fixture.ts'
import { type Batch, preview } from './preview.ts'

let stores: ReturnType<typeof memoryStores>
let world: ReplayWorld
let store: BrakeStore
let bus: TestStation
let looks: LooksInMemory

beforeEach(async () => {
  stores = memoryStores()
  world = new ReplayWorld(stores)
  store = memoryBrakeStore(
    () => world.now,
    key => stores.uploads.stored.get(key),
  )
  bus = new TestStation('bus-1')
  looks = new LooksInMemory()
  for (const barcode of ['X', 'Y', 'Z']) await world.item(barcode)
  await world.patrons('Anna', 'Bea', 'Dora')
})

const look = (batch: Batch = {}, ladder = automaticLadder, connector: Connector = world.library) =>
  preview(
    {
      replay: { ...world.ports(connector), looks },
      brake: { store, connector: 'builtin', ladder, now: () => world.now, zone: () => 'Europe/Helsinki' },
    },
    batch,
  )

/** Everything that anybody could have written. */
const everythingKept = async () =>
  structuredClone({
    loans: [...stores.tables.loans],
    ended: [...stores.tables.ended],
    holds: [...stores.tables.holds],
    scans: [...stores.tables.scansOf],
    marks: [...stores.tables.marks],
    patrons: [...stores.tables.patrons],
    version: stores.tables.version,
    stored: [...stores.uploads.stored],
    sightings: await looks.sightings('X'),
    sent: [...stores.uploads.marks],
    tallies: await store.tallies(),
    held: await store.held(100),
    changes: await store.changes(100),
  })

async function busyDay() {
  await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-30')
  await world.hold('Dora', 'Y', '16 09:00', '417')
  return [
    bus.lend('X', 'Anna', '10:00'),
    bus.takeBack('X', '11:00'),
    bus.takeBack('Y', '11:05'),
    bus.lend('Z', 'Anna', '11:10'),
    bus.lend('nobody-knows-it', 'Anna', '11:11'),
  ]
}

test('[RP91] a preview says what then happens, in counts and lines, later ones on top of earlier ones; nothing is written', async () => {
  const day = await busyDay()
  await world.upload(bus.entries)
  const before = await everythingKept()
  const seen = await look()
  expect(await everythingKept()).toEqual(before)
  expect(seen).toMatchObject({
    transactions: 5,
    becomes: { applied: 2, 'applied-with-note': 2, 'needs-person': 1 },
    kinds: { 'closes-others-loan': 1, 'catches-hold': 1 },
    closes: 1,
  })
  expect(seen.lines[0]!.writes).toEqual(['end-loan', 'begin-loan', 'record-scan'])
  await world.comesHome([])
  for (const [place, entry] of day.entries()) expect(seen.lines[place]!.outcome).toEqual(await world.outcome(entry))
})

test('[RP91] what is taken back from somebody and lent on at once closes nobody’s loan', async () => {
  await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-30')
  bus.takeBack('X', '11:00')
  bus.lend('X', 'Anna', '11:00')
  await world.upload(bus.entries)
  const { lines, closes } = await look()
  expect(lines.map(({ kinds, writes }) => [kinds, writes])).toEqual([
    [[], ['end-loan', 'record-scan']],
    [[], ['begin-loan', 'record-scan']],
  ])
  expect(closes).toBe(0)
})

test('[RP91] pauses, hours, pace and shadow mode are left out of a preview; the ladder, paused kinds and the cap are not', async () => {
  await busyDay()
  await world.upload(bus.entries)
  const all = { paused: true, shadow: true, pace: 1, pausedStations: ['bus-1'], notBetween: [{ from: '00:00', to: '00:00' }] }
  await store.change('builtin', { ...openBrake, ...all, pausedKinds: ['catches-hold'] }, 'Maija')
  const { becomes, lines } = await look({}, cautiousLadder)
  expect(becomes).toEqual({ 'needs-person': 2, held: 1, applied: 2 })
  expect(lines[0]).toMatchObject({ becomes: 'needs-person', outcome: { question: 'confirm', about: ['closes-others-loan'] } })
  expect(lines[2]).toMatchObject({ becomes: 'held', held: 'kind-paused', kinds: ['catches-hold'] })
})

test('[RP91] of one station; and of a journal that has not come yet, without what is here already', async () => {
  await busyDay()
  await world.upload(bus.entries.slice(0, 2))
  const other = new TestStation('bus-2')
  other.lend('Z', 'Bea', '08:00')
  await world.upload(other.entries)
  expect((await look({ station: 'bus-2' })).lines.map(({ id }) => id.station)).toEqual(['bus-2'])
  const before = await everythingKept()
  const carried = await look({ carried: bus.entries })
  expect(await everythingKept()).toEqual(before)
  expect(carried.lines.map(({ id }) => entryKey(id))).toEqual(bus.entries.slice(2).map(entryKey))
  expect(carried.becomes).toEqual({ 'applied-with-note': 1, applied: 1, 'needs-person': 1 })
})

test('[RP91] a system that tells no times is shown once for each item; what comes after is left open', async () => {
  bus.lend('X', 'Anna', '10:00')
  bus.takeBack('X', '11:00')
  bus.lend('Y', 'Anna', '11:05')
  await world.upload(bus.entries)
  const can = { ...world.library.can, knows: { ...world.library.can.knows, times: false } }
  const before = await everythingKept()
  const { becomes } = await look({}, automaticLadder, { ...world.library, can })
  expect(await everythingKept()).toEqual(before)
  expect(Object.values(becomes).reduce((sum, count) => sum + count, 0)).toBe(3)
})
