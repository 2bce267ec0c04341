import { Hono } from 'hono'
import type { Health } from '../../protocol/health.ts'
import { apiError } from '../api-error.ts'
import type { HubEnv } from '../who-may-ask.ts'

export interface HealthPorts {
  health(): Promise<Health>
  /** In Prometheus' text format; where nobody counts, there are none. */
  readonly metrics?: {
    readonly contentType: string
    text(): Promise<string>
    mayRead(token: string): Promise<boolean>
  }
}

/** `GET /health`, which needs no token and tells nothing else, and `GET /metrics`. */
export function healthRoutes({ health, metrics }: HealthPorts) {
  const routes = new Hono<HubEnv>()

  routes.get('/health', async context => {
    const now = await health()
    return context.json(now, now.status === 'ok' ? 200 : 503, { 'Cache-Control': 'no-store' })
  })

  if (metrics)
    routes.get('/metrics', async context => {
      const token = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1]
      if (token === undefined || !(await metrics.mayRead(token))) {
        context.header('WWW-Authenticate', 'Bearer')
        return apiError(context, 401, 'token', 'the token for metrics, or the hub’s own, is needed')
      }
      return context.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' })
    })

  return routes
}
