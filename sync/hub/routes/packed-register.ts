import { Hono } from 'hono'
import { apiError } from '../api-error.ts'
import type { PackedPublisher } from '../packed/packed-publisher.ts'
import type { Bearer } from '../tokens.ts'
import type { HubEnv } from '../who-may-ask.ts'
import { wholeNumber } from './stations.ts'

const forEver = 'private, max-age=31536000, immutable'
const bytesType = 'application/octet-stream'
/** Seconds: a large library is packed in minutes. */
const askAgain = '30'

/** Stations up to this protocol do not say theirs when they ask for a delta. */
const beforeItWasSaid = 7

/** The packed register for download, as `sync/register/segments/manifest.ts` says it. */
export function packedRegisterRoutes(publisher: PackedPublisher) {
  const routes = new Hono<HubEnv>()

  routes.get('/manifest', async context => {
    const manifest = await publisher.manifest(stationOf(context.get('bearer')))
    context.header('Cache-Control', 'no-cache')
    if (manifest) return context.json(manifest)
    context.header('Retry-After', askAgain)
    return apiError(context, 503, 'being-packed', 'the register is being packed; ask again soon')
  })

  routes.get('/bundles/:name', async context => {
    const name = context.req.param('name')
    const bytes = await publisher.part(stationOf(context.get('bearer')), name)
    if (!bytes) return apiError(context, 404, 'bundle', 'no such bundle (any more); ask for the manifest again')
    return context.body(bytes as Uint8Array<ArrayBuffer>, 200, {
      'Content-Type': bytesType,
      'Cache-Control': forEver,
      ETag: `"${name}"`,
    })
  })

  routes.get('/runs/:index/:range', async context => {
    const [from, to, ...more] = context.req.param('range').split('-').map(wholeNumber)
    if (from === undefined || to === undefined || more.length > 0) return apiError(context, 400, 'range', 'a run is FROM-TO')
    const run = await publisher.run(stationOf(context.get('bearer')), context.req.param('index'), from, to)
    if (!run) return apiError(context, 404, 'run', 'no such bundles (any more); ask for the manifest again')
    const bytes = run[Symbol.asyncIterator]()
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await bytes.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await bytes.return?.()
      },
    })
    return context.body(body, 200, { 'Content-Type': bytesType, 'Cache-Control': forEver })
  })

  routes.get('/delta', async context => {
    const since = wholeNumber(context.req.query('since') ?? '')
    const manifest = context.req.query('manifest') ?? ''
    if (since === undefined) return apiError(context, 400, 'since', 'since is a whole number')
    const protocol = wholeNumber(context.req.query('protocol') ?? '') ?? beforeItWasSaid
    const delta = await publisher.delta(stationOf(context.get('bearer')), manifest, since, protocol)
    context.header('Cache-Control', 'no-store')
    if (!delta) return apiError(context, 410, 'too-old', `changes since ${since} cannot be told; take the manifest anew`)
    return context.body(delta.bytes as Uint8Array<ArrayBuffer>, 200, { 'Content-Type': bytesType, ETag: `"${delta.name}"` })
  })

  routes.get('/key', async context => {
    const id = context.req.query('id') ?? ''
    const key = await publisher.key(stationOf(context.get('bearer')), id)
    context.header('Cache-Control', 'no-store')
    return key === undefined ? apiError(context, 404, 'key', 'no manifest under this key') : context.json({ id, key })
  })

  return routes
}

function stationOf(bearer: Bearer): string | undefined {
  return bearer.kind === 'station' ? bearer.station : undefined
}
