import { Hono } from 'hono'
import { apiError } from '../api-error.ts'
import { takeCarried } from '../take-carried.ts'
import type { Uploads } from '../upload-store.ts'
import type { HubEnv } from '../who-may-ask.ts'
import { limit } from './body-limit.ts'

export interface CarriedPorts {
  readonly uploads: Pick<Uploads, 'bring' | 'have'>
  /** Something new was stored. */
  onStored(): void
}

/** A year of a busy station. */
const maxCarriedBytes = 256 * 1024 * 1024

/**
 * A journal that was carried: `POST /` with the sealed file's text. Any token of this hub may bring it, the hub's own or a station's: whose entries they
 * are stands in each, and who carried them changes nothing.
 */
export function carriedRoutes({ uploads, onStored }: CarriedPorts) {
  const routes = new Hono<HubEnv>()
  routes.post('/', limit(maxCarriedBytes), async context => {
    const taken = await takeCarried(await context.req.text(), uploads)
    if (taken.kind === 'refused') return apiError(context, 400, taken.why, taken.message)
    onStored()
    const { kind: _, ...brought } = taken
    return context.json(brought)
  })
  return routes
}
