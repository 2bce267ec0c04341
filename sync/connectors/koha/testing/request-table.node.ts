import { readFileSync } from 'node:fs'
import type { Heard } from './contract-server.ts'

interface Request {
  readonly parameters: readonly string[]
  readonly fields: readonly string[]
  readonly beside: readonly string[]
  readonly body: readonly string[]
}

const headers = ['x-koha-library', 'x-koha-embed']

/** What was heard and does not stand in the connector's table of requests (`SPEC.md`); empty where all of it does. */
export function outsideTable(heard: readonly Heard[]): readonly string[] {
  const table = requestsIn(readFileSync(new URL('../SPEC.md', import.meta.url), 'utf8'))
  return [...new Set(heard.flatMap(one => strangeIn(one, table)))]
}

/** The rows of the table by their requests. */
export function requestsIn(text: string): ReadonlyMap<string, Request> {
  const rows = text.split('\n').flatMap(line => {
    const [, request = '', parameters = '', fields = '', beside = '', body = ''] = line.split('|').map(cell => cell.trim())
    const name = /^`((?:GET|POST|DELETE) \S+)`$/.exec(request)?.[1]
    return name === undefined
      ? []
      : [[name, { parameters: words(parameters), fields: words(fields), beside: words(beside), body: words(body) }] as const]
  })
  return new Map(rows)
}

function strangeIn({ name, query, headers: sent, body }: Heard, table: ReadonlyMap<string, Request>): readonly string[] {
  const row = table.get(name)
  if (!row) return [name]
  const found = [
    ...[...query.keys()].filter(key => !row.parameters.includes(key)).map(key => `parameter ${key}`),
    ...query.getAll('q').flatMap(q => Object.keys(JSON.parse(q)).filter(key => !row.fields.includes(key))),
    ...(sent.get('x-koha-embed')?.split(',') ?? []).filter(one => !row.beside.includes(one)).map(one => `beside ${one}`),
    ...[...sent.keys()].filter(key => key.startsWith('x-koha-') && !headers.includes(key)),
    ...(typeof body === 'object' && body !== null ? Object.keys(body).filter(key => !row.body.includes(key)) : []),
  ]
  return found.map(one => `${name}: ${one}`)
}

function words(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word!)
}
