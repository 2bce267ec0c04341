import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Transaction } from '../../../circulation/transaction.ts'
import { exportActs } from '../../../commands/hub-export.node.ts'
import { openJournalFile } from '../../../host/journal-file.node.ts'
import { readKoc } from '../../protocol/koc-lines.ts'
import { openDatabase } from '../database.node.ts'
import { openHubLog } from '../hub-log.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'
import { run } from '../testing/station.ts'
import { uploadStore } from '../upload-store.ts'
import { writeActs } from './write-acts.ts'

const lend = (barcode: string, card = 'C1'): Transaction => ({
  ...{ kind: 'checkout', barcode, card, patronId: 'P1', visitId: 'v', dueOn: '2026-12-15', overrides: [] },
})
const back = (barcode: string): Transaction => ({ kind: 'checkin', barcode, destination: { kind: 'shelf' } })
const epoch = '1-aaaaaaaa'

/** A hub's folder with a day in its log: one loan that has its outcome, and acts that wait. */
async function hubWithDay() {
  const folder = await temporaryFolder()
  const database = await openDatabase()
  const file = openJournalFile(join(folder.path, 'hub.log'))
  onTestFinished(async () => {
    await file.close()
    await database.destroy()
    await folder.remove()
  }, 60_000)
  const uploads = uploadStore(database, await openHubLog(file, database), () => '2026-11-17T08:00:00Z')
  const entries = run([
    lend('I1'),
    lend('I2'),
    back('I3'),
    { kind: 'renewal', barcode: 'I4', patronId: 'P1', dueOn: '2026-12-20', overrides: [] },
    lend('MISTYPED'),
    { kind: 'undo', target: { station: 'bus-1', epoch, sequence: 5 }, why: 'mistyped' },
    {
      kind: 'move',
      target: { station: 'bus-1', epoch, sequence: 2 },
      barcode: 'I2',
      fromPatronId: 'P1',
      card: 'C2',
      patronId: 'P2',
      dueOn: '2026-12-16',
    },
    { kind: 'hold-request', titleId: 't', card: 'C1', patronId: 'P1', pickup: { branch: 'BUS' } },
    { kind: 'payment', card: 'C1', patronId: 'P1', visitId: 'v', cents: 320, by: 'cash' },
    { kind: 'payment', card: 'C1', patronId: 'P1', visitId: 'v', cents: 999, by: 'cash' },
    { kind: 'undo', target: { station: 'bus-1', epoch, sequence: 10 }, why: 'mistyped' },
  ])
  await uploads.take('bus-1', { epoch, entries: entries as never })
  const [first] = await uploads.waiting(1)
  await uploads.putOutcome(first!, { kind: 'applied' })
  // The machine died while the next line was written.
  await appendFile(join(folder.path, 'hub.log'), '{"type":"uploaded","at":"2026-')
  const path = (name: string) => join(folder.path, name)
  const wish = (format: string, what = 'open') => ({ data: folder.path, format, what })
  return { path, wish, text: (name: string) => readFile(path(name), 'utf8') }
}

test('[EX2] what the library system was not told of comes out of the log alone, as .koc, for Evergreen and as a table', async () => {
  const { path, wish, text } = await hubWithDay()
  const said = await exportActs(path('day.koc'), wish('koc'))
  expect(readKoc(await text('day.koc'))).toMatchObject({
    acts: [
      { command: 'issue', card: 'C2', barcode: 'I2', at: '2026-11-17T09:41:00.000' },
      { command: 'return', barcode: 'I3', at: '2026-11-17T09:42:00.000' },
    ],
    left: [],
  })
  expect(said.join('\n')).toContain('1 x renewal')
  expect(said.join('\n')).toContain('1 x hold-request')
  expect(said.join('\n')).toContain('1 x payment')

  await exportActs(path('day.evergreen'), wish('evergreen'))
  expect(
    (await text('day.evergreen'))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)),
  ).toEqual([
    {
      ...{ timestamp: 1_794_901_260, delta: 0, barcode: 'I2', type: 'checkout', patron_barcode: 'C2' },
      ...{ checkout_time: '2026-11-17T07:41:00Z', due_date: '2026-12-16' },
    },
    { timestamp: 1_794_901_320, delta: 0, barcode: 'I3', type: 'checkin', backdate: '2026-11-17' },
    { timestamp: 1_794_901_380, delta: 0, barcode: 'I4', type: 'renew', due_date: '2026-12-20' },
  ])

  await exportActs(path('all.csv'), wish('csv', 'all'))
  expect((await text('all.csv')).split('\n').slice(0, 3)).toEqual([
    'station,epoch,sequence,at,branch,kind,barcode,card,due,title,pickup,cents,outcome',
    'bus-1,1-aaaaaaaa,1,2026-11-17T07:40:00.000Z,PYS1AU,checkout,I1,C1,2026-12-15,,,,applied',
    'bus-1,1-aaaaaaaa,2,2026-11-17T07:41:00.000Z,PYS1AU,checkout,I2,C2,2026-12-16,,,,',
  ])
  expect((await text('all.csv')).trim().split('\n').slice(-2)).toEqual([
    'bus-1,1-aaaaaaaa,8,2026-11-17T07:47:00.000Z,PYS1AU,hold-request,,C1,,t,BUS,,',
    'bus-1,1-aaaaaaaa,9,2026-11-17T07:48:00.000Z,PYS1AU,payment,,C1,,,,320,',
  ])
}, 60_000)

test('[EX2] a file that is there is not written over, and what is wished wrongly is said', async () => {
  const { path, wish } = await hubWithDay()
  await exportActs(path('a.csv'), wish('csv'))
  await expect(exportActs(path('a.csv'), wish('csv'))).rejects.toThrow('is there already')
  await expect(exportActs(path('c.csv'), { ...wish('csv'), station: 'bus-9' })).rejects.toThrow('nothing has come from bus-9')
  await expect(exportActs(path('b'), wish('pdf'))).rejects.toThrow('expected koc, evergreen, csv')
}, 60_000)

test('[EX2] Evergreen is told the day of a return by the library’s clock', () => {
  const [entry] = run([back('I1')])
  const past = { ...entry!, at: { ...entry!.at, wall: '2026-11-16T22:30:00.000Z' } }
  const { text } = writeActs('evergreen', [{ kind: 'checkin', entry: past, barcode: 'I1' }], '1')
  expect(JSON.parse(text)).toMatchObject({ type: 'checkin', backdate: '2026-11-17' })
})
