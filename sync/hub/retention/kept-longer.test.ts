import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Transaction } from '../../../circulation/transaction.ts'
import type { Envelope } from '../accept-upload.ts'
import type { HubLog } from '../hub-log.ts'
import type { LogLine } from '../log-line.ts'
import { openHubDatabase } from '../open-database.node.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'
import { run } from '../testing/station.ts'
import { workedBefore } from '../testing/worked-before.node.ts'
import { uploadStore } from '../upload-store.ts'
import { nodeCipher } from './cipher.node.ts'
import { forgetPersons } from './forget-persons.ts'
import { keyFile } from './key-file.node.ts'
import { PersonKeys } from './person-keys.ts'

const [came, lastDay, over] = ['2026-11-17T08:00:00Z', '2027-01-16T12:00:00Z', '2027-01-17T00:00:00Z']
const loans: readonly Transaction[] = Array.from({ length: 7 }, (_, at) => ({
  ...{ kind: 'checkout', barcode: `B${at}`, card: `853N00${at}`, patronId: `p-${at}` },
  ...{ dueOn: '2026-12-15', visitId: 'v', overrides: [] },
}))

let folder: Awaited<ReturnType<typeof temporaryFolder>>
const closers: (() => Promise<unknown>)[] = []
const close = async () => {
  for (const one of closers.splice(0).reverse()) await one()
}

beforeEach(async () => {
  folder = await temporaryFolder()
})

afterEach(async () => {
  await close()
  await folder.remove()
})

async function openAt(now: string) {
  const opened = await openHubDatabase({
    folder: folder.path,
    trouble: (what, error) => void (error !== undefined && expect.fail(`${what} ${error}`)),
    now: () => now,
    closeLater: one => void closers.push(one),
    onNews: () => {},
  })
  return { ...opened, uploads: uploadStore(opened.database, opened.log, () => now) }
}

test('[HB71] however much has waited, it is sealed anew in lines of a size that the log and a statement bear; a crash between two of them loses nothing', async () => {
  const entries = run(loans)
  const before = await openAt(came)
  await before.uploads.take('bus-1', { epoch: '1-aaaaaaaa', entries: entries as unknown as Envelope[] })
  for (const { id } of await before.uploads.waiting(10)) {
    const { barcode } = loans[id.sequence - 1] as { barcode: string }
    const actions = [{ kind: 'begin-loan', barcode, patronId: 'p-0', at: came, dueOn: '2026-12-15', branch: 'b' } as const]
    await before.uploads.markSending({ mark: `m-${barcode}`, id, actions, outcome: { kind: 'applied' }, at: came })
  }
  await close()

  const hub = await openAt(lastDay)
  await workedBefore(lastDay, folder.path)
  const forget = async (log: Pick<HubLog, 'record'>) => {
    const place = keyFile(join(folder.path, 'persons.keys'))
    const keys = await PersonKeys.open({ place, cipher: nodeCipher, now: () => over })
    return forgetPersons({ stored: hub.database.withoutPlugins(), database: hub.database, log, keys, days: 60, atOnce: 2 })
  }
  const recorded: LogLine[] = []
  const upTo = (most: number): Pick<HubLog, 'record'> => ({
    async record(line) {
      if (recorded.length >= most) throw new Error('the power is cut')
      recorded.push(line as LogLine)
      return hub.log.record(line)
    },
  })
  await expect(forget(upTo(2))).rejects.toThrow('the power is cut')
  const kept = () =>
    recorded.map(line => (line.type === 'kept-longer' ? line.entries.length + line.marks.length + line.held.length : -1))
  expect(kept()).toEqual([2, 2])
  expect((await hub.uploads.waiting(10)).map(({ entry }) => entry)).toEqual(entries)
  expect(await forget(upTo(100))).toEqual(['2026-11-17'])
  expect(Math.max(...kept())).toBe(2)
  expect(kept().reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(14)
  await close()

  const after = await openAt(over)
  expect((await after.uploads.waiting(10)).map(({ entry }) => entry)).toEqual(entries)
}, 120_000)
