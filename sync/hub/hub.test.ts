import { mkdir, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Transaction } from '../../circulation/transaction.ts'
import { tailAfter } from '../journal/chain.ts'
import { branchFrom, onBranch } from '../journal/epoch.ts'
import { type RunningHub, startHub } from './start-hub.node.ts'
import { bothDatabases } from './testing/both-databases.node.ts'
import { temporaryFolder } from './testing/hub-process.node.ts'
import { Asker, run } from './testing/station.ts'

const lookUp = (patronId: string): Transaction => ({ kind: 'patron-looked-up', patronId })
const checkin = (barcode: string): Transaction => ({ kind: 'checkin', barcode, destination: { kind: 'shelf' } })

for (const where of bothDatabases())
  describe.skipIf(where.missing !== '')(`on ${where.name}`, () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>
    let hub: RunningHub
    let asker: Asker

    beforeAll(async () => {
      folder = await temporaryFolder()
      const shell = join(folder.path, 'shell')
      await mkdir(join(shell, 'assets'), { recursive: true })
      await writeFile(join(shell, 'index.html'), '<!doctype html><title>desk</title>')
      await writeFile(join(shell, 'assets/a-1.js'), 'export {}')
      const databaseUrl = await where.open()
      const on = databaseUrl === undefined ? {} : { databaseUrl }
      hub = await startHub({ data: join(folder.path, 'data'), port: 0, shell, maxBodyBytes: 100_000, ...on })
      asker = new Asker(hub.address, hub.token)
    }, 60_000)

    afterAll(async () => {
      await hub?.stop()
      await folder?.remove()
      await where.close()
    }, 60_000)

    /** With headers that fetch would not let one set. */
    function rawGet(
      path: string,
      headers: Record<string, string>,
    ): Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }> {
      return new Promise((resolve, reject) => {
        const sent = request(new URL(path, hub.address), { headers }, response => {
          response.resume()
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }))
        })
        sent.on('error', reject)
        sent.end()
      })
    }

    describe('the door', () => {
      test('[HB1] without a token, or with one that is not known, nothing of the API answers but 401', async () => {
        for (const path of [
          '/api/hello',
          '/api/register/state',
          '/api/stations/bus-1/have?epoch=1',
          '/api/nothing',
          '/api/status',
        ]) {
          const bare = await rawGet(path, {})
          expect([path, bare.status]).toEqual([path, 401])
          const wrong = await new Asker(hub.address, `${hub.token.slice(0, -1)}x`).get(path)
          expect([path, wrong.status, wrong.body.code]).toEqual([path, 401, 'token'])
        }
      })

      test("[HB1] a station's token speaks for that station alone, and a new one ends the old", async () => {
        const enrolled = await asker.post('/api/stations/bus-9/enrol', {})
        const bus = new Asker(hub.address, enrolled.body.token)
        expect((await bus.get('/api/stations/bus-9/have?epoch=1-x')).status).toBe(200)
        expect((await bus.get('/api/stations/bus-1/have?epoch=1-x')).status).toBe(403)
        expect((await bus.post('/api/stations/bus-9/enrol', {})).status).toBe(403)
        await asker.post('/api/stations/bus-9/enrol', {})
        expect((await bus.get('/api/hello')).status).toBe(401)
      })

      test('[HB2] a foreign Host or Origin is turned away before the token is looked at', async () => {
        const authorization = `Bearer ${hub.token}`
        expect((await rawGet('/api/hello', { host: 'library.example' })).status).toBe(403)
        expect((await rawGet('/', { host: 'library.example' })).status).toBe(403)
        expect((await rawGet('/api/hello', { authorization, origin: 'http://library.example' })).status).toBe(403)
        expect((await rawGet('/api/hello', { authorization, origin: 'null' })).status).toBe(403)
        expect((await rawGet('/api/hello', { authorization, origin: hub.address })).status).toBe(200)
      })

      test("[HB2] the desktop's pages may ask, and the browser is told so beforehand", async () => {
        const before = await fetch(`${hub.address}/api/stations/bus-1/entries`, {
          method: 'OPTIONS',
          headers: {
            Origin: 'app://pysakki',
            'Access-Control-Request-Method': 'POST',
            'Access-Control-Request-Headers': 'authorization',
          },
        })
        expect(before.status).toBe(204)
        expect(before.headers.get('access-control-allow-origin')).toBe('app://pysakki')
        expect(before.headers.get('access-control-allow-headers')).toMatch(/authorization/i)
        const after = await asker.get('/api/hello', { Origin: 'app://pysakki' })
        expect(after.headers.get('access-control-allow-origin')).toBe('app://pysakki')
      })

      test('[HB14] the page needs no token and comes with its policy; a path out of its folder finds nothing', async () => {
        const page = await fetch(`${hub.address}/`)
        expect(page.status).toBe(200)
        expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
        const asset = await fetch(`${hub.address}/assets/a-1.js`)
        expect(asset.headers.get('cache-control')).toContain('immutable')
        const outside = await rawGet('/..%2fdata/token', {})
        expect(outside.status).toBe(404)
      })
    })

    describe('uploads', () => {
      test('[HB3] [HB4] an upload is answered with what the hub has, and the same one again changes nothing', async () => {
        const entries = run([lookUp('P1'), lookUp('P2'), lookUp('P3')], { epoch: '1-twice' })
        const last = { epoch: '1-twice', sequence: 3, hash: entries[2]!.hash }
        const none = await asker.get('/api/stations/bus-1/have?epoch=1-twice')
        expect(none.body).toEqual({ epoch: '1-twice', sequence: 0, hash: '0'.repeat(64) })
        for (const sent of [entries, entries, entries.slice(1)]) {
          const answer = await asker.upload(sent, { epoch: '1-twice' })
          expect([answer.status, answer.body]).toEqual([200, last])
        }
        const { body } = await asker.get('/api/status')
        expect(body.syncs).toBeGreaterThanOrEqual(body.acknowledgedUploads - 2)
      })

      test('[HB5] a run behind a hole is not taken; the answer says what is there, and the whole run is taken after it', async () => {
        const entries = run([lookUp('P1'), lookUp('P2'), lookUp('P3')], { epoch: '1-hole' })
        await asker.upload(entries.slice(0, 1), { epoch: '1-hole' })
        const refused = await asker.upload(entries.slice(2), { epoch: '1-hole' })
        expect([refused.status, refused.body.code, refused.body.sequence, refused.body.hash]).toEqual([
          409,
          'chain',
          1,
          entries[0]!.hash,
        ])
        expect((await asker.upload(entries, { epoch: '1-hole' })).body.sequence).toBe(3)
      })

      test('[HB6] another entry under the same number is a fork: both are kept, it is said, and it is there once however often it comes', async () => {
        const first = run([lookUp('P1'), lookUp('P2')], { epoch: '1-fork' })
        const other = run([checkin('853N1'), checkin('853N2')], { epoch: '1-fork', after: tailAfter(first[0]!) })
        await asker.upload(first, { epoch: '1-fork' })
        for (let times = 0; times < 2; times++) {
          const answer = await asker.upload(other, { epoch: '1-fork' })
          expect([answer.status, answer.body.code, answer.body.sequence, answer.body.hash]).toEqual([
            409,
            'fork',
            2,
            first[1]!.hash,
          ])
        }
        const branch = encodeURIComponent(`1-fork~2-${other[0]!.hash.slice(0, 8)}`)
        const kept = await asker.get(`/api/stations/bus-1/have?epoch=${branch}`)
        expect([kept.body.sequence, kept.body.hash]).toEqual([3, other[1]!.hash])
      })

      test('[HB4] [HB6] an entry that stands is not taken again on a branch, whoever names it and wherever that begins', async () => {
        const first = run([lookUp('P1'), lookUp('P2'), lookUp('P3')], { epoch: '1-names' })
        const other = run([checkin('853N1'), checkin('853N2'), checkin('853N3')], {
          epoch: '1-names',
          after: tailAfter(first[0]!),
        })
        const count = async () => {
          const { entries } = (await asker.get('/api/status')).body
          return Object.values(entries as Record<string, number>).reduce((sum, one) => sum + one, 0)
        }
        const before = await count()
        await asker.upload(first.slice(0, 2), { epoch: '1-names' })
        await asker.upload(other, { epoch: '1-names' })
        const named = async (entries: typeof first, from: number) => {
          const epoch = branchFrom(entries[from]!)
          const branch = entries.slice(from).map(entry => onBranch(entry, epoch, entries[from]!.sequence))
          expect((await asker.upload(branch, { epoch })).status).toBe(200)
          const have = await asker.get(`/api/stations/bus-1/have?epoch=${encodeURIComponent(epoch)}`)
          expect([have.body.sequence, have.body.hash]).toEqual([entries.at(-1)!.sequence, entries.at(-1)!.hash])
        }
        await named(first, 1)
        await named(other, 0)
        await named(other, 1)
        expect((await count()) - before).toBe(first.length + other.length)
      })

      test('[HB7] a payload that cannot be read is stored, and what comes after it too', async () => {
        const odd = [{ kind: 'levitation', height: '\u0000' }, checkin('853N00000017')] as unknown as Transaction[]
        const entries = run(odd, { epoch: '1-odd' })
        const torn = { ...entries[0]!, transaction: 'a\u0000b' }
        expect((await asker.upload([torn, entries[1]], { epoch: '1-odd' })).body.sequence).toBe(2)
        expect((await asker.upload(run([...odd], { epoch: '2-odd' }), { epoch: '2-odd' })).body.sequence).toBe(2)
      })

      test('[HB7] an envelope that is not in order is refused with a reason, and nothing of it is taken', async () => {
        const [first, second, third] = run([lookUp('P1'), lookUp('P2'), lookUp('P3')], { epoch: '1-env' })
        const wrongs = [
          [first, third],
          [second, first],
          [{ ...first, station: 'bus-2' }],
          [{ ...first, sequence: 0 }],
          [{ hash: 1 }],
        ]
        for (const wrong of wrongs) {
          const answer = await asker.upload(wrong, { epoch: '1-env' })
          expect([answer.status, answer.body.code]).toEqual([400, 'envelope'])
        }
        expect((await asker.post('/api/stations/bus-1/entries', { protocol: 99, epoch: '1-env', entries: [] })).body.code).toBe(
          'protocol',
        )
        expect((await asker.get('/api/stations/bus-1/have?epoch=1-env')).body.sequence).toBe(0)
      })

      test('[HB8] a body that is too large or no JSON is refused with a clear message', async () => {
        const large = await asker.post('/api/stations/bus-1/entries', {
          protocol: 1,
          epoch: '1-x',
          entries: [],
          more: 'x'.repeat(200_000),
        })
        expect([large.status, large.body.code, large.body.maxBytes]).toEqual([413, 'too-large', 100_000])
        const torn = await asker.post('/api/stations/bus-1/entries', '{"protocol":1,')
        expect([torn.status, torn.body.code]).toEqual([400, 'envelope'])
      })

      test('[HB18] six stations at once, each sending its journal in pieces and some twice, are all there', async () => {
        const journals = Array.from({ length: 6 }, (_, number) => {
          const station = `van-${number}`
          return {
            station,
            entries: run(
              Array.from({ length: 12 }, (__, at) => lookUp(`P${at}`)),
              { station },
            ),
          }
        })
        await Promise.all(
          journals.map(async ({ station, entries }) => {
            for (let from = 0; from < entries.length; from += 3) {
              const piece = entries.slice(Math.max(0, from - 2), from + 3)
              const answers = await Promise.all([asker.upload(piece, { station }), asker.upload(piece, { station })])
              expect(answers.map(answer => answer.status)).toEqual([200, 200])
            }
            const { body } = await asker.get(`/api/stations/${station}/have?epoch=1-aaaaaaaa`)
            expect([station, body.sequence, body.hash]).toEqual([station, 12, entries.at(-1)!.hash])
          }),
        )
      })
    })
  })
