import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Heard } from './testing/contract-server.ts'
import { operations } from './testing/operations.ts'
import { outsideTable, requestsIn } from './testing/request-table.node.ts'

const table = requestsIn(readFileSync(new URL('./SPEC.md', import.meta.url), 'utf8'))
const heard = (name: string, query: Record<string, string> = {}, more: Partial<Heard> = {}): Heard => ({
  name,
  query: new URLSearchParams(query),
  headers: new Headers({ 'x-koha-library': 'BUS' }),
  body: undefined,
  ...more,
})

test('[KO22] whatever stands in the table of requests is something that Koha knows', () => {
  const known = new Map(operations.map(one => [`${one.method} ${one.path}`, one]))
  const rest = [...table].filter(([name]) => !/^(GET \/|POST \/oauth\/token|POST .*\/renewal|GET service\.pl)$/.test(name))
  expect(rest.length).toBeGreaterThan(14)
  for (const [name, { parameters, beside, body }] of rest) {
    const operation = known.get(name)
    expect(operation, name).toBeDefined()
    const paging = operation!.list ? ['q', '_match', '_order_by', '_page', '_per_page'] : []
    expect([...operation!.query, ...paging]).toEqual(expect.arrayContaining([...parameters]))
    expect(operation!.embeds).toEqual(expect.arrayContaining([...beside]))
    if (typeof operation!.body !== 'string') expect(operation!.body ?? []).toEqual(expect.arrayContaining([...body]))
  }
})

test('[KO22] a path, a parameter, a searched field, a header and a field of a body that stand in no row are named', () => {
  const embed = new Headers({ 'x-koha-library': 'BUS', 'x-koha-embed': 'checkout', 'x-koha-override': 'any' })
  expect(
    outsideTable([
      heard('GET /items', { external_id: '1', _match: 'exact' }),
      heard('GET /clubs'),
      heard('GET /items', { barcode: '1' }),
      heard('GET /items', { q: '{"me.itemnumber":1}' }),
      heard('GET /items', {}, { headers: embed }),
      heard('POST /checkouts', {}, { body: { patron_id: 1, item_id: 2, due_date: 'x' } }),
    ]),
  ).toEqual([
    'GET /clubs',
    'GET /items: parameter barcode',
    'GET /items: me.itemnumber',
    'GET /items: beside checkout',
    'GET /items: x-koha-override',
    'POST /checkouts: due_date',
  ])
})
