import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import { apiError } from '../api-error.ts'
import type { AuditTrail } from '../audit-trail.ts'
import { type HubEnv, maySpeakFor } from '../who-may-ask.ts'
import { wholeNumber } from './stations.ts'

/** The audit trail as JSON lines: `GET /?station=&epoch=&sequence=`, each of them optional. A station's token sees its own. */
export function auditRoutes(trail: AuditTrail) {
  const routes = new Hono<HubEnv>()

  routes.get('/', context => {
    const bearer = context.get('bearer')
    const station = context.req.query('station') ?? (bearer.kind === 'station' ? bearer.station : undefined)
    if (station !== undefined && !maySpeakFor(bearer, station))
      return apiError(context, 403, 'station', `this token is not of ${station}`)
    const epoch = context.req.query('epoch')
    const asked = context.req.query('sequence')
    const sequence = asked === undefined ? undefined : wholeNumber(asked)
    if (asked !== undefined && sequence === undefined) return apiError(context, 400, 'sequence', 'sequence is a whole number')
    context.header('Content-Type', 'application/x-ndjson; charset=utf-8')
    context.header('Cache-Control', 'no-store')
    const wish = { ...(station && { station }), ...(epoch && { epoch }), ...(sequence !== undefined && { sequence }) }
    return stream(context, async out => {
      for await (const step of trail.steps(wish)) await out.write(`${JSON.stringify(step)}\n`)
    })
  })

  return routes
}
