import { reportsPath } from '../features.ts'
import { answerOperation, type Call, embedded, rowsOf, type Said } from './answer-operation.ts'
import { answerReport, type ReportServices } from './answer-report.ts'
import { KohaDesk, type KohaLibraryOptions } from './koha-desk.ts'
import { definitionOf, type Operation, operationsOf, queryOf, type Release } from './operations.ts'
import { BadQuery, candidates, matches, matchesPlain, ordered } from './search.ts'

export interface ContractOptions extends KohaLibraryOptions {
  readonly release?: Release
  readonly client?: { readonly id: string; readonly secret: string }
  readonly user?: { readonly name: string; readonly password: string }
  readonly branches: readonly string[]
  /** What Koha-Suomi's report services answer, by the report's number; a Koha without it has not the plugin. */
  readonly reports?: ReportServices
  /** Something goes wrong: called before and after an operation is carried out; what it gives is the answer. */
  fault?(heard: Heard, when: 'before' | 'after'): Fault | undefined
}

export type Fault = Said | 'hang-up'

export interface Heard {
  readonly name: string
  readonly headers: Headers
  readonly query: URLSearchParams
  readonly body: unknown
}

/** What a server reads of a request. */
export interface Asking {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  text(): Promise<string>
}

export interface Answered {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly text: string
}

const pageSize = 20
const kohaHeaders = ['x-koha-library', 'x-koha-embed', 'x-koha-override', 'x-koha-request-id']

/** A Koha as `koha.md` describes it. What is asked otherwise than it says is answered as Koha would, and noted as a violation. */
export class ContractServer {
  readonly violations: string[] = []
  readonly heard: Heard[] = []
  readonly desk: KohaDesk
  readonly #options: ContractOptions
  readonly #operations: readonly Operation[]
  readonly #patterns: readonly RegExp[]
  readonly #tokens = new Set<string>()
  #tokensGiven = 0

  constructor(options: ContractOptions) {
    this.#options = options
    this.desk = new KohaDesk(options)
    const offered = operationsOf(options.release ?? 'newest')
    this.#operations = options.reports ? offered : offered.filter(({ path }) => path !== reportsPath)
    this.#patterns = this.#operations.map(patternOf)
  }

  get branches(): readonly string[] {
    return this.#options.branches
  }

  /** All tokens that were given count no longer. */
  expireTokens(): void {
    this.#tokens.clear()
  }

