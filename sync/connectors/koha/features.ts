/** What this server's own definition says it offers: releases differ, and version numbers say little. */
export interface Features {
  /** Path on which a checkout is renewed. */
  readonly renewal: 'renewals' | 'renewal'
  /** A renewal takes the day it is to be due. */
  readonly renewalTakesDueDate: boolean
  /** Items can be taken back by REST. It is told; the connector takes back by SIP2. */
  readonly checkins: boolean
}

/** Reads `GET /api/v1/` (OpenAPI 2.0). What is not there is not offered. */
export function featuresIn(definition: unknown): Features {
  const paths = new Map(
    Object.entries(objectIn(definition, 'paths')).map(([path, what]) => [path.replace(/\{[^}]*\}/g, '{}'), what]),
  )
  const newer = objectIn(paths.get('/checkouts/{}/renewals'), 'post')
  const { parameters } = newer
  const takesBody = Array.isArray(parameters) && parameters.some(one => (one as { in?: unknown } | null)?.in === 'body')
  return {
    renewal: Object.keys(newer).length > 0 ? 'renewals' : 'renewal',
    renewalTakesDueDate: takesBody,
    checkins: paths.has('/checkins'),
  }
}

function objectIn(from: unknown, key: string): Record<string, unknown> {
  const found = typeof from === 'object' && from !== null ? (from as Record<string, unknown>)[key] : undefined
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Record<string, unknown>) : {}
}
