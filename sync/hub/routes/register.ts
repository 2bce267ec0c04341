import { Hono } from 'hono'
import { apiError } from '../api-error.ts'
import type { Telling } from '../detail/telling.ts'
import type { Publisher } from '../publish.ts'
import type { SegmentStore } from '../segment-store.ts'
import type { Bearer } from '../tokens.ts'
import type { HubEnv } from '../who-may-ask.ts'
import { wholeNumber } from './stations.ts'

/** How the register is told to whoever asks: a station, or undefined for the hub's own token; undefined where it is told whole. */
export type TellingOf = (station: string | undefined) => Promise<Telling | undefined>

/** The register for download, each station's as its policy of detail lets it have it: immutable segments, the volatile state, what changed since. */
export function registerRoutes(publisher: Publisher, segments: SegmentStore, tellingOf: TellingOf) {
  const routes = new Hono<HubEnv>()
  const telling = (bearer: Bearer) => tellingOf(bearer.kind === 'station' ? bearer.station : undefined)

  routes.get('/manifest', async context => {
    context.header('Cache-Control', 'no-cache')
    return context.json(await segments.manifest(await telling(context.get('bearer'))))
  })

  routes.get('/segments/:name', async context => {
    const bytes = await segments.bytes(context.req.param('name'), await telling(context.get('bearer')))
    if (!bytes) return apiError(context, 404, 'segment', 'no such segment (any more); ask for the manifest again')
    return context.body(bytes, 200, {
      'Content-Type': 'application/json',
      'Cache-Control': 'private, max-age=31536000, immutable',
      ETag: `"${context.req.param('name')}"`,
    })
  })

  routes.get('/state', async context => {
    context.header('Cache-Control', 'no-store')
    return context.json(await publisher.state(await telling(context.get('bearer'))))
  })

  routes.get('/changes', async context => {
    context.header('Cache-Control', 'no-store')
    const since = wholeNumber(context.req.query('since') ?? '')
    if (since === undefined) return apiError(context, 400, 'since', 'since is a whole number')
    const told = await telling(context.get('bearer'))
    const isSame = context.req.query('detail') === told?.detail.id
    const changes = isSame ? await publisher.changes(since, told) : undefined
    if (!changes) return apiError(context, 410, 'too-old', `changes since ${since} cannot be told; fetch the register anew`)
    return context.json(changes)
  })

  return routes
}
