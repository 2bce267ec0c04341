import { bytesToHex } from '@noble/hashes/utils.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openMemoryJournal } from '../journal/memory-journal.ts'
import { item, settings } from '../register/library.fixture.ts'
import { nodeCoding } from '../register/segments/deflate.node.ts'
import { rowsOf } from '../register/segments/load-library.fixture.ts'
import { type LibraryPlace, memoryLibraryStorage } from '../register/segments/memory-library-storage.ts'
import { allThatIsStored, groupKey, publish } from '../register/segments/packed-library.fixture.ts'
import { createSyncClient } from './create-sync-client.ts'
import type { KeptLibrary } from './kept-library.ts'
import { KeptStation, load, today } from './kept-station.fixture.ts'
import { openDesk } from './open-desk.ts'
import type { StationStore } from './station-store.ts'
import type { SyncClient } from './sync-client.ts'
import type { FaultyHub } from './testing/faulty-hub.node.ts'
import type { TestClock } from './testing/station.ts'

const day = 86_400

let at: KeptStation
let hub: FaultyHub
let place: LibraryPlace
let store: StationStore
let clock: TestClock
let library: KeptLibrary
let sync: SyncClient

/** A new start of the program, on the same disk. */
async function start(): Promise<void> {
  await at.start()
  ;({ library, sync } = at)
}

beforeEach(async () => {
  at = await KeptStation.open()
  ;({ hub, place, store, clock, library, sync } = at)
})

afterEach(async () => {
  await sync.stop()
  await at.close()
})

const runAlone = (days: number) => at.runAlone(days)

async function meet(): Promise<void> {
  at.asOf = clock.now()
  await sync.turn()
}

test('[RG40] over HTTP the packed register is fetched, read by a desk, and read again after a restart without a line', async () => {
  await sync.turn()
  expect(sync.state().link).toBe('good')
  for (const round of ['fetched', 'started again'] as const) {
    if (round === 'started again') {
      hub.fault = () => ({ cut: 'before' })
      await start()
    }
    expect(await library.state()).toMatchObject({ version: 1, complete: true, asOf: hub.packed!.manifest.asOf })
    expect(await library.item('abc002999')).toEqual(item(2999))
    expect(await library.patronByCard('card-1')).toMatchObject({ patronId: 'p000001', counts: { loans: 1, holds: 0 } })
    expect(library.isOf('p000001', (await library.loan('abc000005'))!)).toBe(true)
    expect(await library.searchPatrons({ name: 'ketomaa2', limit: 5 })).toMatchObject([{ patronId: 'p000002' }])
    expect((await library.searchTitles('numero 77', 5, 'bus'))[0]?.title.titleId).toMatch(/^t77/)
    expect((await library.settings())?.library).toBe(settings.library)
  }
})

test('[RG41] a line that breaks within a table costs nothing that has arrived, and the next turn goes on there', async () => {
  hub.fault = request => (request.includes('/runs/') ? { cutAt: 2000 } : undefined)
  await sync.turn()
  expect(sync.state().link).toBe('none')
  const { bytesHere, complete } = await library.state()
  expect([bytesHere > 0, complete]).toEqual([true, false])
  hub.fault = () => undefined
  await sync.turn()
  expect((await library.state()).complete).toBe(true)
})

test('[RG42] what the hub has packed anew since is taken from its new manifest; what is the same is not asked for again', async () => {
  const before = hub.packed!
  hub.fault = request =>
    request.includes('/runs/') && hub.count('GET /register/packed/runs') > 2 ? { cut: 'before' } : undefined
  await sync.turn()
  const rows = rowsOf({ ...load, items: [...load.items.slice(0, -1), item(5000)] }, today)
  const packed = await publish(rows, nodeCoding, 2)
  hub.packed = { ...packed, manifest: { ...packed.manifest, asOf: at.asOf } }
  hub.delta = async () => undefined
  hub.fault = () => undefined
  await sync.turn()
  expect(hub.packed.manifest.name).not.toBe(before.manifest.name)
  expect(await library.state()).toMatchObject({ version: 2, complete: true })
  expect(await library.item('abc005000')).toEqual(item(5000))
  expect(await library.item('abc002999')).toBeUndefined()
})

test('[RG43] a register key that is lost between two starts costs a fetch of what it had encrypted, and nothing else', async () => {
  await sync.turn()
  await store.putRegisterKey('')
  await start()
  expect(await library.item('abc000005')).toEqual(item(5))
  expect(await library.patronByCard('card-1')).toBeUndefined()
  expect(await library.state()).toMatchObject({ complete: false })
  hub.requests.length = 0
  await sync.turn()
  expect(await library.patronByCard('card-1')).toMatchObject({ patronId: 'p000001' })
  const fetched = hub.requests.filter(request => request.includes('/runs/')).map(request => request.split('/')[4])
  const kinds = fetched.map(index => hub.packed!.manifest.tables.find(table => table.index.name === index)?.kind)
  expect(kinds).toEqual(['patrons', 'counts', 'loan-tags', 'holds', 'named', 'named-holds', 'names'])
})

