import type { RefusedAtHome } from '../../protocol/brake.ts'
import { canRead, type Have, type Hello, type Outcomes, protocolVersion } from '../../protocol/messages.ts'
import { type Answers, readAnswer } from '../../protocol/schemas.ts'
import { ConnectorError } from '../connector.ts'

/** The hub at home says no, and will until somebody changes something. */
export class HomeRefusal extends ConnectorError {
  readonly why: RefusedAtHome
  constructor(why: RefusedAtHome, message: string) {
    super('rejected', message)
    this.name = 'HomeRefusal'
    this.why = why
  }
}

/** What home made of entries that were passed on. */
export interface Passed {
  readonly have: Have
  /** `fork`: kept there beside what it has under these numbers. `gap`: not taken, something before is missing there. */
  readonly conflict?: 'fork' | 'gap'
}

/** Something read from home, as it came. */
export interface FromHome {
  readonly status: number
  readonly type: string
  readonly isImmutable: boolean
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * The hub at home, as a hub on board asks it. It is asked as its stations would ask it, so it can be no older than they may be. Everything rejects with a
 * `ConnectorError`: `unreachable` where nobody usable answers, `no-answer` where an upload may have arrived, `rejected` where home says no.
 */
export interface HomeHub {
  hello(): Promise<Hello>
  have(station: string, epoch: string): Promise<Have>
  /** Home's protocol, as it last said, or ours where that is older. */
  protocol(): number
  /** Entries of one run, as their station wrote them. */
  pass(station: string, epoch: string, entries: readonly unknown[]): Promise<Passed>
  outcomes(station: string, since: number): Promise<Outcomes>
  /** Whether home's library system knows something under this number now. */
  lookUp(number: string): Promise<boolean>
  /** `path` begins with `/api/register/`; any status. */
  read(path: string): Promise<FromHome>
}

export interface HomeHubOptions {
  /** `https://hub.example.org` */
  readonly url: string
  /** Of the bus, as home enrolled it. */
  readonly token: string
  readonly fetch: typeof fetch
  /** For a small question, in milliseconds; a large one has four times as long. 15 000 if not given. */
  readonly timeoutMs?: number
}

/** Opens no connection by itself: each question is a request of its own. */
export function homeHub({ url, token, fetch, timeoutMs = 15_000 }: HomeHubOptions): HomeHub {
  const base = url.replace(/\/+$/, '')
  /** An older hub is spoken to in its own protocol. */
  let protocol = protocolVersion

  async function request(path: string, init: RequestInit, kind: 'unreachable' | 'no-answer', large: boolean) {
    const signal = AbortSignal.timeout(large ? timeoutMs * 4 : timeoutMs)
    const headers = { Authorization: `Bearer ${token}`, ...init.headers }
    try {
      const response = await fetch(`${base}${path}`, { redirect: 'error', ...init, headers, signal })
      return { response, bytes: new Uint8Array(await response.arrayBuffer()) }
    } catch (cause) {
      throw new ConnectorError(kind, 'the hub at home does not answer', { cause })
    }
  }

  async function ask<Kind extends keyof Answers>(
    what: Kind,
    path: string,
    { init = {}, kind = 'unreachable' as 'unreachable' | 'no-answer', also = 200 } = {},
  ) {
    const { response, bytes } = await request(path, init, kind, kind === 'no-answer')
    const said = jsonOf(bytes)
    if (response.status !== 200 && response.status !== also) throw whyNot(response.status, said)
    const read = readAnswer(what, said)
    if (!read.ok) throw new ConnectorError('unreachable', `whoever answers as the hub at home is none: ${read.why}`)
    return { status: response.status, answer: read.answer as Answers[Kind], said }
  }

  const of = (station: string) => `/api/stations/${encodeURIComponent(station)}`

  return {
    async hello() {
      const { answer } = await ask('hello', '/api/hello')
      protocol = Math.min(protocolVersion, answer.protocol)
      return answer
    },
    have: async (station, epoch) => (await ask('have', `${of(station)}/have?epoch=${encodeURIComponent(epoch)}`)).answer,
    protocol: () => protocol,
    async pass(station, epoch, entries) {
      if (!canRead(protocol, entries))
        throw new HomeRefusal('home-old', 'the hub at home is older than this one and cannot read these entries: update it')
      const headers = { 'Content-Type': 'application/json' }
      const init = { method: 'POST', headers, body: JSON.stringify({ protocol, epoch, entries }) }
      const { status, answer, said } = await ask('have', `${of(station)}/entries`, { init, kind: 'no-answer', also: 409 })
      if (status === 200) return { have: answer }
      return { have: answer, conflict: codeOf(said) === 'fork' ? 'fork' : 'gap' }
    },
    outcomes: async (station, since) => (await ask('outcomes', `${of(station)}/outcomes?since=${since}`)).answer,
    async lookUp(number) {
      const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ number }) }
      const { response, bytes } = await request('/api/lookup', init, 'unreachable', false)
      // Its library system is its register: there is nobody to ask.
      if (response.status === 404) return false
      if (response.status !== 200) throw whyNot(response.status, jsonOf(bytes))
      return (jsonOf(bytes) as { found?: unknown } | undefined)?.found === true
    },
    async read(path) {
      const { response, bytes } = await request(path, {}, 'unreachable', true)
      if (response.status >= 500) throw whyNot(response.status, jsonOf(bytes))
      const isImmutable = /\bimmutable\b/.test(response.headers.get('cache-control') ?? '')
      return { status: response.status, type: response.headers.get('content-type') ?? 'application/json', isImmutable, bytes }
    },
  }
}

function whyNot(status: number, said: unknown): ConnectorError {
  const code = codeOf(said) ?? ''
  const message = `the hub at home says ${status} ${code}`.trim()
  if (status >= 500 || status === 429) return new ConnectorError('unreachable', message)
  if (status === 401) return new HomeRefusal('home-token', message)
  if (status === 403 && code === 'station') return new HomeRefusal('home-station', message)
  return new HomeRefusal(code === 'protocol' ? 'home-old' : 'home-refuses', message)
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

function codeOf(said: unknown): string | undefined {
  const { code } = (typeof said === 'object' && said !== null ? said : {}) as { code?: unknown }
  return typeof code === 'string' ? code : undefined
}