  /** Undefined: it hangs up. */
  async answer(request: Asking): Promise<Answered | undefined> {
    const { pathname, searchParams: query } = new URL(request.url)
    if (pathname === '/cgi-bin/koha/offline_circ/service.pl') return this.#offline(request.method, query)
    if (!pathname.startsWith('/api/v1/')) return this.#wrong(`no such page: ${pathname}`, 404, { error: 'Not found' })
    const path = pathname.slice('/api/v1'.length)
    if (path === '/') return say({ status: 200, body: definitionOf(this.#operations) })
    if (path === '/oauth/token') return this.#token(request)
    const operation = this.#operations.find((one, at) => one.method === request.method && this.#patterns[at]!.test(path))
    if (!operation) return this.#wrong(`no such operation: ${request.method} ${path}`, 404, { error: 'Not found' })
    const name = `${operation.method} ${operation.path}`
    const text = await request.text()
    const body = text === '' ? undefined : JSON.parse(text)
    const heard = { name, headers: request.headers, query, body }
    this.heard.push(heard)
    const refused = this.#mayAsk(request.headers) ?? this.#check(operation, heard)
    if (refused) return refused
    const before = this.#options.fault?.(heard, 'before')
    if (before) return before === 'hang-up' ? undefined : say(before)
    const call: Call = {
      name,
      id: Number(/\d+/.exec(path)?.[0] ?? 0),
      query,
      embeds: listIn(request.headers.get('x-koha-embed')),
      body,
      branch: request.headers.get('x-koha-library')!,
    }
    const answer = await this.#carryOut(call)
    const after = this.#options.fault?.(heard, 'after')
    return after ? (after === 'hang-up' ? undefined : say(after)) : answer
  }

  async #carryOut(call: Call): Promise<Answered> {
    const { name, query } = call
    if (this.#options.release === 'narrow' && name === 'GET /checkouts' && query.has('checked_in') && query.has('q'))
      return say({ status: 400, body: { error: 'Bad search', error_code: 'invalid_query' } })
    if (name === `GET ${reportsPath}`) return say(answerReport(Number(query.get('report_id')), this.#options.reports!))
    try {
      const rows = rowsOf(call, this.desk, this.branches)
      return rows ? this.#list(call, rows) : say(await answerOperation(call, this.desk))
    } catch (error) {
      if (!(error instanceof BadQuery)) throw error
      return this.#wrong(error.message, 400, { error: error.message, error_code: 'invalid_query' })
    }
  }

  #list(call: Call, rows: readonly Readonly<Record<string, unknown>>[]): Answered {
    const { query } = call
    const how = query.get('_match') ?? 'contains'
    const plain = [...query].filter(([key]) => !key.startsWith('_') && !['q', 'checked_in', 'old'].includes(key))
    const asked = query.getAll('q').map(text => JSON.parse(text))
    const exact = how === 'exact' ? plain.map(([key, wanted]) => ({ [key]: wanted })) : []
    const found = candidates(rows, [...asked, ...exact]).filter(
      row => plain.every(([key, wanted]) => matchesPlain(row[key], wanted, how)) && asked.every(q => matches(q, row)),
    )
    const size = Number(query.get('_per_page') ?? pageSize)
    const page = Number(query.get('_page') ?? 1)
    const inOrder = ordered(found, query.get('_order_by') ?? undefined)
    const shown = size === -1 ? inOrder : inOrder.slice((page - 1) * size, page * size)
    const last = size === -1 ? 1 : Math.max(1, Math.ceil(found.length / size))
    const answer = say({
      status: 200,
      body: shown.map(row => embedded(row, call, { rows: this.desk.rows, fees: patron => this.#fees(patron) })),
    })
    // Inside a proxied site these name another host.
    const link = (to: number, rel: string) => `<http://koha.internal/api/v1${call.name.slice(4)}?_page=${to}>; rel="${rel}"`
    const links = [
      ...(page > 1 ? [link(page - 1, 'prev')] : []),
      ...(page < last ? [link(page + 1, 'next')] : []),
      link(1, 'first'),
      link(last, 'last'),
    ]
    const counts = [
      ['X-Total-Count', String(found.length)],
      ['X-Base-Total-Count', String(rows.length)],
    ] as const
    return { ...answer, headers: [...answer.headers, ...counts, ['Link', links.join(', ')]] }
  }

  #fees(patron: number): number {
    const { tables } = this.#options
    return (tables.patrons.get(this.desk.rows.patrons.key(patron)!)?.feesCents ?? 0) / 100
  }

  async #token(request: Asking): Promise<Answered> {
    const form = new URLSearchParams(await request.text())
    const type = request.headers.get('content-type') ?? ''
    if (request.method !== 'POST' || !type.startsWith('application/x-www-form-urlencoded'))
      return this.#wrong('a token is asked for by a form', 400, { error: 'Unimplemented grant type' })
    for (const key of form.keys())
      if (!['grant_type', 'client_id', 'client_secret'].includes(key)) this.violations.push(`no field ${key} of a token`)
    const { client } = this.#options
    if (!client || form.get('grant_type') !== 'client_credentials')
      return say({ status: 400, body: { error: 'Unimplemented grant type' } })
    if (form.get('client_id') !== client.id || form.get('client_secret') !== client.secret)
      return say({ status: 403, body: { error: 'unauthorized_client' } })
    const token = `token-${++this.#tokensGiven}`
    this.#tokens.add(token)
    return say({ status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: 3600 } })
  }

  #mayAsk(headers: Headers): Answered | undefined {
    const [scheme, value = ''] = (headers.get('authorization') ?? '').split(' ')
    if (scheme === 'Bearer' && this.#tokens.has(value)) return
    if (scheme !== 'Basic') return say({ status: 401, body: { error: 'Authentication failure.' } })
    const { user } = this.#options
    if (!user) return say({ status: 401, body: { error: 'Basic authentication disabled' } })
    if (atob(value) !== `${user.name}:${user.password}`) return say({ status: 403, body: { error: 'Invalid password' } })
  }

  #check(operation: Operation, { name, headers, query, body }: Heard): Answered | undefined {
    for (const key of headers.keys())
      if (key.startsWith('x-koha-') && !kohaHeaders.includes(key)) this.violations.push(`${name}: no header ${key}`)
    const branch = headers.get('x-koha-library')
    if (branch === null) this.violations.push(`${name}: without x-koha-library`)
    if (branch === null || !this.#options.branches.includes(branch))
      return say({ status: 403, body: { error: `Unauthorized attempt to set library to ${branch}` } })
    for (const key of query.keys())
      if (!queryOf(operation).includes(key))
        return this.#wrong(`${name}: no parameter ${key}`, 400, [{ path: `/query/${key}`, message: 'Malformed query string' }])
    for (const embed of listIn(headers.get('x-koha-embed')))
      if (!operation.embeds.includes(embed)) return this.#wrong(`${name}: no embed ${embed}`, 400, { error: 'Bad embed' })
    for (const one of listIn(headers.get('x-koha-override')))
      if (!operation.overrides?.includes(one)) return this.#wrong(`${name}: no override ${one}`, 400, { error: 'Bad override' })
    if (body === undefined && operation.bodyNeeded)
      return this.#wrong(`${name}: without a body`, 400, {
        errors: [{ message: 'Missing property.', path: '/body' }],
        status: 400,
      })
    if (body === undefined) return this.#needs(operation, name, query, body)
    if (!headers.get('content-type')?.startsWith('application/json')) this.violations.push(`${name}: the body is not JSON`)
    if (operation.body === 'string' ? typeof body !== 'string' : !operation.body || typeof body !== 'object')
      return this.#wrong(`${name}: no such body`, 400, { errors: [{ message: 'Expected another', path: '/body' }], status: 400 })
    for (const key of typeof body === 'object' ? Object.keys(body as object) : [])
      if (!operation.body!.includes(key))
        return this.#wrong(`${name}: no field ${key}`, 400, {
          errors: [{ message: `Properties not allowed: ${key}.`, path: '/body' }],
          status: 400,
        })
    return this.#needs(operation, name, query, body)
  }

