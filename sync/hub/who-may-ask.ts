import { createMiddleware } from 'hono/factory'
import { officeStation } from '../protocol/office.ts'
import { apiError } from './api-error.ts'
import type { Bearer, Tokens } from './tokens.ts'

export interface Door {
  /** `127.0.0.1:8080`: names under which the hub may be addressed. A foreign name is DNS rebinding. */
  hosts(): readonly string[]
  /** `http://127.0.0.1:8080`, `app://pysakki`: pages that may ask from a browser. */
  origins(): readonly string[]
}

export type HubEnv = { Variables: { bearer: Bearer } }

const headers = 'Authorization, Content-Type'

/** Turns away a foreign Host or Origin before anything else happens, and answers the browser's question beforehand (CORS) for our own pages. */
export function checkDoor(door: Door) {
  return createMiddleware(async (context, next) => {
    const host = context.req.header('host')?.toLowerCase() ?? ''
    if (!door.hosts().includes(host)) return apiError(context, 403, 'host', `this hub is not known as ${host || '(no name)'}`)
    const origin = context.req.header('origin')
    if (origin === undefined) return next()
    if (!door.origins().includes(origin)) return apiError(context, 403, 'origin', `pages of ${origin} may not ask this hub`)
    if (context.req.method === 'OPTIONS') {
      context.header('Access-Control-Allow-Methods', 'GET, POST')
      context.header('Access-Control-Allow-Headers', headers)
      context.header('Access-Control-Max-Age', '600')
      if (context.req.header('access-control-request-private-network'))
        context.header('Access-Control-Allow-Private-Network', 'true')
    } else await next()
    context.header('Access-Control-Allow-Origin', origin)
    context.header('Access-Control-Expose-Headers', 'Date, ETag')
    context.header('Vary', 'Origin', { append: true })
    if (context.req.method === 'OPTIONS') return context.body(null, 204)
  })
}

/** Every request of the API needs a token that the hub knows; `turnedAway` is told of another. */
export function checkToken(tokens: Tokens, turnedAway?: () => void) {
  return createMiddleware<HubEnv>(async (context, next) => {
    const token = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1]
    const bearer = token === undefined ? undefined : await tokens.bearer(token)
    if (!bearer) {
      if (token !== undefined) turnedAway?.()
      context.header('WWW-Authenticate', 'Bearer')
      return apiError(context, 401, 'token', token === undefined ? 'a token is needed' : 'this token is not known here')
    }
    context.set('bearer', bearer)
    await next()
  })
}

/**
 * A station's token speaks for that station alone; a bus's, whose stations are named after it (`bus-1.front`), for those too: its hub on board hands on what
 * they did. Nobody but the hub itself speaks for its office.
 */
export function maySpeakFor(bearer: Bearer, station: string): boolean {
  if (bearer.kind === 'house' || bearer.station === station) return true
  return station !== officeStation && station.startsWith(`${bearer.station}.`)
}
