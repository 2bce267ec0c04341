import { bytesToHex } from '@noble/hashes/utils.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loanDraft } from '../journal/journal.fixture.ts'
import { openMemoryJournal } from '../journal/memory-journal.ts'
import { hold, item, loan, patron, range, settings } from '../register/library.fixture.ts'
import { nodeCoding } from '../register/segments/deflate.node.ts'
import { packDelta } from '../register/segments/delta.ts'
import { anotherRegisterKey, keptRegisterKey, openWrap } from '../register/segments/key-wrap.ts'
import { deltaBetween, rowsOf, type TieredLoad } from '../register/segments/load-library.fixture.ts'
import { LibraryPlace, memoryLibraryStorage } from '../register/segments/memory-library-storage.ts'
import { allThatIsStored, groupKey, publish } from '../register/segments/packed-library.fixture.ts'
import { newRegisterKey } from '../register/segments/register-key.ts'
import { createSyncClient } from './create-sync-client.ts'
import { KeptLibrary } from './kept-library.ts'
import { openDesk } from './open-desk.ts'
import { memoryStationStore, type StationStore } from './station-store.ts'
import type { SyncClient } from './sync-client.ts'
import { FaultyHub } from './testing/faulty-hub.node.ts'
import { TestClock } from './testing/station.ts'

const today = '2026-11-17'
const day = 86_400
const load: TieredLoad = {
  items: range(3000, number => item(number)),
  patrons: range(300, number => patron(number, { name: { given: 'Matti', family: `Ketomaa${number}` } })),
  loans: [loan('Abc000005', 'p000001')],
  holds: [hold('h1', 't7', 'p000002')],
  named: ['p000002'],
  settings,
}

let hub: FaultyHub
let place: LibraryPlace
let store: StationStore
let clock: TestClock
let library: KeptLibrary
let sync: SyncClient
/** Of the hub. */
let asOf: string

/** A new start of the program, on the same disk. */
async function start(sealed?: 'sealed'): Promise<void> {
  const keyPlace = { read: async () => store.stored().registerKey, write: (wrapped: string) => store.putRegisterKey(wrapped) }
  library = await KeptLibrary.open({
    storage: memoryLibraryStorage(place),
    coding: nodeCoding,
    key: async another =>
      sealed ? newRegisterKey() : another ? anotherRegisterKey(keyPlace, openWrap()) : keptRegisterKey(keyPlace, openWrap()),
    ...(sealed && { sealed: true as const }),
    leasePlace: { read: () => store.stored().lease, write: mark => store.putLease(mark) },
    clock,
  })
  const journal = await openMemoryJournal({ station: 'bus-1' })
  const line = { hubUrl: hub.address, token: 'token', station: 'bus-1', journal, register: library, store, clock, fetch }
  sync = createSyncClient({ ...line, random: () => 0, timeoutMs: 2000 })
}

beforeEach(async () => {
  hub = await FaultyHub.open()
  hub.groupKey = bytesToHex(groupKey)
  place = new LibraryPlace()
  store = memoryStationStore()
  clock = new TestClock()
  asOf = clock.now()
  const rows = rowsOf(load, today)
  const packed = await publish(rows, nodeCoding)
  hub.packed = { ...packed, manifest: { ...packed.manifest, asOf } }
  hub.delta = async (manifest, since) => packDelta(deltaBetween(rows, rows, { manifest, since, version: 1, asOf }), nodeCoding)
  await start()
})

afterEach(async () => {
  await sync.stop()
  await hub.close()
})

/** Runs without a line, looking each hour. */
async function runAlone(days: number): Promise<void> {
  for (let hour = 0; hour < days * 24; hour++) {
    clock.pass(3600)
    await library.state()
  }
}

