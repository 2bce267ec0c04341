import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Transaction } from '../../circulation/transaction.ts'
import { type HubProcess, startHubProcess, temporaryFolder } from './testing/hub-process.node.ts'
import { Asker, run } from './testing/station.ts'

const patience = 240_000
const lookUp = (patronId: string): Transaction => ({ kind: 'patron-looked-up', patronId })

let folder: Awaited<ReturnType<typeof temporaryFolder>>
const running: HubProcess[] = []

/** A hub's folder after its first start: to make a database takes longer than all the rest. */
let fresh: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  fresh = await temporaryFolder()
  await (await startHubProcess(fresh.path)).kill('SIGTERM')
}, patience)

afterAll(() => fresh.remove())

beforeEach(async () => {
  folder = await temporaryFolder()
  await cp(fresh.path, folder.path, { recursive: true })
})

afterEach(async () => {
  for (const hub of running.splice(0)) await hub.kill('SIGKILL')
  await folder.remove()
}, patience)

async function start(args: readonly string[] = []): Promise<Asker & { hub: HubProcess }> {
  const hub = await startHubProcess(folder.path, args)
  running.push(hub)
  return Object.assign(new Asker(hub.address, hub.token), { hub })
}

async function have(asker: Asker, epoch = '1-aaaaaaaa') {
  return (await asker.get(`/api/stations/bus-1/have?epoch=${epoch}`)).body
}

