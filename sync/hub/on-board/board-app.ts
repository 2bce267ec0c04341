import type { Context, Hono } from 'hono'
import { ConnectorError } from '../../connectors/connector.ts'
import type { FromHome } from '../../connectors/hub/home-hub.ts'
import type { Hello } from '../../protocol/messages.ts'
import { apiError } from '../api-error.ts'
import { beginApp, endApp, type FramePorts } from '../app-frame.ts'
import { carriedRoutes } from '../routes/carried.ts'
import { type LookUp, lookUpRoutes } from '../routes/look-up.ts'
import { type StationPorts, stationRoutes } from '../routes/stations.ts'
import type { HubEnv } from '../who-may-ask.ts'
import { whoseRegister } from '../whose-register.ts'

export interface BoardPorts extends StationPorts, FramePorts {
  /** Undefined until home has been met once. */
  hello(): Promise<Hello | undefined>
  /** The register as home tells it to this bus; rejects where it is not here and home cannot be reached. */
  read(path: string): Promise<FromHome>
  readonly lookUp: LookUp
}

/** A hub on board: to its stations as any hub; what it cannot answer by itself it asks home, and what is decided is decided there. */
export function boardApp(ports: BoardPorts): Hono<HubEnv> {
  const app = beginApp(ports)
  app.get('/api/hello', async context => {
    const hello = await ports.hello()
    context.header('Cache-Control', 'no-store')
    return hello ? context.json(hello) : homeIsAway(context)
  })
  app.get('/api/register/*', async context => {
    const { pathname, search } = new URL(context.req.url)
    const found = await ports.read(`${pathname}${search}`).catch((error: Error) => {
      if (!(error instanceof ConnectorError)) throw error
    })
    // That home refuses the bus is no word about the station's own token.
    if (!found || found.status === 401 || found.status === 403) return homeIsAway(context)
    for (const station of found.status === 200 ? whoseRegister(context.get('bearer'), context.req.query('station')) : [])
      await ports.contacts.heard(station, { dataOf: ports.now() })
    const headers = new Headers({ 'Content-Type': found.type, 'Cache-Control': 'no-store' })
    if (found.isImmutable) {
      headers.set('Cache-Control', 'private, max-age=31536000, immutable')
      headers.set('ETag', `"${pathname}"`)
    }
    return new Response(found.bytes, { status: found.status, headers })
  })
  app.route('/api/stations', stationRoutes(ports))
  app.route('/api/carried', carriedRoutes(ports))
  app.route('/api/lookup', lookUpRoutes(ports.lookUp, ports.onError))
  for (const path of ['/api/questions/*', '/api/office/*', '/api/audit/*'])
    app.all(path, context =>
      apiError(context, 409, 'at-home', 'this hub is on board: what waits for a person waits at the hub at home'),
    )
  return endApp(app, ports)
}

function homeIsAway(context: Context) {
  return apiError(context, 503, 'home-away', 'the hub at home cannot be reached now')
}
