import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../../host/system-clock.ts'
import { type RunningHub, startHub } from '../../hub/start-hub.node.ts'
import { temporaryFolder } from '../../hub/testing/hub-process.node.ts'
import { Asker, run } from '../../hub/testing/station.ts'
import type { Entry } from '../../journal/entry.ts'
import type { Journal } from '../../journal/journal.ts'
import { openMemoryJournal } from '../../journal/memory-journal.ts'
import { readSealed, sealForCarrying } from '../../journal/usb-export.ts'
import { openMemoryRegister } from '../../register/memory-register.ts'
import { createSyncClient } from '../create-sync-client.ts'
import { memoryStationStore, type StationStore } from '../station-store.ts'
import type { SyncClient } from '../sync-client.ts'
import { takeIn } from './carry-in.ts'
import { dayToCarry, isToCarry } from './carry-out.ts'

const now = '2026-11-17T16:05:00.000Z'
const zone = 'Europe/Helsinki'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let hub: RunningHub
let asker: Asker
let stations = 0

beforeAll(async () => {
  folder = await temporaryFolder()
  hub = await startHub({ data: join(folder.path, 'data'), port: 0 })
  asker = new Asker(hub.address, hub.token)
}, 60_000)

afterAll(async () => {
  await hub?.stop()
  await folder?.remove()
}, 60_000)

/** The station whose line is down, and the one that carries for it. */
let bus: Journal
let carrier: Journal
let store: StationStore
const clients: SyncClient[] = []

beforeEach(async () => {
  bus = await openMemoryJournal({ station: `bus-${++stations}` })
  carrier = await openMemoryJournal({ station: `carrier-${stations}` })
  store = memoryStationStore()
})

afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop()
})

async function append(journal: Journal, count: number): Promise<readonly Entry[]> {
  return journal.append(
    Array.from({ length: count }, (_, at) => ({
      at: { wall: now, zone, monotonicMs: at, run: 'r1' },
      branch: 'PYS1AU',
      transaction: { kind: 'checkin' as const, barcode: `K${at}`, destination: { kind: 'shelf' as const } },
    })),
  )
}

async function line(
  journal: Journal,
  { of = store, through = fetch }: { of?: StationStore; through?: typeof fetch } = {},
): Promise<SyncClient> {
  const { token } = (await asker.post(`/api/stations/${journal.station}/enrol`, {})).body
  const parts = { hubUrl: hub.address, token, station: journal.station, journal, store: of, fetch: through }
  const client = createSyncClient({ ...parts, register: await openMemoryRegister(), clock: systemClock(), random: () => 0 })
  clients.push(client)
  return client
}

/** What the hub holds of a journal, by its entries' hashes. */
async function atHub(entries: readonly Entry[]): Promise<number> {
  const [first] = entries
  if (!first) return 0
  const { body } = await asker.get(`/api/stations/${first.station}/have?epoch=${first.epoch}`)
  return body.sequence
}

const toCarry = async (journal: Journal) => dayToCarry(journal.station, await journal.entries(), now, zone)
const carried = () => [...store.stored().carried.values()]

test('[CA1] the file holds every entry, is named by station and local time, and says until when', async () => {
  const entries = await append(bus, 3)
  const day = await toCarry(bus)
  expect(day).toMatchObject({ name: `${bus.station}-2026-11-17-1805.pysakki`, entries: 3, acts: 3 })
  expect(day.last).toEqual({ epoch: entries[2]!.epoch, sequence: 3, at: now })
  expect(readSealed(day.text)).toMatchObject({ kind: 'whole', entries })
  expect(dayToCarry('bus', [], now, zone)).not.toHaveProperty('last')
})

test('[CA1] acts that lie here alone are to be carried, until a file was written that reaches the last of them', async () => {
  expect(isToCarry([])).toBe(false)
  const [, last] = await append(bus, 2)
  const out = (sequence: number) => ({
    at: { wall: now, zone, monotonicMs: 9, run: 'r1' },
    branch: 'PYS1AU',
    transaction: { kind: 'carried-out' as const, epoch: last!.epoch, sequence, entries: sequence },
  })
  expect(isToCarry(await bus.entries())).toBe(true)
  await bus.append([out(1)])
  expect(isToCarry(await bus.entries())).toBe(true)
  await bus.append([out(2)])
  expect(isToCarry(await bus.entries())).toBe(false)
  await append(bus, 1)
  expect(isToCarry(await bus.entries())).toBe(true)
})

test('[CA5] a taken file is kept once, its own and no journal are refused, and nothing comes into the journal here', async () => {
  await append(bus, 3)
  const { text } = await toCarry(bus)
  expect(await takeIn(text, carrier.station, store, now)).toMatchObject({ kind: 'taken', known: false, journal: { entries: 3 } })
  expect(await takeIn(text, carrier.station, store, now)).toMatchObject({ kind: 'taken', known: true })
  expect(await takeIn(text, bus.station, store, now)).toEqual({ kind: 'refused', why: 'own' })
  expect(await takeIn(text.slice(0, -9), carrier.station, store, now)).toMatchObject({ kind: 'refused' })
  expect(await takeIn(sealForCarrying('bus-9', [], now), carrier.station, store, now)).toEqual({ kind: 'refused', why: 'empty' })
  expect(carried()).toHaveLength(1)
  expect(await carrier.entries()).toEqual([])
})

