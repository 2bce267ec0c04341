import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LibraryFolder, libraryFolder } from '../connectors/files/small-library.fixture.ts'
import type { VolatileState } from '../protocol/messages.ts'
import { type RunningHub, startHub } from './start-hub.node.ts'
import { openDeskOn } from './testing/desk-on-hub.ts'
import { temporaryFolder } from './testing/hub-process.node.ts'
import { Asker } from './testing/station.ts'

let data: Awaited<ReturnType<typeof temporaryFolder>>
let files: LibraryFolder
let hub: RunningHub

beforeAll(async () => {
  data = await temporaryFolder()
  files = libraryFolder({ 'library.json': '{ "overdueFees": { "centsPerDay": 10, "mostCents": 5000 } }' })
  files.add('holds.csv', 'C2,item,I2,MAIN,2020-10-22,,,,,0')
  hub = await startHub({ data: data.path, port: 0, library: files.path, today: '2020-11-15', onTrouble: () => undefined })
}, 60_000)
afterAll(async () => {
  await hub?.stop()
  files.remove()
  await data.remove()
}, 60_000)

test('[FI6] a hold on one copy keeps that copy, and no other', async () => {
  const at = await openDeskOn(hub, 'bus-1')
  await at.scan('C1')
  expect(await at.scan('I1')).toBe('yes lent 2020-12-13')
  expect(await at.scan('I2')).toBe('ask asks held-for-another 2')
  await at.answer('keep-for-holder')
  await at.desk.dispatch({ type: 'finish' })
  // The other copy goes to the shelf: the hub too finds no hold for it.
  expect(await at.scan('I1')).toBe('yes returned')
  expect(await at.home()).toEqual(['applied', 'applied-with-note was-not-on-loan hold-caught', 'applied'])
  const state: VolatileState = (await new Asker(hub.address, hub.token).get('/api/register/state')).body
  expect(state.holds).toMatchObject([
    { titleId: '3', state: { kind: 'queued' } },
    { copy: 'I2', state: { kind: 'in-transit', barcode: 'I2' } },
  ])
  await at.desk.close()
})

test('[FI10] it is the day that is shown: due dates, expiry and overdue days, at the desk and in replay', async () => {
  const at = await openDeskOn(hub, 'bus-2')
  expect(await at.scan('I3')).toBe('yes returned')
  expect(at.desk.session().verdict?.note).toEqual({ key: 'detail.overdue', values: { days: 5 } })
  await at.scan('C1')
  expect(await at.scan('I4')).toBe('ask asks held-for-another 1')
  expect(await at.answer('override', 'holder-agrees')).toBe('yes lent 2020-12-13')
  const [first] = await at.desk.entries()
  expect(first!.at.wall > '2026').toBe(true)
  // The card has expired since, but not on the day that is shown; five days of fees, not six years.
  expect(await at.home()).toEqual(['applied', 'applied'])
  await at.scan('C2')
  expect((await at.desk.patronFacts('C2'))?.patron.feesCents).toBe(50)
  await at.desk.close()
})
