import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Action } from '../circulation/evidence.ts'
import { Finding, type FuzzTarget } from '../hardware/fuzz/fuzz-target.ts'
import type { Random } from '../hardware/fuzz/random.ts'
import { ConnectorError } from '../sync/connectors/connector.ts'
import { kohaSettings } from '../sync/connectors/koha/configuration.ts'
import { type KohaLibrary, kohaLibrary } from '../sync/connectors/koha/koha-library.ts'

const now = '2026-11-17T10:00:00Z'
const lend: Action = { kind: 'begin-loan', barcode: 'X', patronId: 'A1', at: now, dueOn: '2026-12-15', branch: 'BUS' }
const hold: Action = { kind: 'place-hold', holdId: 'h', titleId: 'koha:3', patronId: 'A1', branch: 'BUS', at: now }
const pay: Action = { kind: 'pay-fees', patronId: 'A1', cents: 100, reference: 'bus-1-1-1-payment', at: now, branch: 'BUS' }

/**
 * A Koha that answers anything: whatever it says, the connector tells what it read or says in its own words why not, and calls nothing
 * done of which Koha was not told.
 */
export const fuzzKoha: FuzzTarget = {
  name: 'koha',
  async round(random) {
    serving ??= serve()
    const server = await serving
    server.random = random
    server.written = 0
    // Another each time: what one remembers must not hide what the next would ask.
    const library = connect(server.url)
    await inItsOwnWords(library.itemEvidence('X'))
    await inItsOwnWords(library.patronEvidence('A1'))
    const action = random.one([lend, hold, pay])
    const done = await inItsOwnWords(library.apply([action], 'mark'))
    const found = action === pay && server.paidBefore
    if (done && server.written === 0 && !found) throw new Finding(`${action.kind} is called done, and nothing was sent`)
    if (server.written > 1 && action !== lend) throw new Finding(`${action.kind} was sent ${server.written} times`)
    await inItsOwnWords(library.wasApplied('mark'))
  },
}

async function inItsOwnWords(work: Promise<unknown>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (error instanceof ConnectorError) return false
    throw error
  }
}

interface Serving {
  readonly url: string
  random: Random
  /** Writes heard in this round. */
  written: number
  /** It has shown a payment with the reference, whatever that was. */
  paidBefore: boolean
}

let serving: Promise<Serving> | undefined

function serve(): Promise<Serving> {
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => answer(request, response, state))
    let state: Serving
    server.unref()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      state = { url: `http://127.0.0.1:${port}`, random: undefined as never, written: 0, paidBefore: false }
      resolve(state)
    })
  })
}

function connect(url: string): KohaLibrary {
  const settings = kohaSettings({ url, login: { by: 'basic', user: 'u', password: 'p' }, library: 'BUS', answerMs: 1000 })
  const known = { item: nobody, patron: nobody, patronByCard: nobody, copiesOf: async () => ['X'] }
  return kohaLibrary(settings, { known, now: () => now })
}

const nobody = async () => undefined

function answer(request: IncomingMessage, response: ServerResponse, state: Serving): void {
  const { random } = state
  request.resume()
  if (request.method !== 'GET') state.written++
  if (random.below(25) === 0) return void request.socket.destroy()
  const status = random.below(6) === 0 ? random.one([200, 201, 204, 301, 400, 401, 403, 404, 409, 412, 429, 500, 503]) : 200
  const body = random.below(8) === 0 ? garbage(random) : JSON.stringify(bodyFor(request.url ?? '', random))
  state.paidBefore = body.includes('bus-1-1-1-payment')
  response.writeHead(status, { 'Content-Type': random.one(['application/json', 'text/html']) })
  response.end(status === 204 ? undefined : body)
}

function garbage(random: Random): string {
  return random.one([
    '',
    'null',
    '[]',
    '{}',
    '[null]',
    '"text"',
    '<html>',
    '{"error":',
    '1e999',
    '[[1]]',
    '{"errors":[{"path":1}]}',
  ])
}

const fields = {
  '/items': { item_id: 5, biblio_id: 3, external_id: 'X', home_library_id: 'BUS', holding_library_id: 'BUS', lost_status: 0 },
  '/patrons': { patron_id: 7, cardnumber: 'A1', category_id: 'PT', account_balance: 2 },
  '/checkouts': {
    checkout_id: 9,
    patron_id: 7,
    item_id: 5,
    due_date: '2026-12-15T23:59:00+02:00',
    checkout_date: '2026-11-01T10:00:00+02:00',
  },
  '/holds': { hold_id: 11, patron_id: 7, biblio_id: 3, item_id: 5, status: 'W', priority: 0, hold_date: '2026-11-01' },
  '/credits': { account_line_id: 13, amount: -1, internal_note: 'bus-1-1-1-payment' },
} as const
const values = [null, 0, -1, 7, 5, 2 ** 40, '', 'X', 'A1', '2026-13-45', '2026-11-01T10:00:00+02:00', true, [], {}, '\u0000', 1.5]

function bodyFor(url: string, random: Random): unknown {
  if (url.includes('/availability'))
    return bent(
      { blockers: {}, confirms: random.one([{}, { DEBT: 1 }, { RESERVE_WAITING: 1 }]), warnings: {}, confirmation_token: 't' },
      random,
    )
  if (/\/account$/.test(url)) return bent({ balance: random.one([0, 1, 5]) }, random)
  if (url.endsWith('/api/v1/')) return bent({ paths: {}, definitions: {} }, random)
  const kind = (Object.keys(fields) as (keyof typeof fields)[]).toReversed().find(one => url.includes(one))
  const row = () => bent({ ...fields[kind ?? '/items'] }, random)
  return Array.from({ length: random.below(3) }, row)
}

/** Now and then a field is something else, or missing. */
function bent(row: Record<string, unknown>, random: Random): unknown {
  if (random.below(3) > 0) return row
  const key = random.one(Object.keys(row))
  if (random.below(3) === 0) delete row[key]
  else row[key] = random.one(values)
  return row
}
