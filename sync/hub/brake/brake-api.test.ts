import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BrakeChange } from '../../protocol/brake.ts'
import { openBrake } from '../../protocol/brake.ts'
import type { BrakeState } from '../../protocol/office.ts'
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
