import { beforeEach, expect, test } from 'vitest'
import { ConnectorError } from '../../connectors/connector.ts'
import { openBrake } from '../../protocol/brake.ts'
import type { Reconciliation } from '../../protocol/office.ts'
import { memoryStores } from '../memory-uploads.fixture.ts'
import type { SendingMark } from '../ports.ts'
import { TestStation } from '../replay-station.fixture.ts'
import { ReplayWorld } from '../replay-world.fixture.ts'
import { isDue, startReconciler } from './reconcile-daily.ts'
import { type ReconciliationStore, reconcile } from './reconciliation.ts'

let world: ReplayWorld
let bus: TestStation
let written: SendingMark[]
let reports: Reconciliation[]
let store: ReconciliationStore

beforeEach(async () => {
  const stores = memoryStores()
  world = new ReplayWorld(stores)
  bus = new TestStation('bus-1')
  for (const barcode of ['X', 'Y']) await world.item(barcode)
  await world.patrons('Anna', 'Bea')
  written = []
  reports = []
  const markSending = stores.uploads.markSending.bind(stores.uploads)
  stores.uploads.markSending = async mark => {
    written.push(mark)
    await markSending(mark)
  }
  store = {
    writtenBetween: async (from, to) => written.filter(({ at }) => at >= from && at < to),
    keep: async report => void reports.unshift(report),
    kept: async limit => reports.slice(0, limit),
  }
})

const ports = () => ({ store, connector: world.library, now: () => world.now, zone: () => 'Europe/Helsinki' })

test('[RP92] the last write of each item is read back, each write once; what differs is kept by station', async () => {
  bus.lend('X', 'Anna', '10:00')
  bus.takeBack('X', '11:00')
  bus.lend('Y', 'Anna', '11:05')
  await world.comesHome(bus.entries)
  world.now = '2026-11-24T12:05:00Z'
  expect(await reconcile(ports())).toMatchObject({ items: 2, unknown: 0, found: 0, differences: [] })

  const other = new TestStation('bus-2')
  other.lend('X', 'Bea', '18 10:00')
  await world.comesHome(other.entries)
  await world.seed({ kind: 'put-loan', loan: { ...(await world.tables.loan('X'))!, dueOn: '2027-01-01', branch: 'MAIN' } })
  // The hub does not look again at what it compared before.
  await world.seed({ kind: 'remove-loan', barcode: 'Y' })
  world.now = '2026-11-25T12:00:00Z'
  expect(await reconcile(ports())).toMatchObject({
    from: '2026-11-24T12:05:00Z',
    items: 1,
    wrongItems: 1,
    found: 2,
    byStation: { 'bus-2': 2 },
    differences: [
      { kind: 'other-branch', barcode: 'X', written: 'BUS', found: 'MAIN', id: { station: 'bus-2' } },
      { kind: 'due-date', written: '2026-12-15', found: '2027-01-01' },
    ],
  })
  expect(reports).toHaveLength(2)
})

test('[RP53] a promise that the system broke counts as a difference of its station', async () => {
  const entry = bus.lend('X', 'Anna', '10:00')
  await world.comesHome(bus.entries)
  written = written.map(one => ({ ...one, broken: [{ barcode: 'X', dueOn: '2026-11-30' }] }))
  world.now = '2026-11-24T12:05:00Z'
  const { station, epoch, sequence } = entry
  expect(await reconcile(ports())).toMatchObject({
    found: 1,
    byStation: { 'bus-1': 1 },
    differences: [
      { kind: 'due-date', barcode: 'X', written: '2026-12-15', found: '2026-11-30', id: { station, epoch, sequence } },
    ],
  })
})

test('[RP92] where it cannot be read nothing is kept, and the next time begins at the same place', async () => {
  bus.lend('X', 'Anna', '10:00')
  await world.comesHome(bus.entries)
  world.now = '2026-11-24T12:05:00Z'
  const itemEvidence = () => Promise.reject(new ConnectorError('unreachable', 'down'))
  await expect(reconcile({ ...ports(), connector: { name: 'builtin', itemEvidence } })).rejects.toThrow('down')
  expect(reports).toEqual([])
  expect(await reconcile(ports())).toMatchObject({ items: 1, found: 0 })
})

test('[RP92] once a day of the library, from its hour on, and not while all is paused', async () => {
  let paused = false
  const settings = async () => ({ ...openBrake, paused, reconcileAt: '05:30' })
  const due = (now: string) => {
    world.now = now
    return isDue({ ...ports(), settings, onError: () => {} })
  }
  expect(await due('2026-11-24T03:29:00Z')).toBe(false)
  expect(await due('2026-11-24T03:30:00Z')).toBe(true)
  paused = true
  expect(await due('2026-11-24T03:30:00Z')).toBe(false)
  paused = false
  await reconcile(ports())
  expect(await due('2026-11-24T21:59:00Z')).toBe(false)
  expect(await due('2026-11-25T03:29:00Z')).toBe(false)
  expect(await due('2026-11-25T03:30:00Z')).toBe(true)
})

test('[RP92] told to stop, the reading ends after the item in hand; nothing is kept, and the next time begins at the same place', async () => {
  await world.item('Y')
  bus.lend('X', 'Anna', '10:00')
  bus.lend('Y', 'Anna', '10:01')
  await world.comesHome(bus.entries)
  world.now = '2026-11-24T12:05:00Z'
  const read: string[] = []
  let stopping: Promise<void> | undefined
  const errors: unknown[] = []
  const itemEvidence = (barcode: string) => {
    read.push(barcode)
    stopping ??= reconciler.stop()
    return world.library.itemEvidence(barcode)
  }
  const settings = async () => openBrake
  const daily = {
    ...ports(),
    connector: { name: 'builtin', itemEvidence },
    settings,
    onError: (error: unknown) => errors.push(error),
  }
  const reconciler = startReconciler(daily, 1)
  await expect.poll(() => read.length).toBe(1)
  await stopping
  expect(read).toEqual(['X'])
  expect(errors).toEqual([])
  expect(reports).toEqual([])
  expect(await reconcile(ports())).toMatchObject({ items: 2, found: 0 })
})

test('[HB41] of several hubs on one database one reads back', async () => {
  bus.lend('X', 'Anna', '10:00')
  await world.comesHome(bus.entries)
  world.now = '2026-11-24T12:05:00Z'
  let isFree = true
  let asked = 0
  const claims = {
    async take() {
      asked++
      return isFree ? { stands: () => true, release: async () => {} } : undefined
    },
  }
  const daily = { ...ports(), settings: async () => openBrake, claims, onError: () => {} }
  isFree = false
  const other = startReconciler(daily, 1)
  await expect.poll(() => asked).toBeGreaterThan(1)
  expect(reports).toEqual([])
  isFree = true
  await expect.poll(() => reports.length).toBe(1)
  await other.stop()
})