test('[CA6] it goes up after its own under its own station, the receipt stays, and the entries are gone from here', async () => {
  const theirs = await append(bus, 5)
  const ours = await append(carrier, 2)
  await takeIn((await toCarry(bus)).text, carrier.station, store, now)
  const sync = await line(carrier)
  await sync.turn()
  expect([await atHub(theirs), await atHub(ours)]).toEqual([5, 2])
  const [receipt] = carried()
  expect(receipt).toMatchObject({ station: bus.station, sent: 5, fresh: 5, receivedAt: expect.any(String) })
  expect(receipt).not.toHaveProperty('text')
  expect(sync.state().have).toEqual({ epoch: ours[0]!.epoch, sequence: 2 })
  // The same stick again, by whoever finds it, brings nothing: it is known here.
  expect(await takeIn((await toCarry(bus)).text, carrier.station, store, now)).toMatchObject({ kind: 'taken', known: true })
})

test('[CA6] [RP13] the station comes back on the line later, or came before: nothing is doubled, and it learns its outcomes itself', async () => {
  const entries = await append(bus, 4)
  await takeIn((await toCarry(bus)).text, carrier.station, store, now)
  await (await line(carrier)).turn()
  const own = memoryStationStore()
  await (await line(bus, { of: own })).turn()
  expect(await atHub(entries)).toBe(4)
  expect(own.stored().have).toEqual({ epoch: entries[0]!.epoch, sequence: 4 })
  await append(bus, 2)
  await (await line(bus, { of: own })).turn()
  await takeIn((await toCarry(bus)).text, carrier.station, store, now)
  await (await line(carrier)).turn()
  expect(carried().map(({ fresh }) => fresh)).toEqual([4, 0])
})

test('[CA6] a long journal goes in pieces; a line that is lost between them goes on where it was, also after a restart', async () => {
  const entries = await append(bus, 1000)
  await takeIn((await toCarry(bus)).text, carrier.station, store, now)
  let posts = 0
  const cut: typeof fetch = (...call) => {
    if (String(call[0]).endsWith('/carried') && ++posts === 3) return Promise.reject(new Error('no line'))
    return fetch(...call)
  }
  await (await line(carrier, { through: cut })).turn()
  expect([await atHub(entries), posts]).toEqual([800, 3])
  expect(carried()).toMatchObject([{ sent: 800, fresh: 800, text: expect.any(String) }])
  await (await line(carrier, { of: memoryStationStore(store.stored()), through: cut })).turn()
  expect([await atHub(entries), posts]).toEqual([1000, 4])
}, 60_000)

test('[CA6] a journal whose numbers stand at the hub with other entries is kept there beside them, however long', async () => {
  const [first] = await append(bus, 900)
  const { text } = await toCarry(bus)
  const other = await openMemoryJournal({ station: bus.station })
  const others = await append(other, 450)
  // The same epoch, written twice: what a copied disk brings about.
  const forged = run(
    others.map(({ transaction }) => transaction),
    { station: bus.station, epoch: first!.epoch },
  )
  await asker.upload(forged, { station: bus.station, epoch: first!.epoch })
  await takeIn(text, carrier.station, store, now)
  await (await line(carrier)).turn()
  expect(carried()).toMatchObject([{ sent: 900, receivedAt: expect.any(String) }])
  expect(carried()[0]!.fresh).toBe(900)
}, 60_000)

test('[CA7] behind a hole it is kept and said, holds up nothing, and goes up once the hole is closed', async () => {
  const entries = await append(bus, 6)
  const part = sealForCarrying(bus.station, entries.slice(3), now)
  const other = await openMemoryJournal({ station: `other-${stations}` })
  await append(other, 2)
  await takeIn(part, carrier.station, store, now)
  await takeIn((await toCarry(other)).text, carrier.station, store, now)
  const sync = await line(carrier)
  await sync.turn()
  expect(carried()).toMatchObject([{ refused: 'chain', text: expect.any(String) }, { receivedAt: expect.any(String) }])
  expect(sync.state().refusedByHub).toBeUndefined()
  await (await line(bus, { of: memoryStationStore() })).turn()
  await (await line(carrier)).turn()
  expect(carried()).toMatchObject([{ sent: 3, fresh: 0, receivedAt: expect.any(String) }, {}])
  expect(carried()[0]).not.toHaveProperty('refused')
})

test('[CA7] a hub too old to take it keeps it waiting here, and it is tried again when the file is taken again', async () => {
  await append(bus, 2)
  const { text } = await toCarry(bus)
  await takeIn(text, carrier.station, store, now)
  let isOld = true
  const old: typeof fetch = (...call) =>
    isOld && String(call[0]).endsWith('/carried')
      ? Promise.resolve(Response.json({ code: 'no-such-thing' }, { status: 404 }))
      : fetch(...call)
  const sync = await line(carrier, { through: old })
  await sync.turn()
  expect(carried()).toMatchObject([{ refused: 'no-such-thing', text }])
  isOld = false
  await sync.turn()
  expect(carried()).toMatchObject([{ refused: 'no-such-thing' }])
  await takeIn(text, carrier.station, store, now)
  await sync.turn()
  expect(carried()).toMatchObject([{ fresh: 2, receivedAt: expect.any(String) }])
})