test('[HB9] killed between log and database, the hub has the upload at its next start, once', { timeout: patience }, async () => {
  const program = resolve(import.meta.dirname, 'testing/crashing-hub.node.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', program, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const [line] = await once(createInterface(child.stdout), 'line')
  const { listening, token } = JSON.parse(line)
  const asker = new Asker(listening, token)
  const crashHere: Transaction = { kind: 'desk-started', appVersion: 'CRASH-HERE' }
  const entries = run([lookUp('P1'), lookUp('P2'), crashHere, lookUp('P4')])
  expect((await asker.upload(entries.slice(0, 2))).status).toBe(200)
  await expect(asker.upload(entries.slice(2))).rejects.toThrow()
  expect(await ended).toEqual([null, 'SIGKILL'])

  const again = await start()
  expect((await have(again)).sequence).toBe(4)
  expect((await again.upload(entries)).body.sequence).toBe(4)
  const lines = (await readFile(join(folder.path, 'hub.log'), 'utf8')).split('\n').filter(text => text.includes('"uploaded"'))
  const logged = lines.flatMap(text => JSON.parse(text).entries.map((entry: { id: { sequence: number } }) => entry.id.sequence))
  expect(logged).toEqual([1, 2, 3, 4])
})

test('[HB3] each upload that brings something new is synced before it is acknowledged, and killed at once nothing is missing', {
  timeout: patience,
}, async () => {
  const asker = await start()
  const before = (await asker.get('/api/status')).body.syncs
  const entries = run(Array.from({ length: 40 }, (_, number) => lookUp(`P${number}`)))
  for (const entry of entries) expect((await asker.upload([entry])).status).toBe(200)
  const { syncs } = (await asker.get('/api/status')).body
  expect(syncs - before).toBeGreaterThanOrEqual(entries.length)
  await asker.hub.kill('SIGKILL')
  expect((await have(await start())).hash).toBe(entries.at(-1)!.hash)
})

test('[HB9] killed at any moment of a busy morning, four times over, nothing acknowledged is missing and nothing is there twice', {
  timeout: patience,
}, async () => {
  const entries = run(Array.from({ length: 4000 }, (_, number) => lookUp(`P${number}`)))
  let acknowledged = 0
  for (const delayMs of [40, 130, 260, 410]) {
    const asker = await start()
    const { sequence } = await have(asker)
    expect(sequence).toBeGreaterThanOrEqual(acknowledged)
    // On a busy machine the first answer alone may take longer than the life that follows.
    acknowledged = (await asker.upload(entries.slice(sequence, sequence + 3))).body.sequence
    let killed = false
    const killing = new Promise(resolve => setTimeout(resolve, delayMs)).then(() => {
      killed = true
      return asker.hub.kill('SIGKILL')
    })
    for (let at: number = acknowledged; !killed; ) {
      const answer = await asker.upload(entries.slice(at, at + 3)).catch(() => undefined)
      if (answer?.status !== 200) break
      at = answer.body.sequence
      acknowledged = at
    }
    await killing
  }
  const asker = await start()
  const last = await have(asker)
  expect(acknowledged).toBeGreaterThan(0)
  expect(last.sequence).toBeGreaterThanOrEqual(acknowledged)
  expect(last.hash).toBe(entries[last.sequence - 1]!.hash)
  expect((await asker.get('/api/status')).body.entries).toEqual({ 'not-for-replay': last.sequence })
})

test('[HB10] a database that is torn, or was open when the machine went down is made anew from the log', {
  timeout: patience,
}, async () => {
  let asker = await start()
  const entries = run([lookUp('P1'), lookUp('P2'), { kind: 'checkin', barcode: 'UNKNOWN', destination: { kind: 'shelf' } }])
  await asker.upload(entries)
  const outcomes = await outcomesOf(asker, 1)
  const version = (await asker.get('/api/hello')).body.registerVersion
  const damages: Record<string, (database: string) => Promise<void>> = {
    torn: database => writeFile(join(database, 'global/pg_control'), 'torn'),
    'power cut': () => writeFile(join(folder.path, 'database.in-use'), 'another start of the machine'),
  }
  for (const [name, damage] of Object.entries(damages)) {
    await asker.hub.kill('SIGKILL')
    await damage(join(folder.path, 'database'))
    asker = await start()
    expect([name, (await have(asker)).sequence]).toEqual([name, 3])
    expect([name, await outcomesOf(asker, 1)]).toEqual([name, outcomes])
    expect((await asker.get(`/api/register/changes?since=${version}`)).status).toBe(410)
    expect((await asker.get('/api/hello')).body.registerVersion).toBeGreaterThan(version)
  }
  const kept = (await readdir(folder.path)).filter(name => name.startsWith('database.aside'))
  expect(kept).toHaveLength(2)
})

async function outcomesOf(asker: Asker, atLeast: number) {
  for (;;) {
    const { outcomes } = (await asker.get('/api/stations/bus-1/outcomes?since=0')).body
    if (outcomes.length >= atLeast) return outcomes.map(({ inVersion: _, ...rest }: { inVersion: number }) => rest)
  }
}

test('[HB9] a torn last line of the log is not what was acknowledged, and stops nothing', { timeout: patience }, async () => {
  const first = await start()
  const entries = run([lookUp('P1'), lookUp('P2')])
  await first.upload(entries)
  await first.hub.kill('SIGKILL')
  await appendFile(join(folder.path, 'hub.log'), '{"type":"uploaded","entr')
  const second = await start()
  expect((await have(second)).sequence).toBe(2)
  expect((await second.upload(run([lookUp('P1')], { epoch: '2-b' }), { epoch: '2-b' })).status).toBe(200)
})

test('[HB11] [HB16] a second hub in the folder or on the port is refused in one line; told to stop, the first ends with 0 and frees both', {
  timeout: patience,
}, async () => {
  const first = await start()
  await expect(startHubProcess(folder.path)).rejects.toThrow(/^the hub cannot start: --data: another hub works in .*$/)
  const elsewhere = await temporaryFolder()
  const port = new URL(first.address).port
  await expect(startHubProcess(elsewhere.path, ['--port', port])).rejects.toThrow(
    /^the hub cannot start: --port: port \d+ is taken.*$/,
  )
  await elsewhere.remove()
  const entries = run([lookUp('P1')])
  expect((await first.upload(entries)).status).toBe(200)
  expect(await first.hub.kill('SIGTERM')).toBe(0)
  running.length = 0
  const second = await start(['--port', port])
  expect(second.token).toBe(first.token)
  expect((await have(second)).sequence).toBe(1)
})

test('[HB11] a copy of the folder taken while the hub worked opens beside it, and the log wins over its database', {
  timeout: patience,
}, async () => {
  const first = await start()
  await first.upload(run([lookUp('P1')]))
  const copy = join(folder.path, '../', `copy-${Date.now()}`)
  await mkdir(copy)
  await cp(folder.path, copy, { recursive: true })
  await first.upload(run([lookUp('P1'), lookUp('P2')]))
  await cp(join(folder.path, 'hub.log'), join(copy, 'hub.log'))
  const second = await startHubProcess(copy)
  running.push(second)
  expect((await have(new Asker(second.address, second.token))).sequence).toBe(2)
  await second.kill('SIGTERM')
  await rm(copy, { recursive: true })
})
