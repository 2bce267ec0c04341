import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Transaction } from '../../circulation/transaction.ts'
import { systemClock } from '../../host/system-clock.ts'
import { type RunningHub, startHub } from '../hub/start-hub.node.ts'
import { temporaryFolder } from '../hub/testing/hub-process.node.ts'
import { openMemoryJournal } from '../journal/memory-journal.ts'
import { protocolVersion } from '../protocol/messages.ts'
import { openMemoryRegister } from '../register/memory-register.ts'
import { createSyncClient } from './create-sync-client.ts'
import { EntryClock } from './entry-time.ts'
import { openMemoryLibrary } from './memory-library.node.ts'
import { OutcomesOfOurs } from './outcomes-of-ours.ts'
import { memoryStationStore } from './station-store.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let hub: RunningHub

const start = (token?: string) => startHub({ data: join(folder.path, 'hub'), port: 0, ...(token && { token }) })

beforeEach(async () => {
  folder = await temporaryFolder()
  hub = await start()
}, 60_000)

afterEach(async () => {
  await hub?.stop()
  await folder?.remove()
}, 60_000)

const forms = ['rows', 'packed'] as const

async function station(
  name: string,
  journalOptions: { readonly newEpoch?: () => string } = {},
  form: (typeof forms)[number] = 'rows',
) {
  const clock = systemClock()
  const journal = await openMemoryJournal({ station: name, ...journalOptions })
  const store = memoryStationStore()
  const register = form === 'packed' ? await openMemoryLibrary(store, clock) : await openMemoryRegister()
  const line = (over: typeof fetch = fetch) =>
    createSyncClient({
      hubUrl: hub.address,
      token: hub.token,
      station: name,
      journal,
      register,
      store,
      clock,
      fetch: over,
      random: () => 0.5,
    })
  const stamp = new EntryClock(clock, 'r1')
  const append = async (sync: ReturnType<typeof line>, transaction: Transaction) => {
    const at = stamp.stamp('Europe/Helsinki', sync.state().offset)
    const [entry] = await journal.append([{ at, branch: 'PYS1AU', transaction }])
    return entry!
  }
  const someLoan = async () => {
    const patrons = await register.searchPatrons({ name: 'a', limit: 200 })
    return (await Promise.all(patrons.map(({ patronId }) => register.loansOf(patronId)))).flat()[0]!
  }
  /** The hub may be packing still. */
  const fetched = (sync: ReturnType<typeof line>) =>
    expect.poll(() => sync.turn().then(async () => (await register.state()).complete), { timeout: 20_000 }).toBe(true)
  return { register, store, line, append, someLoan, fetched }
}

test.each(forms)(
  '[UP12] [RG40] against the real hub, %s: the register comes, a return goes home, its outcome and the changed register come back',
  async form => {
    const { register, append, line, someLoan, fetched } = await station('bus-7', {}, form)
    const sync = line()
    await fetched(sync)
    expect(sync.state().link).toBe('good')
    expect(sync.state().refusedByHub).toBeUndefined()
    expect(await register.state()).toMatchObject({ complete: true })
    expect((await register.settings())?.stops.length).toBeGreaterThan(0)

    const { barcode, patronId } = await someLoan()
    const { epoch } = await append(sync, { kind: 'checkin', barcode, patronId, destination: { kind: 'shelf' } })
    const outcome = () => sync.state().outcomes.get(`bus-7/${epoch}/1`)
    await expect.poll(() => sync.turn().then(() => outcome()?.outcome.kind), { timeout: 15_000 }).toBe('applied')
    expect(sync.state().have).toEqual({ epoch, sequence: 1 })
    expect(await register.loan(barcode)).toBeUndefined()
    expect((await register.state()).version).toBeGreaterThanOrEqual(outcome()!.inVersion)
    await sync.stop()
  },
  60_000,
)

test.each(forms)(
  '[UP6] [UP12] [RG42] a real hub, %s, that lost everything gets the journal again, and the register begins anew',
  async form => {
    const { register, append, line, someLoan, fetched } = await station('bus-8', {}, form)
    let sync = line()
    await fetched(sync)
    const { barcode, patronId } = await someLoan()
    const { epoch } = await append(sync, { kind: 'checkin', barcode, patronId, destination: { kind: 'shelf' } })
    const outcome = () => sync.state().outcomes.get(`bus-8/${epoch}/1`)
    await expect.poll(() => sync.turn().then(() => outcome()?.outcome.kind), { timeout: 15_000 }).toBe('applied')
    const first = outcome()!
    await sync.stop()

    const { token } = hub
    await hub.stop()
    await rm(join(folder.path, 'hub'), { recursive: true, force: true })
    hub = await start(token)
    sync = line()
    // Versions count from the hub's clock: a younger hub is known by a higher one, or its changes cannot be told.
    await expect
      .poll(() => sync.turn().then(() => outcome()?.inVersion !== first.inVersion && outcome()?.outcome.kind), {
        timeout: 15_000,
      })
      .toBe('applied')
    await fetched(sync)
    await expect.poll(() => sync.turn().then(() => register.loan(barcode)), { timeout: 20_000 }).toBeUndefined()
    expect(await register.state()).toMatchObject({ complete: true })
    expect(sync.state().have).toEqual({ epoch, sequence: 1 })
    await sync.stop()
  },
  60_000,
)

test('[UP14] a real hub names the entry of each outcome, so that two histories under one number are told apart', async () => {
  const sameEpoch = { newEpoch: () => '1-same' }
  const [twin, station9] = [await station('bus-9', sameEpoch), await station('bus-9', sameEpoch)]
  const [first, second] = [twin.line(), station9.line()]
  await first.turn()
  await second.turn()
  const { barcode, patronId } = await twin.someLoan()
  await twin.append(first, { kind: 'checkin', barcode, patronId, destination: { kind: 'shelf' } })
  await expect.poll(() => first.turn().then(() => first.state().outcomes.size), { timeout: 15_000 }).toBe(1)

  const ours = new OutcomesOfOurs()
  const entry = await station9.append(second, { kind: 'checkin', barcode: 'NOBODYS', destination: { kind: 'shelf' } })
  ours.add(entry)
  await expect.poll(() => second.turn().then(() => second.state().outcomes.size), { timeout: 15_000 }).toBe(2)
  const { outcomes } = second.state()
  expect(outcomes.get('bus-9/1-same/1')?.outcome.kind).toBe('applied')
  expect(ours.of(outcomes).get('bus-9/1-same/1')?.outcome).toMatchObject({ kind: 'needs-person', question: 'fork' })
  await Promise.all([first.stop(), second.stop()])
}, 60_000)

test('[UP15] a hub one version behind is spoken to in its own protocol', async () => {
  const { line, append, register } = await station('bus-10')
  const uploads: number[] = []
  const sync = line(async (url, init) => {
    if (init?.method === 'POST') uploads.push(JSON.parse(String(init.body)).protocol)
    const answer = await fetch(url, init)
    if (!String(url).endsWith('/hello')) return answer
    return Response.json({ ...((await answer.json()) as object), protocol: protocolVersion - 1 })
  })
  await append(sync, { kind: 'desk-started', appVersion: '0.0.0' })
  await sync.turn()
  expect(uploads).toEqual([protocolVersion - 1])
  expect(sync.state()).toMatchObject({ link: 'good', have: { sequence: 1 } })
  expect(await register.state()).toMatchObject({ complete: true })
  await sync.stop()
}, 60_000)
