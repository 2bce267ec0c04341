import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { Watch } from '../watch.ts'
import type { HubEnv } from '../who-may-ask.ts'

/** Tells of each request when it is answered, by the pattern that it met. */
export function watchRequests(watch: Watch) {
  return createMiddleware<HubEnv>(async (context, next) => {
    const began = performance.now()
    await next()
    const bearer = context.get('bearer') as HubEnv['Variables']['bearer'] | undefined
    watch.request({
      method: context.req.method,
      route: routePath(context),
      status: context.res.status,
      ms: performance.now() - began,
      ...(bearer?.kind === 'station' && { station: bearer.station }),
    })
  })
}
