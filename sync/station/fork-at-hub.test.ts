import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../host/system-clock.ts'
import { showCards, showItems, showStaff } from '../hub/demo/showcase.ts'
import { type RunningHub, startHub } from '../hub/start-hub.node.ts'
import { temporaryFolder } from '../hub/testing/hub-process.node.ts'
import { openFileJournal } from '../journal/file-journal.node.ts'
import { loanDraft } from '../journal/journal.fixture.ts'
import type { Journal } from '../journal/journal.ts'
import { openMemoryJournal } from '../journal/memory-journal.ts'
import { openMemoryRegister } from '../register/memory-register.ts'
import { createSyncClient } from './create-sync-client.ts'
import { memoryStationStore } from './station-store.ts'
import { openTestStation } from './testing/station.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let hub: RunningHub

beforeEach(async () => {
  folder = await temporaryFolder()
  hub = await startHub({ data: join(folder.path, 'hub'), port: 0 })
}, 60_000)

afterEach(async () => {
  await hub?.stop()
  await folder?.remove()
}, 60_000)

/** Two machines that believe they are the same station in the same epoch, as after a disk was copied. */
const epochs = (ordinal: number) => (ordinal === 1 ? '1-copied' : `${ordinal}-${Math.random().toString(16).slice(2, 10)}`)

async function lineOf(journal: Journal) {
  const register = await openMemoryRegister()
  const line = { hubUrl: hub.address, token: hub.token, station: 'bus-1', journal, register, store: memoryStationStore() }
  return { register, sync: createSyncClient({ ...line, clock: systemClock(), fetch, random: () => 0.5 }) }
}

test('[UP16] told of a fork by a real hub, the desk goes on in a new epoch without a restart, and everything after goes home', async () => {
  const twin = await openMemoryJournal({ station: 'bus-1', newEpoch: epochs })
  const other = await lineOf(twin)
  await twin.append(Array.from({ length: 8 }, (_, number) => loanDraft(`TWIN-${number}`)))
  await other.sync.turn()
  await other.sync.stop()

  const path = join(folder.path, 'journal.jsonl')
  const { journal } = await openFileJournal({ station: 'bus-1', path, newEpoch: epochs })
  const { register, sync } = await lineOf(journal)
  const reached = () => sync.turn().then(() => at.desk.syncNow())
  await sync.turn()
  const at = await openTestStation({}, { journal, register, sync })
  for (const number of [showStaff[0].badge, showCards.adult, showItems.plain]) await at.scan(number)
  const before = at.desk.session().lines[0]!
  expect(before.entry!.epoch).toBe('1-copied')
  await expect.poll(() => reached().then(() => journal.tail().epoch), { timeout: 15_000 }).not.toBe('1-copied')
  expect(at.desk.status().recovery).toMatchObject({ kind: 'fork', epoch: '1-copied', sequence: 1, keptAside: 1 })

  await at.scan(showItems.plainToo)
  const after = at.desk.session().lines[0]!
  expect(after.entry!.epoch).toBe(journal.tail().epoch)
  await expect.poll(() => reached().then(() => at.desk.status().sent[after.lineId]), { timeout: 15_000 }).toBe('home')
  expect(at.desk.status()).toMatchObject({ link: 'good', unsent: 0 })
  expect(at.desk.status().refusedByHub).toBeUndefined()
  await expect.poll(() => reached().then(() => at.desk.status().sent[before.lineId]), { timeout: 15_000 }).toBe('needs-person')

  // The number of the loan from before is the twin's at the hub: taking ours back must not touch the twin's.
  await at.do({ type: 'undo', lineIds: [before.lineId] })
  await at.answer('mistyped')
  const undone = at.desk.session().lines[0]!
  await expect.poll(() => reached().then(() => at.desk.status().sent[undone.lineId]), { timeout: 15_000 }).toBe('needs-person')

  const entries = await journal.entries()
  await at.desk.close()
  const again = await openFileJournal({ station: 'bus-1', path, newEpoch: epochs })
  expect(again.recovery).toEqual({ kind: 'clean' })
  expect(await again.journal.entries()).toEqual(entries)
  expect(entries.filter(({ transaction }) => transaction.kind === 'fork-found')).toHaveLength(1)
  await again.journal.close()
}, 90_000)
