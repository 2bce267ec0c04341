import { afterAll, beforeAll, expect, test } from 'vitest'
import { hubAt } from '../../../commands/ask-hub.node.ts'
import { previewLines } from '../../../commands/hub-preview.node.ts'
import { sealForCarrying } from '../../journal/usb-export.ts'
import { type BrakeChange, openBrake, seenOf } from '../../protocol/brake.ts'
import type { BrakeState, JournalPage, ShadowReport, StationRow, WaitingRow } from '../../protocol/office.ts'
import { showItems } from '../demo/showcase.ts'
import { type RunningHub, startHub } from '../start-hub.node.ts'
import { openDeskOn } from '../testing/desk-on-hub.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let hub: RunningHub

const open = () => startHub({ data: folder.path, port: 0, today: '2026-11-17', size: { items: 200, patrons: 20, seed: 1 } })

beforeAll(async () => {
  folder = await temporaryFolder()
  hub = await open()
}, 60_000)
afterAll(async () => {
  await hub.stop()
  await folder.remove()
})

async function ask(path: string, body?: unknown, token = hub.token) {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const answer = await fetch(`${hub.address}/api/office/${path}`, { ...init, headers: { Authorization: `Bearer ${token}` } })
  return { status: answer.status, body: (await answer.json()) as BrakeState & { readonly code?: string } }
}

const set = (change: BrakeChange) => ask('brake', { by: 'Maija', change })

test('[RP93] a station that asks with the hub’s own token, or its bus’s, is known with how old its data are', async () => {
  const enrolled = await fetch(`${hub.address}/api/stations/bus-4/enrol`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${hub.token}` },
  })
  const { token } = (await enrolled.json()) as { token: string }
  await (await openDeskOn(hub, 'kiosk-1')).desk.syncNow()
  await (await openDeskOn({ ...hub, token }, 'bus-4.front')).desk.syncNow()
  await fetch(`${hub.address}/api/register/state?station=bus-8`, { headers: { Authorization: `Bearer ${token}` } })
  const { stations } = (await ask('stations')).body as unknown as { stations: readonly StationRow[] }
  const ageOf = (station: string) => stations.find(row => row.station === station)?.dataAgeMs
  expect(ageOf('kiosk-1')).toBeLessThan(60_000)
  expect(ageOf('bus-4.front')).toBeLessThan(60_000)
  expect(ageOf('bus-8')).toBeUndefined()
})

test('[RP85] the office is opened by the hub’s own token alone; an order that cannot be read changes nothing', async () => {
  const enrolled = await fetch(`${hub.address}/api/stations/bus-9/enrol`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${hub.token}` },
  })
  const { token } = (await enrolled.json()) as { token: string }
  expect(await ask('brake', undefined, token)).toMatchObject({ status: 403, body: { code: 'office' } })
  expect(await ask('brake', { by: 'X', change: { paused: true } }, token)).toMatchObject({ status: 403 })
  expect((await ask('brake', undefined, 'nobody')).status).toBe(401)
  expect(await ask('brake', { by: 'Maija', change: { paused: 1 } })).toMatchObject({ status: 400, body: { code: 'brake' } })
  const { body } = await ask('brake')
  expect(body).toMatchObject({ connector: 'builtin', zone: 'Europe/Helsinki', settings: openBrake, changes: [] })
  expect(body.ladder['closes-others-loan']).toBe('automatic')
})

test('[RP93] the office is told what places are called, and what the library system knows of an item', async () => {
  const { body: places } = await ask('places')
  expect(places).toMatchObject({ branches: { PYS1AU: 'Kirjastoauto Hertta' }, stops: { '3-saaksjarvi': 'Sääksjärven koulu' } })
  const item = async (barcode: string) => (await ask(`item?barcode=${barcode}`)).body as unknown
  expect(await item(showItems.plain)).toEqual({ known: true, title: 'Järven hiljaisuus' })
  expect(await item('853N99999991')).toEqual({ known: false })
  expect(await ask('item')).toMatchObject({ status: 400, body: { code: 'barcode' } })
})

