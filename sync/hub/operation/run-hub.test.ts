import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hubProgram } from '../../../commands/setup/hub-program.node.ts'
import { openDeskOn } from '../testing/desk-on-hub.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'
import { Asker, run } from '../testing/station.ts'

const patience = 120_000
const token = 'h'.repeat(40)
const reading = 'm'.repeat(40)

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let service: ChildProcess
let ended: Promise<unknown[]>
let address = ''
const lines: string[] = []
const logged = () => lines.map(line => JSON.parse(line) as Record<string, unknown>)

beforeAll(async () => {
  folder = await temporaryFolder()
  const file = join(folder.path, 'hub.yaml')
  await writeFile(
    file,
    `data: data
library: { demo: true }
listen: { port: 0 }
tokenFrom: HUB_TOKEN
metrics: { tokenFrom: HUB_METRICS }
log: { level: debug }
`,
  )
  const env = { ...process.env, HUB_TOKEN: token, HUB_METRICS: reading }
  service = spawn(process.execPath, [...hubProgram(), '--config', file], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  ended = once(service, 'exit')
  address = await new Promise(resolve =>
    createInterface(service.stdout!).on('line', line => {
      lines.push(line)
      const { what, listening } = JSON.parse(line)
      if (what === 'ready') resolve(listening)
    }),
  )
}, patience)

afterAll(async () => {
  service?.kill('SIGKILL')
  await ended
  await folder?.remove()
}, patience)

const asker = () => new Asker(address, token)

/** Every number and name that the register has, as they would stand in a log. */
async function everyone(): Promise<readonly string[]> {
  const { segments } = (await asker().get('/api/register/manifest')).body as { segments: readonly { name: string }[] }
  const found: string[] = []
  for (const { name } of segments) {
    const { kind, rows } = (await asker().get(`/api/register/segments/${name}`)).body
    for (const row of rows)
      found.push(...(kind === 'items' ? [row.barcode] : [...row.cards, row.name?.family, row.name?.given].filter(Boolean)))
  }
  return found
}

test('[HB51] a day at the hub: health and figures without a patron in them, and a log that says what happened', {
  timeout: patience,
}, async () => {
  expect(await (await fetch(`${address}/health`)).json()).toEqual({
    status: 'ok',
    checks: { database: 'ok', log: 'ok', librarySystem: 'not-asked-yet' },
  })
  const { desk, scan, home, said } = await openDeskOn({ address, token, stop: async () => {} })
  const verdicts: string[] = []
  for (const text of ['HLO0000017', 'PYS0000012', '853N00000017', 'PYS0000020', '853N00000082', 'PYS0000038']) {
    await scan(text)
    verdicts.push(said())
  }
  expect(verdicts.join(' ')).toMatch(/lent/)
  await home()
  await desk.close()

  const metricsFor = (bearer?: string) =>
    fetch(`${address}/metrics`, bearer === undefined ? {} : { headers: { Authorization: `Bearer ${bearer}` } })
  expect((await metricsFor()).status).toBe(401)
  expect((await metricsFor('x'.repeat(40))).status).toBe(401)
  const text = await (await metricsFor(reading)).text()
  expect(text).toMatch(/^pysakki_outcomes_total\{kind="applied"\} [1-9]/m)
  expect(text).toMatch(/^pysakki_uploads_total\{station="bus-1",verdict="stored"\} [1-9]/m)
  expect(text).toMatch(/^pysakki_station_last_contact_timestamp_seconds\{station="bus-1"\} 1\d{9}/m)
  expect(text).toMatch(/^pysakki_library_system_call_seconds_count\{call="apply",ended="answered"\} [1-9]/m)
  expect(text).toMatch(
    /^pysakki_request_seconds_count\{method="POST",route="\/api\/stations\/:station\/entries",status="200"\} [1-9]/m,
  )
  expect(text).toMatch(/^process_resident_memory_bytes /m)
  expect((await metricsFor(token)).status).toBe(200)
  expect(text).toMatch(/^pysakki_replay_paused 0$/m)
  const trialRun = (shadow: boolean) => asker().post('/api/office/brake', { by: 'Maija', change: { shadow } })
  await trialRun(true)
  expect(await (await metricsFor(reading)).text()).toMatch(/^pysakki_replay_paused 1$/m)
  await trialRun(false)
  expect(logged().filter(({ what }) => what === 'upload')).toContainEqual(
    expect.objectContaining({ station: 'bus-1', verdict: 'stored' }),
  )
  expect(logged().filter(({ what, kind }) => what === 'outcome' && kind === 'applied').length).toBeGreaterThan(0)
})

test('[HB52] no card, barcode or name is in the log of a day, whatever went wrong in it', { timeout: patience }, async () => {
  const bus = asker()
  const [entry] = run([{ kind: 'checkin', barcode: '853N00000025', destination: { kind: 'shelf' } }], { epoch: '2-bbbbbbbb' })
  const broken = { ...entry, transaction: { kind: 'checkout', barcode: '853N00000025', patron: 'Virtanen, PYS0000012' } }
  await bus.upload([broken], { epoch: '2-bbbbbbbb' })
  await bus.post('/api/stations/bus-1/entries', '{"protocol": 3, "entries": [Virtanen PYS0000012')
  await bus.get('/api/cards/PYS0000012?name=Virtanen')
  await bus.get('/api/stations/PYS0000012/have?epoch=1')
  await bus.post('/api/lookup', { number: 'PYS0000012' })
  await bus.post('/api/questions/answers', { of: 'PYS0000012' })
  await fetch(`${address}/api/audit?barcode=853N00000017`, { headers: { Authorization: `Bearer ${token}` } })
  await new Asker(address, 'PYS0000012').get('/api/hello')
  await fetch(`${address}/PYS0000012.html`)
  const everybody = await everyone()
  expect(everybody.length).toBeGreaterThan(2000)
  const words = new Set(lines.flatMap(line => line.split(/[^\p{L}\p{N}-]+/u)))
  expect(words.has('request')).toBe(true)
  expect(everybody.filter(one => words.has(one))).toEqual([])
  expect(lines.filter(line => /PYS0000012|853N000000|Virtanen/.test(line))).toEqual([])
})

/** What a service says that does not start by this configuration. */
async function notStarting(yaml: string, ...command: readonly string[]) {
  const file = join(folder.path, 'wrong.yaml')
  await writeFile(file, yaml)
  const started = spawn(process.execPath, [...hubProgram(), ...command, '--config', file], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  for (const where of ['stdout', 'stderr'] as const) started[where].on('data', text => (said[where] += text))
  const [code] = await once(started, 'close')
  return { code, ...said }
}

test('[HB50] [HB52] a service whose port or folder is taken names the key', { timeout: patience }, async () => {
  const port = new URL(address).port
  const taken = await notStarting(`data: other\nlibrary: { demo: true }\nlisten: { port: ${port} }\n`)
  expect(JSON.parse(taken.stdout.trim().split('\n').at(-1)!).why).toMatch(/wrong\.yaml: listen\.port: port .* is taken/)
  const folder = await notStarting('data: data\nlibrary: { demo: true }\nlisten: { port: 0 }\n')
  expect(JSON.parse(folder.stdout.trim().split('\n').at(-1)!).why).toMatch(/wrong\.yaml: data: another hub works in /)
})

test('[HB16] told to stop, the service ends with 0, and its last line says so', { timeout: patience }, async () => {
  service.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(
    logged()
      .map(({ what }) => what)
      .slice(-2),
  ).toEqual(['stopping', 'stopped'])
})

test('[HB50] [HB52] a service that cannot start says why in its log, in one line of its own, with the key that is meant', {
  timeout: patience,
}, async () => {
  const { code, stdout, stderr } = await notStarting('data: other\nlibrary: { files: nowhere }\nlisten: { port: 0 }\n')
  expect([code, stderr]).toEqual([1, ''])
  const last = JSON.parse(stdout.trim().split('\n').at(-1)!)
  expect(last).toMatchObject({ level: 'fatal', what: 'the hub cannot start' })
  expect(last.why).toMatch(/wrong\.yaml: library\.files: there is no /)
})

test('[HB50] [HB52] a configuration that cannot be used is told in the same log, a line for each thing; to who asks by a command as text', {
  timeout: patience,
}, async () => {
  const wrong = 'data: other\nlibrary: { demo: true }\nlisten: { port: eighty }\nlog: { level: loud }\n'
  const service = await notStarting(wrong)
  expect([service.code, service.stderr]).toEqual([1, ''])
  const said = service.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(said.map(({ level, what }) => `${level} ${what}`)).toEqual(['fatal the hub cannot start', 'fatal the hub cannot start'])
  expect(said.map(({ why }) => why.replace(/^.*wrong/, 'wrong')).toSorted()).toEqual([
    'wrong.yaml:3: listen.port: expected number, received string',
    'wrong.yaml:4: log.level: Invalid option: expected one of "debug"|"info"|"warn"|"error"',
  ])
  const command = await notStarting(wrong, 'status')
  expect([command.code, command.stdout]).toEqual([1, ''])
  expect(
    command.stderr
      .trim()
      .split('\n')
      .map(line => line.replace(/^.*wrong/, 'wrong'))
      .toSorted(),
  ).toEqual(said.map(({ why }) => why.replace(/^.*wrong/, 'wrong')).toSorted())
})
