import { Hono, type MiddlewareHandler } from 'hono'
import { apiError } from './api-error.ts'
import { type HealthPorts, healthRoutes } from './routes/health.ts'
import { watchRequests } from './routes/watch-requests.ts'
import type { Tokens } from './tokens.ts'
import type { TurnedAway } from './turned-away.ts'
import type { Watch } from './watch.ts'
import { checkDoor, checkToken, type Door, type HubEnv } from './who-may-ask.ts'

/** What every hub needs around its routes, at home and on board. */
export interface FramePorts extends HealthPorts {
  readonly door: Door
  readonly tokens: Tokens
  /** Compresses answers, where the server can. */
  readonly contentCoding?: MiddlewareHandler
  /** The desk's page; everything that is not the API. */
  readonly shell?: Hono
  /** Told whom this hub does not let in. */
  readonly turnedAway?: TurnedAway
  /** Told of each request. */
  readonly watch?: Watch
  status(): Promise<object>
  /** Told of what went wrong inside; the answer says only that it did. */
  onError(error: Error): void
}

/** An app that lets in who may ask, and tells its health and status. */
export function beginApp(ports: FramePorts): Hono<HubEnv> {
  const app = new Hono<HubEnv>()
  if (ports.watch) app.use(watchRequests(ports.watch))
  app.use(checkDoor(ports.door))
  app.route('/', healthRoutes(ports))
  app.use(
    '/api/*',
    checkToken(ports.tokens, () => ports.turnedAway?.note(undefined)),
  )
  if (ports.contentCoding) app.use('/api/*', ports.contentCoding)
  app.get('/api/status', async context => context.json(await ports.status(), 200, { 'Cache-Control': 'no-store' }))
  return app
}

/** The same app when it has its routes: what is not known is said so, what breaks is told, and the rest is the desk's page. */
export function endApp(app: Hono<HubEnv>, { shell, onError }: Pick<FramePorts, 'shell' | 'onError'>): Hono<HubEnv> {
  app.all('/api/*', context =>
    apiError(context, 404, 'no-such-thing', `${context.req.method} ${context.req.path} is not known here`),
  )
  if (shell) app.route('/', shell)
  app.notFound(context => apiError(context, 404, 'no-such-thing', 'nothing is here'))
  app.onError((error, context) => {
    onError(error)
    return apiError(context, 500, 'broken', 'the hub could not do that; nothing was taken, try again')
  })
  return app
}