  #needs({ needs = [], method }: Operation, name: string, query: URLSearchParams, body: unknown): Answered | undefined {
    const given = method === 'GET' ? Object.fromEntries(query) : ((body ?? {}) as Record<string, unknown>)
    const missing = needs.filter(key => given[key] === undefined)
    if (missing.length === 0) return
    const errors = missing.map(key => ({ message: 'Missing property.', path: `/${key}` }))
    return this.#wrong(`${name}: without ${missing.join(', ')}`, 400, { errors, status: 400 })
  }

  async #offline(method: string, query: URLSearchParams): Promise<Answered | undefined> {
    const heard = { name: `${method} service.pl`, headers: new Headers(), query, body: undefined }
    this.heard.push(heard)
    const before = this.#options.fault?.(heard, 'before')
    if (before) return before === 'hang-up' ? undefined : say(before)
    const answer = await this.#carryOutOffline(query)
    const after = this.#options.fault?.(heard, 'after')
    return after ? (after === 'hang-up' ? undefined : say(after)) : answer
  }

  async #carryOutOffline(query: URLSearchParams): Promise<Answered> {
    const { user, tables } = this.#options
    const names = 'userid password login_userid login_password branchcode timestamp action barcode cardnumber amount pending'
    for (const key of query.keys()) if (!names.split(' ').includes(key)) this.violations.push(`service.pl: no parameter ${key}`)
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(query.get('timestamp') ?? ''))
      this.violations.push(`service.pl: the timestamp ${query.get('timestamp')}`)
    const plain = (text: string): Answered => ({ status: 200, headers: [['Content-Type', 'text/plain']], text })
    if (!user || query.get('login_userid') !== user.name || query.get('login_password') !== user.password)
      return plain('Authentication failed.')
    const patron = await tables.patronByCard(query.get('cardnumber') ?? '')
    const item = await tables.item(query.get('barcode') ?? '')
    if (!item) return plain('Barcode not found.')
    if (!patron) return plain('Borrower not found.')
    if (query.get('action') !== 'issue') return plain('')
    await this.desk.checkOut(patron, item.barcode, query.get('branchcode')!, query.get('timestamp')!)
    return plain('Success.')
  }

  #wrong(what: string, status: number, body: unknown): Answered {
    this.violations.push(what)
    return say({ status, body })
  }
}

function say({ status, body }: Said): Answered {
  const text = body === undefined ? '' : JSON.stringify(body)
  return { status, headers: [['Content-Type', 'application/json;charset=UTF-8']], text }
}

function patternOf({ path }: Operation): RegExp {
  return new RegExp(`^${path.replace('{id}', '\\d+')}$`)
}

function listIn(header: string | null): readonly string[] {
  return header === null || header === '' ? [] : header.split(',')
}