test('[RP93] a list’s items are named at once and by the register alone, in whatever case they were read', async () => {
  const { plain } = showItems
  const { body } = await ask('titles', { barcodes: [plain, plain.toLowerCase(), '853N99999991'] })
  expect(body).toEqual({ titles: { [plain]: 'Järven hiljaisuus', [plain.toLowerCase()]: 'Järven hiljaisuus' } })
  for (const wrong of [{}, { barcodes: 'HLO1' }, { barcodes: Array.from({ length: 2001 }, () => '1') }])
    expect(await ask('titles', wrong)).toMatchObject({ status: 400, body: { code: 'titles' } })
})

test('[RP88] paused by the office, the desk’s line says why; over a restart too; let go, it goes home', async () => {
  await set({ paused: true })
  const bus = await openDeskOn(hub, 'bus-1')
  await bus.scan('HLO0000017')
  await bus.scan(showItems.lentToOther)
  await bus.desk.syncNow()
  await bus.desk.syncNow()
  const [line] = bus.desk.session().lines
  expect(bus.desk.status().waits).toEqual({ [line!.lineId]: { why: 'paused' } })
  expect(bus.desk.status().awaitingOutcome).toBe(1)
  await bus.desk.close()

  await hub.stop()
  hub = await open()
  const { body } = await ask('brake')
  expect(body.settings.paused).toBe(true)
  expect(body.changes).toMatchObject([{ by: 'Maija', before: { paused: false }, after: { paused: true } }])

  await set({ paused: false, notBetween: [{ from: '00:00', to: '00:00' }] })
  const later = await openDeskOn(hub, 'bus-2')
  await later.scan('HLO0000017')
  await later.scan(showItems.overdue)
  await later.desk.syncNow()
  await later.desk.syncNow()
  expect(Object.values(later.desk.status().waits ?? {})).toMatchObject([{ why: 'hours', until: expect.any(String) }])

  await set({ notBetween: [] })
  await later.home()
  expect(later.desk.status()).toMatchObject({ awaitingOutcome: 0 })
  expect(later.desk.status().waits).toBeUndefined()
  await later.desk.close()
}, 60_000)

test('[RP91] a preview of what waits over the API and by the command, and the stations beside it', async () => {
  await set({ paused: true })
  const bus = await openDeskOn(hub, 'bus-3')
  await bus.scan('HLO0000017')
  await bus.scan(showItems.lentToOther)
  await bus.scan(showItems.plain)
  await bus.desk.syncNow()
  const { body } = await ask('preview?station=bus-3')
  expect(body).toMatchObject({ transactions: 2, closes: 0 })
  const { address, token } = hub
  const asked = hubAt(address, token)
  const lines = await previewLines({ ask: asked, station: 'bus-3' })
  expect(lines).toContain('2 transactions; nothing was written')
  await expect(previewLines({ ask: asked, station: 'nosuch' })).rejects.toThrow('no station is known here as nosuch')
  await expect(previewLines({ ask: asked, file: import.meta.filename })).rejects.toThrow('no journal of a station')
  const carried = sealForCarrying('bus-3', await bus.desk.entries(), '2026-11-17T12:00:00Z')
  const answer = await fetch(`${address}/api/office/preview`, {
    method: 'POST',
    body: carried,
    headers: { Authorization: `Bearer ${token}` },
  })
  expect(await answer.json()).toMatchObject({ transactions: 0 })
  const { stations } = (await ask('stations')).body as unknown as { stations: readonly StationRow[] }
  expect(stations.find(({ station }) => station === 'bus-3')).toMatchObject({
    waiting: 2,
    needsPerson: 0,
    held: { paused: 2 },
    lastUpload: expect.any(String),
    clock: { ms: expect.any(Number) },
  })
  expect(stations.some(({ station }) => station === 'bus-9')).toBe(true)
  const { waiting } = (await ask('waiting')).body as unknown as { waiting: readonly WaitingRow[] }
  expect(waiting.map(({ id, wait, scan }) => [id.station, wait?.why, scan?.transaction.kind])).toEqual([
    ['bus-3', 'paused', 'checkin'],
    ['bus-3', 'paused', 'checkin'],
  ])
  await bus.desk.close()
  await set({ paused: false })
}, 60_000)

