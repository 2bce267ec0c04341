import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Transaction } from '../../circulation/transaction.ts'
import { hubProgram } from '../../commands/setup/hub-program.node.ts'
import { tailAfter } from '../journal/chain.ts'
import type { Entry } from '../journal/entry.ts'
import { sealForCarrying } from '../journal/usb-export.ts'
import { officeStation } from '../protocol/office.ts'
import { type RunningHub, startHub } from './start-hub.node.ts'
import { temporaryFolder } from './testing/hub-process.node.ts'
import { Asker, run } from './testing/station.ts'

const checkin = (barcode: string): Transaction => ({ kind: 'checkin', barcode, destination: { kind: 'shelf' } })
const barcodes = (from: number, count: number) => Array.from({ length: count }, (_, at) => checkin(`CA${from + at}`))
const seal = (entries: readonly Entry[], station = 'bus-1') => sealForCarrying(station, entries, '2026-11-17T15:00:00.000Z')

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let hub: RunningHub
let asker: Asker
let epochs = 0

beforeAll(async () => {
  folder = await temporaryFolder()
  hub = await startHub({ data: join(folder.path, 'data'), port: 0, maxBodyBytes: 100_000 })
  asker = new Asker(hub.address, hub.token)
}, 60_000)

afterAll(async () => {
  await hub?.stop()
  await folder?.remove()
}, 60_000)

const freshEpoch = () => `1-${(++epochs).toString(16).padStart(8, '0')}`
const bring = (text: string, by = asker) => by.post('/api/carried', text)
const stored = async () => {
  const { entries } = (await asker.get('/api/status')).body as { entries: Record<string, number> }
  return Object.values(entries).reduce((sum, count) => sum + count, 0)
}

test('[CA3] a carried journal is stored as an upload is, told how many were new, and brought twice brings nothing new', async () => {
  const epoch = freshEpoch()
  const entries = run(barcodes(0, 4), { epoch })
  const first = await bring(seal(entries))
  expect(first).toMatchObject({
    status: 200,
    body: { station: 'bus-1', entries: 4, fresh: 4, forks: 0, until: entries[3]!.at.wall, missing: [] },
  })
  expect((await bring(seal(entries))).body).toMatchObject({ entries: 4, fresh: 0 })
  const have = await asker.get(`/api/stations/bus-1/have?epoch=${epoch}`)
  expect(have.body).toEqual({ epoch, sequence: 4, hash: entries[3]!.hash })
})

test('[CA3] before and after the line, and an older file after a newer one, end in the same', async () => {
  const epoch = freshEpoch()
  const entries = run(barcodes(10, 6), { epoch })
  const before = await stored()
  await asker.upload(entries.slice(0, 2), { epoch })
  expect((await bring(seal(entries.slice(0, 5)))).body).toMatchObject({ fresh: 3 })
  expect((await bring(seal(entries.slice(0, 3)))).body).toMatchObject({ fresh: 0, missing: [] })
  expect((await asker.upload(entries, { epoch })).body).toMatchObject({ sequence: 6 })
  expect((await bring(seal(entries))).body).toMatchObject({ fresh: 0, forks: 0 })
  expect((await stored()) - before).toBe(6)
})

test('[CA4] another entry under a number that stands is kept as a fork, once', async () => {
  const epoch = freshEpoch()
  const entries = run(barcodes(20, 3), { epoch })
  const other = run(barcodes(30, 2), { epoch, after: tailAfter(entries[0]!) })
  const before = await stored()
  await asker.upload(entries, { epoch })
  expect((await bring(seal([entries[0]!, ...other]))).body).toMatchObject({ fresh: 2, forks: 2 })
  expect((await bring(seal([entries[0]!, ...other]))).body).toMatchObject({ fresh: 0, forks: 0 })
  expect((await stored()) - before).toBe(5)
})