async function meet(): Promise<void> {
  asOf = clock.now()
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
  hub.packed = { ...packed, manifest: { ...packed.manifest, asOf } }
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

test('[RG46] without its passphrase a station reads items and knows nobody, fetches nothing and writes nothing; with it everything is there as before', async () => {
  await sync.turn()
  await library.close()
  const before = await allThatIsStored(memoryLibraryStorage(place))
  await start('sealed')
  hub.requests.length = 0
  await sync.turn()
  expect(sync.state().link).toBe('good')
  expect(hub.requests.filter(request => request.includes('/packed/'))).toEqual([])
  expect(await library.state()).toMatchObject({ version: 1, complete: false, sealed: true })
  expect(await library.item('abc002999')).toEqual(item(2999))
  expect((await library.settings())?.library).toBe(settings.library)
  expect(await library.patronByCard('card-1')).toBeUndefined()
  expect(await library.patron('p000002')).toBeUndefined()
  expect(await library.searchPatrons({ name: 'ketomaa', limit: 5 })).toEqual([])
  expect(await library.holdsAt('bus')).toEqual([])
  expect(await library.loan('abc000005')).toMatchObject({ dueOn: '2026-12-01', patronId: '' })
  await library.close()
  expect(await allThatIsStored(memoryLibraryStorage(place))).toBe(before)
  hub.fault = () => ({ cut: 'before' })
  await start()
  const state = await library.state()
  expect(state).toMatchObject({ complete: true })
  expect(state).not.toHaveProperty('sealed')
  expect(await library.patronByCard('card-1')).toMatchObject({ patronId: 'p000001' })
})

test('[RG46] a station that is started without its passphrase again and again purges persons when the lease is over', async () => {
  await sync.turn()
  await library.close()
  const encrypted = async () => (await memoryLibraryStorage(place).read()).tables.filter(({ table }) => table.kind === 'patrons')
  const isHere = async () => (await encrypted()).some(({ here }) => here.some(byte => byte !== 0))
  await start('sealed')
  await runAlone(20)
  expect(await isHere()).toBe(true)
  await runAlone(2)
  expect(await isHere()).toBe(false)
  expect(await library.item('abc002999')).toEqual(item(2999))
})

test('[RG49] on a line that costs by the byte the register is asked for once a minute, and a newer manifest taken when somebody asks or a day has passed; what was done here goes up at once', async () => {
  await sync.turn()
  await sync.stop()
  const journal = await openMemoryJournal({ station: 'bus-1' })
  const line = { hubUrl: hub.address, token: 'token', station: 'bus-1', journal, register: library, store, clock, fetch }
  sync = createSyncClient({ ...line, random: () => 0, timeoutMs: 2000, metered: () => true })
  const rows = rowsOf({ ...load, items: [...load.items, item(5000)] }, today)
  const packed = await publish(rows, nodeCoding, 2)
  hub.packed = { ...packed, manifest: { ...packed.manifest, asOf } }
  hub.delta = async () => undefined
  const asked = async (afterSeconds: number, by?: 'line') => {
    clock.pass(afterSeconds)
    hub.requests.length = 0
    await sync.turn(by)
    const kinds = ['delta', 'manifest', 'runs'].filter(kind => hub.requests.some(one => one.includes(`/packed/${kind}`)))
    return { kinds, version: (await library.state()).version }
  }
  expect(await asked(1, 'line')).toEqual({ kinds: ['delta'], version: 1 })
  await journal.append([loanDraft('abc000011')])
  expect(await asked(5, 'line')).toEqual({ kinds: [], version: 1 })
  expect(hub.uploads.flat().map(({ transaction }) => transaction.kind)).toEqual(['checkout'])
  expect(await asked(61, 'line')).toEqual({ kinds: ['delta'], version: 1 })
  expect(await asked(1)).toEqual({ kinds: ['delta', 'manifest', 'runs'], version: 2 })
  const later = await publish(rowsOf({ ...load, items: [...load.items, item(5001)] }, today), nodeCoding, 3)
  hub.packed = { ...later, manifest: { ...later.manifest, asOf } }
  expect((await asked(3600, 'line')).version).toBe(2)
  expect((await asked(day, 'line')).version).toBe(3)
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
  asOf = clock.now()
  await desk.syncNow()
  if (desk.session().question) await desk.dispatch({ type: 'answer', choice: 0 })
  await scan('card-1')
  expect(await scan('abc000013')).toBe('verdict.lent')
  await desk.close()
})
