import type { Context } from 'hono'

/** The body as JSON; undefined where it is none. */
export async function jsonBody(context: Context): Promise<unknown> {
  try {
    return JSON.parse(await context.req.text())
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
