import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type LibraryFolder, libraryFolder } from '../connectors/files/small-library.fixture.ts'
import type { VolatileState } from '../protocol/messages.ts'
import { type RunningHub, startHub } from './start-hub.node.ts'
import { openDeskOn } from './testing/desk-on-hub.ts'
import { temporaryFolder } from './testing/hub-process.node.ts'
import { Asker } from './testing/station.ts'

// A hub is started up to four times in one test.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let data: Awaited<ReturnType<typeof temporaryFolder>>
let files: LibraryFolder
let hub: RunningHub | undefined
let told: string[]

beforeEach(async () => {
  data = await temporaryFolder()
  files = libraryFolder()
})
afterEach(async () => {
  await stop()
  files.remove()
  await data.remove()
})

async function stop(): Promise<void> {
  await hub?.stop()
  hub = undefined
}

async function start(today?: string): Promise<RunningHub> {
  await stop()
  told = []
  const day = today === undefined ? {} : { today }
  hub = await startHub({ data: data.path, port: 0, library: files.path, onTrouble: what => told.push(what), ...day })
  return hub
}

async function state({ address, token }: RunningHub): Promise<VolatileState> {
  return (await new Asker(address, token).get('/api/register/state')).body
}

test('[FI1] [FI9] the hub has the rows of the files, tells the account, and keeps it whole in its own folder', async () => {
  files.add('items.csv', 'X1,9,BUS,available,1')
  const before = readdirSync(files.path)
  const running = await start()
  expect(told.join('\n')).toContain('items    5 read, 4 kept, 1 left out')
  const report = JSON.parse(readFileSync(join(data.path, 'library-report.json'), 'utf8'))
  expect(report.items.left).toEqual([{ file: 'items.csv', line: 6, reason: 'record 9 is not among the titles' }])
  expect(await state(running)).toMatchObject({ loans: [{ barcode: 'I3', patronId: 'C2' }], holds: [{ titleId: '3' }] })
  expect(readdirSync(files.path)).toEqual(before)
})

test('[FI9] a later start imports nothing, keeps what was lent since, and says whether the files have changed', async () => {
  const at = await openDeskOn(await start('2020-11-01'))
  await at.scan('C1')
  expect(await at.scan('I1')).toBe('yes lent 2020-11-29')
  await at.home()
  await at.desk.close()

  await start('2020-11-01')
  expect(told).toEqual([expect.stringContaining('have not changed')])
  files.add('items.csv', 'I5,1,MAIN,available,1')
  const running = await start('2020-11-01')
  expect(told).toEqual([expect.stringContaining('have changed since')])
  expect((await state(running)).loans.map(({ barcode, patronId }) => `${barcode} ${patronId}`)).toEqual(['I1 C1', 'I3 C2'])
})

test('[FI9] an import that was interrupted goes on, and rows of two libraries are never mixed', async () => {
  await start()
  await stop()
  const log = join(data.path, 'hub.log')
  const [first] = readFileSync(log, 'utf8').split('\n')
  expect(first).toContain('part 0')
  await data.remove()
  data = await temporaryFolder()
  writeFileSync(join(data.path, 'hub.log'), `${first}\n`)
  expect((await state(await start())).loans).toHaveLength(1)
  expect(told.join()).toContain('Library files of')

  await stop()
  await data.remove()
  data = await temporaryFolder()
  const demo = await startHub({ data: data.path, port: 0, size: { items: 40, patrons: 20, seed: 1 } })
  await demo.stop()
  await expect(start()).rejects.toThrow('holds another library')
})

test('[FI7] with a wrong library.json the hub does not start, and nothing was imported', async () => {
  files.put('library.json', '{ "zone": "Nowhere" }')
  await expect(start()).rejects.toMatchObject({ name: 'LibraryFilesError', message: expect.stringContaining('zone:') })
  expect(existsSync(join(data.path, 'library-report.json'))).toBe(false)
  files.put(
    'library.json',
    '{ "zone": "America/Chicago", "staff": [{ "staffId": "m", "name": "Marja", "badge": "B1", "pin": "4711" }] }',
  )
  const at = await openDeskOn(await start())
  expect(at.desk.settings()).toMatchObject({ rules: { zone: 'America/Chicago' }, staff: [{ staffId: 'm', badge: 'B1' }] })
  expect(JSON.stringify(at.desk.settings())).not.toContain('4711')
  expect(await at.scan('B1')).toBe('yes signed-in')
  await at.desk.close()
})

test('[FI6] a hold on one copy is kept for with that copy, and with no other', async () => {
  files.add('holds.csv', 'C2,item,I2,MAIN,2020-10-22,,,,,0')
  const at = await openDeskOn(await start('2020-11-01'))
  await at.scan('C1')
  expect(await at.scan('I1')).toBe('yes lent 2020-11-29')
  expect(await at.scan('I2')).toBe('ask asks held-for-another 2')
  await at.answer('keep-for-holder')
  await at.desk.dispatch({ type: 'finish' })
  // Given back at once, the other copy goes to the shelf: the hub too finds no hold for it.
  expect(await at.scan('I1')).toBe('yes returned')
  expect(await at.home()).toEqual(['applied', 'applied-with-note was-not-on-loan hold-caught', 'applied'])
  expect((await state(hub!)).holds).toMatchObject([
    { titleId: '3' },
    { copy: 'I2', state: { kind: 'in-transit', barcode: 'I2' } },
  ])
  await at.desk.close()
})

test('[FI10] it is the day that is shown: due dates, expiry and overdue days, at the desk and in replay', async () => {
  files.put('library.json', '{ "overdueFees": { "centsPerDay": 10, "mostCents": 5000 } }')
  const at = await openDeskOn(await start('2020-11-15'))
  expect(await at.scan('I3')).toBe('yes returned')
  expect(at.desk.session().verdict?.note).toEqual({ key: 'detail.overdue', values: { days: 5 } })
  await at.scan('C1')
  expect(await at.scan('I4')).toBe('ask asks held-for-another 1')
  await at.answer('override', 'holder-agrees')
  expect(at.said()).toBe('yes lent 2020-12-13')
  const [first] = await at.desk.entries()
  expect(first!.at.wall > '2026').toBe(true)
  // The card has expired since, but not on the day that is shown; five days of fees, not six years.
  expect(await at.home()).toEqual(['applied', 'applied'])
  expect((await at.desk.patronFacts('C2'))?.patron.feesCents).toBe(50)
  await at.desk.close()
})