test('[CA4] what stands behind a hole is not taken and the hole is told; another epoch of the file is', async () => {
  const [epoch, next] = [freshEpoch(), freshEpoch()]
  const entries = run(barcodes(40, 6), { epoch })
  await asker.upload(entries.slice(0, 2), { epoch })
  const file = seal([...entries.slice(4), ...run(barcodes(50, 2), { epoch: next })])
  expect((await bring(file)).body).toMatchObject({ entries: 4, fresh: 2, missing: [{ epoch, from: 5, have: 2 }] })
  expect((await bring(seal(entries))).body).toMatchObject({ fresh: 4, missing: [] })
  expect((await bring(file)).body).toMatchObject({ fresh: 0, missing: [] })
})

test('[CA2] a file that was cut, changed or is no journal is refused with the reason in words, and nothing of it is stored', async () => {
  const epoch = freshEpoch()
  const text = seal(run(barcodes(60, 3), { epoch }))
  const before = await stored()
  const refused = [
    [text.slice(0, -40), 'cut', 'too early'],
    [text.split('\n').slice(0, -2).join('\n'), 'cut', 'too early'],
    [text.replace('CA61', 'CA69'), 'changed', 'seal'],
    ['hello', 'other', 'no journal'],
    ['', 'other', 'no journal'],
    [seal(run(barcodes(60, 1), { epoch, station: officeStation }), officeStation), 'envelope', 'no station'],
    [seal(run(barcodes(60, 3), { epoch }).filter(({ sequence }) => sequence !== 2)), 'envelope', 'follow'],
  ] as const
  for (const [file, code, words] of refused) {
    const answer = await bring(file)
    expect([answer.status, answer.body.code]).toEqual([400, code])
    expect(answer.body.message).toContain(words)
  }
  expect(await stored()).toBe(before)
})

test("[CA2] another station's token may bring it, nobody without a token, and the entries stay whose they are", async () => {
  const epoch = freshEpoch()
  const entries = run(barcodes(70, 2), { epoch })
  const { body } = await asker.post('/api/stations/bus-2/enrol', {})
  expect((await bring(seal(entries), new Asker(hub.address, 'wrong'))).status).toBe(401)
  expect((await bring(seal(entries), new Asker(hub.address, body.token))).body).toMatchObject({ station: 'bus-1', fresh: 2 })
  expect((await asker.get(`/api/stations/bus-1/have?epoch=${epoch}`)).body.sequence).toBe(2)
  expect((await asker.get(`/api/stations/bus-2/have?epoch=${epoch}`)).body.sequence).toBe(0)
})

test('[CA3] a journal larger than an upload may be is taken whole', async () => {
  const epoch = freshEpoch()
  const text = seal(run(barcodes(1000, 400), { epoch }))
  expect(text.length).toBeGreaterThan(100_000)
  expect((await bring(text)).body).toMatchObject({ fresh: 400, missing: [] })
}, 30_000)

test('[CA2] npm run hub -- take FILE says in lines what became of it, and ends with 1 where it was not taken', async () => {
  const epoch = freshEpoch()
  const entries = run(barcodes(80, 3), { epoch })
  const [whole, broken] = [join(folder.path, 'bus-1.pysakki'), join(folder.path, 'broken.pysakki')]
  await writeFile(whole, seal(entries))
  await writeFile(broken, seal(entries).replace('CA81', 'CA89'))
  const take = (file: string) => command(['take', file, '--token', hub.token, '--port', new URL(hub.address).port])
  expect(await take(whole)).toEqual({ code: 0, said: `bus-1: 3 entries until ${entries[2]!.at.wall}, 3 of them new to the hub` })
  expect(await take(whole)).toMatchObject({ code: 0, said: expect.stringContaining(', 0 of them new') })
  expect(await take(broken)).toMatchObject({ code: 1, said: expect.stringContaining('the seal does not fit') })
  expect(await take(join(folder.path, 'no-such'))).toMatchObject({ code: 1, said: expect.stringContaining('cannot be read') })
}, 60_000)

async function command(words: readonly string[]): Promise<{ code: number; said: string }> {
  const program = [...hubProgram(), ...words]
  return promisify(execFile)(process.execPath, program).then(
    ({ stdout }) => ({ code: 0, said: stdout.trim() }),
    (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr.trim() }),
  )
}
