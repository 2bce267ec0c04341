import { Hono } from 'hono'
import { parseNumber } from '../../../circulation/numbers.ts'
import { apiError } from '../api-error.ts'
import { jsonBody } from './json-body.ts'

/** Whether the library system knows something under this number. Rejects where it does not answer. */
export type LookUp = (number: string) => Promise<boolean>

/** `POST / {number}` -> `{found}`: a card or an item is asked of the library system at once. The number stands in no address, so in no log. */
export function lookUpRoutes(lookUp: LookUp, onError: (error: Error) => void) {
  const routes = new Hono()

  routes.post('/', async context => {
    const { number } = ((await jsonBody(context)) ?? {}) as { number?: unknown }
    const parsed = typeof number === 'string' ? parseNumber(number) : undefined
    if (!parsed?.ok) return apiError(context, 400, 'number', 'this is no number of a card or an item')
    context.header('Cache-Control', 'no-store')
    try {
      return context.json({ found: await lookUp(parsed.number) })
    } catch (error) {
      onError(error as Error)
      return apiError(context, 503, 'unreachable', 'the library system does not answer now')
    }
  })

  return routes
}
