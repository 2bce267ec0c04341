/** What this server's own definition says it offers: releases differ, and version numbers say little. */
export interface Features {
  /** Path on which a checkout is renewed. */
  readonly renewal: 'renewals' | 'renewal'
  /** A renewal takes the day it is to be due. */
  readonly renewalTakesDueDate: boolean
  /** Cancelling a hold is refused without a reason; otherwise none is sent, since Koha may write to the patron about a reason. */
  readonly cancelNeedsReason: boolean
  /** Whether rows of a list may be asked for with this beside them; where the definition does not tell, they may. */
  embeds(path: string, relation: string): boolean
  /** It has such a path (`/circulation_rules`). */
  offers(path: string): boolean
  /** Items can be taken back by REST. It is told; the connector takes back by SIP2. */
  readonly checkins: boolean
}

/** Koha-Suomi's plugin, which runs a report that the library wrote. */
export const reportsPath = '/contrib/kohasuomi/reportservices/reports'

/** Asks a server for its definition once; again after a failure. */
export function featuresBy(definition: () => Promise<unknown>): () => Promise<Features> {
  let features: Promise<Features> | undefined
  return () => {
    features ??= definition().then(featuresIn)
    features.catch(() => {
      features = undefined
    })
    return features
  }
}

/** Reads `GET /api/v1/` (OpenAPI 2.0). What is not there is not offered. */
export function featuresIn(definition: unknown): Features {
  const paths = new Map(
    Object.entries(objectIn(definition, 'paths')).map(([path, what]) => [path.replace(/\{[^}]*\}/g, '{}'), what]),
  )
  const newer = objectIn(paths.get('/checkouts/{}/renewals'), 'post')
  const { parameters } = newer
  const cancel = objectIn(paths.get('/holds/{}'), 'delete').parameters
  const takesBody = parametersIn(parameters).some(one => one.in === 'body')
  return {
    renewal: Object.keys(newer).length > 0 ? 'renewals' : 'renewal',
    renewalTakesDueDate: takesBody,
    cancelNeedsReason: parametersIn(cancel).some(one => one.in === 'body' && one.required === true),
    embeds(path, relation) {
      const header = parametersIn(objectIn(paths.get(path), 'get').parameters).find(({ name }) => name === 'x-koha-embed')
      const offered = objectIn(header, 'items').enum
      return !Array.isArray(offered) || offered.includes(relation)
    },
    offers: path => paths.has(path),
    checkins: paths.has('/checkins'),
  }
}

function parametersIn(list: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(one => typeof one === 'object' && one !== null) : []
}

function objectIn(from: unknown, key: string): Record<string, unknown> {
  const found = typeof from === 'object' && from !== null ? (from as Record<string, unknown>)[key] : undefined
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Record<string, unknown>) : {}
}
