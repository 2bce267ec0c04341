import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** Every error of the hub: a stable code for programs, one sentence for people, and what else belongs to it. */
export function apiError(
  context: Context,
  status: ContentfulStatusCode,
  code: string,
  message: string,
  more: object = {},
): Response {
  return context.json({ ...more, code, message }, status)
}