test('[RG44] what lies on the disk tells no name, card, id or key of the group', async () => {
  await sync.turn()
  const stored = await allThatIsStored(memoryLibraryStorage(place))
  for (const one of ['ketomaa', 'matti', 'card-2', 'p000002', bytesToHex(groupKey)]) expect(stored).not.toContain(one)
  // What is looked for would be found: titles lie open.
  expect(stored).toContain('kirja')
})

test('[LS5] the length that the hub tells holds from its telling on, after a restart too', async () => {
  hub.packed = { ...hub.packed!, manifest: { ...hub.packed!.manifest, settings: { ...settings, leaseDays: 5 } } }
  await sync.turn()
  expect((await library.settings())?.leaseDays).toBe(5)
  for (const round of ['told', 'started again'] as const) {
    if (round === 'started again') {
      hub.fault = () => ({ cut: 'before' })
      await start()
    }
    await runAlone(round === 'told' ? 4 : 1)
    expect((await library.state()).lease?.kind, round).toBe(round === 'told' ? 'ending' : 'locked')
  }
  expect(await library.patronByCard('card-1')).toBeUndefined()
})

test('[LS4] out of contact persons are warned of, locked, then purged with their key; items stay, and contact brings everything back', async () => {
  await sync.turn()
  hub.fault = () => ({ cut: 'before' })
  await runAlone(12)
  expect(await library.state()).toMatchObject({ complete: true, lease: { kind: 'ending', daysLeft: 2 } })
  expect(await library.patronByCard('card-1')).toBeDefined()
  await runAlone(3)
  expect(await library.state()).toMatchObject({ complete: false, lease: { kind: 'locked' } })
  const nothing = [await library.patronByCard('card-1'), await library.patron('p000002'), await library.loan('abc000099')]
  expect(nothing).toEqual([undefined, undefined, undefined])
  expect(await library.searchPatrons({ name: 'ketomaa', limit: 5 })).toEqual([])
  expect(await library.holdsOn('t7')).toMatchObject([{ holdId: 'h1', patronId: '' }])
  expect(await library.loan('abc000005')).toMatchObject({ dueOn: '2026-12-01', patronId: '' })
  expect(await library.item('abc000005')).toEqual(item(5))

  const key = store.stored().registerKey
  await runAlone(7)
  expect(store.stored().registerKey).not.toBe(key)
  expect(await library.state()).toMatchObject({ complete: false, lease: { kind: 'over' } })
  expect(await library.item('abc000005')).toEqual(item(5))

  hub.fault = () => undefined
  await meet()
  const state = await library.state()
  expect(state).toMatchObject({ complete: true })
  expect(state).not.toHaveProperty('lease')
  expect(await library.patronByCard('card-1')).toMatchObject({ patronId: 'p000001' })
})

test('[LS4] contact before the purge opens what was locked, without fetching it; the lease goes on over restarts', async () => {
  await sync.turn()
  hub.fault = () => ({ cut: 'before' })
  await runAlone(8)
  await library.close()
  clock.pass(5 * day)
  await start()
  expect((await library.state()).lease).toEqual({ kind: 'ending', daysLeft: 1 })
  await runAlone(2)
  expect((await library.state()).lease).toEqual({ kind: 'locked' })
  hub.fault = () => undefined
  hub.requests.length = 0
  await meet()
  expect(await library.state()).not.toHaveProperty('lease')
  expect(await library.patronByCard('card-1')).toBeDefined()
  expect(hub.requests.filter(request => request.includes('/runs/'))).toEqual([])
})

test('[LS4] a desk whose patrons are locked while one of them is open lends nothing and takes books back; once it met its hub it lends', async () => {
  const journal = await openMemoryJournal({ station: 'bus-1' })
  const line = { hubUrl: hub.address, token: 'token', station: 'bus-1', journal, register: library, store, clock, fetch }
  sync = createSyncClient({ ...line, random: () => 0, timeoutMs: 2000 })
  await sync.turn()
  const desk = await openDesk({ station: 'bus-1', journal, register: library, clock, sync, appVersion: 'test', tickMs: 0 })
  const scan = async (text: string) => {
    clock.pass(1)
    await desk.dispatch({ type: 'scan', scan: { text, source: { device: 'scanner' } } })
    return desk.session().verdict?.word.key
  }
  await scan('card-1')
  expect(desk.session().visit?.patronId).toBe('p000001')
  hub.fault = () => ({ cut: 'before' })
  await runAlone(15)
  await desk.syncNow()
  expect(desk.status().register.lease).toEqual({ kind: 'locked' })
  await scan('abc000011')
  expect(desk.session().verdict).toMatchObject({ shape: 'no', code: 'card-unknown' })
  await desk.dispatch({ type: 'finish' })
  expect(await scan('abc000005')).toBe('verdict.aside-transfer')
  await scan('card-1')
  expect(desk.session().visit).toBeUndefined()
  hub.fault = () => undefined
  at.asOf = clock.now()
  await desk.syncNow()
  if (desk.session().question) await desk.dispatch({ type: 'answer', choice: 0 })
  await scan('card-1')
  expect(await scan('abc000013')).toBe('verdict.lent')
  await desk.close()
})
