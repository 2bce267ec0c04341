import { Hono } from 'hono'
import { apiError } from '../api-error.ts'
import type { Publisher } from '../publish.ts'
import type { SegmentStore } from '../segment-store.ts'
import { wholeNumber } from './stations.ts'

/** The register for download: immutable segments, the volatile state, and what changed since. */
export function registerRoutes(publisher: Publisher, segments: SegmentStore) {
  const routes = new Hono()

  routes.get('/manifest', async context => {
    context.header('Cache-Control', 'no-cache')
    return context.json(await segments.manifest())
  })

  routes.get('/segments/:name', async context => {
    const bytes = await segments.bytes(context.req.param('name'))
    if (!bytes) return apiError(context, 404, 'segment', 'no such segment (any more); ask for the manifest again')
    return context.body(bytes, 200, {
      'Content-Type': 'application/json',
      'Cache-Control': 'private, max-age=31536000, immutable',
      ETag: `"${context.req.param('name')}"`,
    })
  })

  routes.get('/state', async context => {
    context.header('Cache-Control', 'no-store')
    return context.json(await publisher.state())
  })

  routes.get('/changes', async context => {
    context.header('Cache-Control', 'no-store')
    const since = wholeNumber(context.req.query('since') ?? '')
    if (since === undefined) return apiError(context, 400, 'since', 'since is a whole number')
    const changes = await publisher.changes(since)
    if (!changes) return apiError(context, 410, 'too-old', `changes since ${since} cannot be told; fetch the register anew`)
    return context.json(changes)
  })

  return routes
}
