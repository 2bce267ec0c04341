import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { PackedPublisher } from '../packed/packed-publisher.ts'
import type { HubEnv } from '../who-may-ask.ts'
import { packedRegisterRoutes } from './packed-register.ts'

const asked: unknown[] = []
const bytes = new Uint8Array([80, 89, 2, 0])

function answers(found: Partial<PackedPublisher>) {
  const none = async () => undefined
  const publisher = {
    manifest: none,
    part: none,
    run: none,
    delta: none,
    key: none,
    figures: none,
    stop: none,
    ...found,
  } as PackedPublisher
  const app = new Hono<HubEnv>()
  app.use(async (context, next) => {
    context.set('bearer', { kind: 'station', station: 'bus-1' })
    await next()
  })
  app.route('/', packedRegisterRoutes(publisher))
  return async (path: string) => {
    const response = await app.request(path)
    return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) }
  }
}

test('[SG27] a bundle and a run may be cached for ever, a delta may not; a run is its bundles one after the other', async () => {
  const ask = answers({
    part: async (...what) => {
      asked.push(what)
      return bytes
    },
    run: async (...what) => {
      asked.push(what)
      return (async function* () {
        for (let at = what[2]; at < what[3]; at++) yield new Uint8Array([at, at])
      })()
    },
    delta: async () => ({ name: 'ab12', bytes }),
    key: async () => 'ff',
  })
  const part = await ask('/bundles/abc')
  expect([part.status, part.bytes]).toEqual([200, bytes])
  expect(part.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
  expect(part.headers.get('etag')).toBe('"abc"')
  const run = await ask('/runs/abc/3-6')
  expect([...run.bytes]).toEqual([3, 3, 4, 4, 5, 5])
  expect(run.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
  const delta = await ask('/delta?manifest=abc&since=7')
  expect([delta.status, delta.headers.get('etag'), delta.headers.get('cache-control')]).toEqual([200, '"ab12"', 'no-store'])
  expect(new TextDecoder().decode((await ask('/key?id=k')).bytes)).toBe('{"id":"k","key":"ff"}')
  // Each is asked for the station whose token it was.
  expect(asked).toEqual([
    ['bus-1', 'abc'],
    ['bus-1', 'abc', 3, 6],
  ])
})

test('[UP15] a station that does not say which protocol it speaks is told changes as before it was said', async () => {
  const spoken: unknown[] = []
  const ask = answers({
    async delta(_station, _manifest, _since, protocol) {
      spoken.push(protocol)
      return { name: 'ab12', bytes }
    },
  })
  for (const more of ['', '&protocol=8', '&protocol=x', '&protocol=']) await ask(`/delta?manifest=abc&since=7${more}`)
  expect(spoken).toEqual([7, 8, 7, 7])
})

test('[SG27] what is not there is said: being packed, no such part, changes that cannot be told', async () => {
  const ask = answers({})
  const manifest = await ask('/manifest')
  expect([manifest.status, manifest.headers.get('retry-after')]).toEqual([503, '30'])
  const paths = [
    '/bundles/abc',
    '/runs/abc/0-1',
    '/runs/abc/0',
    '/runs/abc/0-1-2',
    '/runs/abc/-1',
    '/delta?manifest=abc&since=7',
    '/delta',
    '/key?id=k',
  ]
  expect(await Promise.all(paths.map(async path => (await ask(path)).status))).toEqual([404, 404, 400, 400, 400, 410, 400, 404])
})
