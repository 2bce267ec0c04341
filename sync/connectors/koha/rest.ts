import type { KohaSettings } from './configuration.ts'
import { errorCode, errorText, KohaError } from './koha-error.ts'
import { Login } from './login.ts'
import { overNetwork, type Send } from './over-network.ts'

export interface Asked {
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly embed?: readonly string[]
  /** Branch under which it is done; the settings' own where it is not given. */
  readonly library?: string | undefined
  readonly body?: unknown
}

export interface Answer {
  readonly status: number
  readonly body: unknown
}

export interface RestPorts {
  /** Instant now, UTC. */
  now(): string
  /** How requests go out; over the network unless given. */
  readonly send?: Send
}

type Method = 'GET' | 'POST' | 'DELETE'

/** Nothing has gone out when one of these is why. */
const neverSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/
const rowsAtOnce = 200

/** Koha's REST interface: logs in, says the branch, and tells apart what was refused, what never went out, and what nobody knows. */
export class KohaRest {
  readonly #settings: KohaSettings
  readonly #login: Login
  readonly #out: Send

  constructor(settings: KohaSettings, { now, send = overNetwork }: RestPorts) {
    this.#settings = settings
    this.#out = send
    this.#login = new Login(settings, { now, fetch: (url, init) => this.#fetch(url, init) })
  }

  /** Reads; a question that was not answered is put once again. `undefined` where there is no such thing. Rejects with a `KohaError`. */
  async get(path: string, asked: Asked = {}): Promise<unknown> {
    const ask = () => this.#send('GET', path, asked)
    const { status, body } = await ask().catch(error =>
      error instanceof KohaError && error.kind === 'silent' ? ask() : Promise.reject(error),
    )
    if (status === 404) return
    return checked(status, body, path).body
  }

  /** All rows that fit, page after page by their number. */
  async all(path: string, key: string, wanted: Readonly<Record<string, unknown>>, asked: Asked = {}): Promise<unknown[]> {
    const rows: unknown[] = []
    for await (const page of this.pages(path, key, wanted, asked)) rows.push(...page)
    return rows
  }

  /** The same, a page at a time: each begins after the last number of the one before, so nothing is missed where rows come and go. */
  async *pages(
    path: string,
    key: string,
    wanted: Readonly<Record<string, unknown>>,
    asked: Asked = {},
  ): AsyncGenerator<readonly unknown[]> {
    for (let last = 0; ; ) {
      const q = { ...wanted, ...(last > 0 && { [key]: { '>': last } }) }
      const search = Object.keys(q).length > 0 ? { q: JSON.stringify(q) } : {}
      const query = { ...asked.query, ...search, _order_by: key, _per_page: String(rowsAtOnce) }
      const page = await this.#list(path, { ...asked, query })
      yield page
      if (page.length < rowsAtOnce) return
      last = Number((page.at(-1) as Record<string, unknown>)[key.replace(/^me\./, '')])
      if (!Number.isInteger(last)) throw new KohaError('refused', `${path} gave rows without ${key}`)
    }
  }

  /** Page after page by the page's number: for short lists that hardly change and have no numbers of their own. */
  async *pagesByNumber(path: string): AsyncGenerator<readonly unknown[]> {
    for (let number = 1; ; number++) {
      const page = await this.#list(path, { query: { _page: String(number), _per_page: String(rowsAtOnce) } })
      yield page
      if (page.length < rowsAtOnce) return
    }
  }

  async #list(path: string, asked: Asked): Promise<readonly unknown[]> {
    const page = await this.get(path, asked)
    if (!Array.isArray(page)) throw new KohaError('refused', `${path} gave no list`)
    return page
  }

  /** Writes, once. Rejects with a `KohaError`; after `silent` look before anything else. */
  async write(method: 'POST' | 'DELETE', path: string, asked: Asked): Promise<Answer> {
    const { status, body } = await this.#send(method, path, asked)
    return checked(status, body, path)
  }

  /** What this server offers. Needs no login. */
  async definition(): Promise<unknown> {
    const { status, body } = await this.#fetch(`${this.#settings.url}/api/v1/`, { method: 'GET' })
    return checked(status, body, '/').body
  }

  async #send(method: Method, path: string, asked: Asked): Promise<Answer> {
    const once = async () => {
      const { embed, body, library = this.#settings.library } = asked
      const headers = {
        Accept: 'application/json',
        Authorization: await this.#login.header(),
        'x-koha-library': library,
        ...(embed && { 'x-koha-embed': embed.join(',') }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      }
      const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
      return this.#fetch(`${this.#settings.url}/api/v1${path}${queryText(asked.query)}`, init)
    }
    const first = await once()
    // It is looked at who asks before anything is done.
    return first.status === 401 && this.#login.forget() ? once() : first
  }

  async #fetch(url: string, init: RequestInit): Promise<Answer> {
    try {
      const { status, text } = await this.#out(url, init, this.#settings.answerMs)
      return { status, body: parsed(text) }
    } catch (error) {
      const code = causeOf(error)
      if (neverSent.test(code)) throw new KohaError('unreachable', `Koha cannot be reached (${code})`, { cause: error })
      throw new KohaError('silent', `Koha did not answer (${code || (error as Error).name})`, { cause: error })
    }
  }
}

function checked(status: number, body: unknown, path: string): Answer {
  if (status >= 200 && status < 300) return { status, body }
  const text = errorText(body)
  const said = `${path}: ${status}${text ? ` ${text}` : ''}`
  if (status >= 300 && status < 400)
    throw new KohaError('unreachable', `${said} it points elsewhere: is the url right?`, { status })
  // Said before anything is done.
  if (status === 429 || (status === 503 && /maintenance/i.test(text))) throw new KohaError('unreachable', said, { status })
  if (status >= 500) throw new KohaError('silent', said, { status, code: errorCode(body) })
  // Somebody must look at the account, not at the loan.
  if (status === 401 || (status === 403 && isAboutAccount(text))) throw new KohaError('unreachable', said, { status })
  throw new KohaError('refused', said, { status, code: errorCode(body) })
}

function isAboutAccount(text: string): boolean {
  return /Missing required permission|Unauthorized attempt to set library|Invalid password|Password has expired/i.test(text)
}

function queryText(query: Asked['query'] = {}): string {
  const given = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

function parsed(text: string): unknown {
  if (text === '') return
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function causeOf(error: unknown): string {
  const { cause, name } = error as Error & { cause?: { code?: unknown } }
  const code = (cause as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : name === 'TimeoutError' ? 'time is up' : ''
}