test('[RP94] in a trial run everything waits, and what would be written is kept and counted', async () => {
  await set({ shadow: true })
  const bus = await openDeskOn(hub, 'bus-4')
  await bus.scan('HLO0000017')
  await bus.scan(showItems.plainToo)
  await bus.desk.syncNow()
  const report = async () => (await ask('shadow')).body as unknown as ShadowReport
  const ofBus = async () => (await report()).lines.filter(({ id }) => id.station === 'bus-4')
  let told = await ofBus()
  while (told.length === 0) told = await ofBus()
  expect(told).toMatchObject([{ transaction: { barcode: showItems.plainToo }, becomes: expect.stringMatching('applied') }])
  const { asSaid } = await report()
  expect(bus.desk.status().awaitingOutcome).toBe(1)
  await set({ shadow: false })
  await bus.home()
  expect(await report()).toMatchObject({ since: expect.any(String), asSaid: asSaid + 1 })
  await bus.desk.close()
}, 60_000)

test('[RP93] the office knows who works here, and reads each station’s journal page by page with what became of it', async () => {
  expect((await ask('staff')).body).toMatchObject({ staff: [{ staffId: 'marja', name: expect.any(String) }, {}, {}] })
  const page = async (query: string) => (await ask(`journal?station=bus-4${query}`)).body as unknown as JournalPage
  const { rows, more } = await page('')
  expect(more).toBe(false)
  expect(rows.find(({ scan }) => scan?.transaction.kind === 'checkin')).toMatchObject({
    scan: { staffId: 'marja' },
    outcome: { kind: expect.any(String) },
    outcomeAt: expect.any(String),
  })
  const about = (await page(`&barcode=${showItems.plainToo.toLowerCase()}`)).rows
  expect(about.map(({ scan }) => scan?.transaction.kind)).toContain('checkin')
  expect(about.length).toBeLessThan(rows.length)
  expect((await page(`&before=${rows.at(-1)!.arrival}`)).rows).toEqual([])
  expect((await ask('journal')).status).toBe(400)
  expect((await ask('journal?station=bus-4&before=x')).status).toBe(400)
  const { stations } = (await ask('stations')).body as unknown as { stations: readonly StationRow[] }
  expect(stations.find(({ station }) => station === 'bus-4')?.appVersion).toBe('test')
})

test('[RP92] read back on demand, and kept', async () => {
  const { body } = await ask('reconciliations', {})
  expect(body).toMatchObject({ connector: 'builtin', found: 0, items: expect.any(Number) })
  const { reports } = (await ask('reconciliations')).body as unknown as { reports: readonly object[] }
  expect(reports).toEqual([body])
}, 60_000)

test('[RP85] of two pages that change one list at once the second is told, and loses nothing of the first; other settings are no hindrance', async () => {
  const shown = (await ask('brake')).body.settings
  const from = (by: string, change: BrakeChange) => ask('brake', { by, change, seen: seenOf(shown, change) })
  const [one, two] = await Promise.all([
    from('Maija', { pausedStations: ['bus-1'], ladder: { 'takes-held-item': 'ask', 'closes-others-loan': 'ask' } }),
    from('Ritva', { pausedStations: ['bus-2'] }),
  ])
  expect([one.status, two.status, two.body.code]).toEqual([200, 409, 'overtaken'])
  expect(await from('Ritva', { pace: 60 })).toMatchObject({
    status: 200,
    body: { settings: { pausedStations: ['bus-1'], pace: 60 } },
  })
  const ladder = { 'closes-others-loan': 'ask', 'takes-held-item': 'ask' } as const
  const again = {
    by: 'Ritva',
    change: { ladder: {}, pausedStations: [], pace: null },
    seen: { ladder, pausedStations: ['bus-1'], pace: 60 },
  }
  expect(await ask('brake', again)).toMatchObject({ status: 200, body: { settings: openBrake } })
})
