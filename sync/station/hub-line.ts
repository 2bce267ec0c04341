import type { Clock } from '../../host/clock.ts'
import {
  type Brought,
  type Changes,
  canRead,
  type Have,
  type Hello,
  type Manifest,
  type Neighbours,
  type Outcomes,
  protocolVersion,
  type Upload,
  type VolatileState,
} from '../protocol/messages.ts'
import { type Answers, readAnswer } from '../protocol/schemas.ts'
import type { StationStatus } from './desk.ts'
import type { LibrarySource } from './download-library.ts'
import type { Exchange, Link } from './link.ts'
import { packedSource } from './packed-source.ts'

/** A question to the hub did not come to an answer that can be used. */
export class HubError extends Error {
  /**
   * `no-answer`: nobody, too late, or cut off; it may have been done. `broken`: the hub cannot (5xx, or a request it does not understand).
   * `nonsense`: whoever answered is no hub of ours. `refused`: it does not want us. `gone`: it cannot go back that far. `missing`: it does not
   * have that (any more). `too-large`: send less at once.
   */
  readonly kind: 'no-answer' | 'broken' | 'nonsense' | 'refused' | 'gone' | 'missing' | 'too-large'
  readonly refusal?: StationStatus['refusedByHub']
  /** The hub's own word for what is wrong, where it said one. */
  readonly code?: string
  constructor(
    kind: HubError['kind'],
    message: string,
    options?: ErrorOptions & { readonly refusal?: StationStatus['refusedByHub']; readonly code?: string | undefined },
  ) {
    super(message, options)
    this.name = 'HubError'
    this.kind = kind
    if (options?.refusal) this.refusal = options.refusal
    if (options?.code) this.code = options.code
  }
}

/** `conflict`: what was sent does not fit what the hub has; `fork` is kept there beside it, `chain` is not. */
export type Uploaded = { readonly have: Have; readonly conflict?: 'fork' | 'chain' }

/** The hub's interface as the station asks it; each question has a time-out. Everything rejects with a `HubError`. */
export interface HubLine {
  hello(): Promise<Hello & { readonly exchange: Exchange }>
  manifest(): Promise<Manifest>
  /** Bytes as they came; `anew`: past any cache. */
  segment(name: string, anew?: boolean): Promise<Uint8Array>
  state(): Promise<VolatileState>
  /** `detail`: the id that the register's manifest has; of another the hub tells no changes (`gone`). */
  changes(since: number, detail?: string): Promise<Changes>
  have(epoch: string): Promise<Have>
  /** The hub's protocol, as it last said, or ours where that is older. */
  protocol(): number
  upload(upload: Omit<Upload, 'protocol'>): Promise<Uploaded>
  outcomes(since: number): Promise<Outcomes>
  /** What the other stations did that a register of version `since` does not show; `seen`: the state that is known. */
  neighbours(since: number, seen?: string): Promise<Neighbours>
  /** Whether the library system knows something under this number now. */
  lookUp(number: string): Promise<boolean>
  /** The packed form of the register. */
  readonly packed: Required<LibrarySource>
  /** Hands on another station's sealed journal, as its file's text. */
  bring(text: string): Promise<Brought>
  /** Closes the line: what is under way, and whatever is asked after, rejects with `no-answer`. */
  cut(): void
}

export interface HubLineOptions {
  readonly hubUrl: string
  readonly token: string
  readonly station: string
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly link: Link
  /** For a small question; large ones have four times as long. 15 000 if not given. */
  readonly timeoutMs?: number
}

export interface Reply {
  readonly status: number
  readonly bytes: Uint8Array
  readonly etag: string | null
  readonly tookMs: number
}

/** What says how fresh a register is; what never changes may come out of a cache. */
const ofOneStation = /^\/register\/(packed\/)?(manifest|state|changes|delta)\b/

/** Opens no connection by itself: each question is a request of its own. */
export function hubLine(options: HubLineOptions): HubLine {
  const { hubUrl, token, station, clock, link, timeoutMs = 15_000 } = options
  const base = `${hubUrl.replace(/\/+$/, '')}/api`
  const ours = `/stations/${encodeURIComponent(station)}`
  const underWay = new Set<AbortController>()
  let isCut = false
  /** An older hub is spoken to in its own protocol. */
  let protocol = protocolVersion

  /** The hub's own token is of no station: the page there shows whose data are how old by this. */
  const named = (path: string) =>
    ofOneStation.test(path) ? `${path}${path.includes('?') ? '&' : '?'}station=${encodeURIComponent(station)}` : path
  const opened = (path: string, init: RequestInit, abort: AbortController) =>
    options.fetch(`${base}${named(path)}`, {
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      ...init,
      headers: { Authorization: `Bearer ${token}`, ...init.headers },
      signal: abort.signal,
    })

  async function request(path: string, init: RequestInit, large: boolean): Promise<Reply> {
    if (isCut) throw new HubError('no-answer', `the line is closed: ${path}`)
    const abort = new AbortController()
    underWay.add(abort)
    const timer = setTimeout(() => abort.abort(), large ? timeoutMs * 4 : timeoutMs)
    const began = clock.monotonicMs()
    try {
      const response = await opened(path, init, abort)
      const bytes = new Uint8Array(await response.arrayBuffer())
      const { status, headers } = response
      return { status, bytes, etag: headers.get('ETag'), tookMs: clock.monotonicMs() - began }
    } catch (cause) {
      throw new HubError('no-answer', `no answer to ${path}`, { cause })
    } finally {
      clearTimeout(timer)
      underWay.delete(abort)
    }
  }

  /** The reply, where the hub did what was asked or says a status that the caller knows. Small questions measure the line. */
  async function ask(
    path: string,
    init: RequestInit = {},
    { large = false, also = [] as readonly number[] } = {},
  ): Promise<Reply> {
    const reply = await request(path, init, large)
    if (reply.status !== 200 && !also.includes(reply.status)) throw whyNot(path, reply)
    if (!large) link.answered(reply.tookMs)
    return reply
  }

  /** The body in pieces as they come. A line on which nothing comes for the time of a small question is broken; how long the whole takes is no matter. */
  async function* stream(path: string, init: RequestInit): AsyncGenerator<Uint8Array> {
    if (isCut) throw new HubError('no-answer', `the line is closed: ${path}`)
    const abort = new AbortController()
    underWay.add(abort)
    let timer = setTimeout(() => abort.abort(), timeoutMs)
    try {
      const response = await opened(path, init, abort)
      if (response.status !== 200) {
        const bytes = new Uint8Array(await response.arrayBuffer())
        throw whyNot(path, { status: response.status, bytes, etag: null, tookMs: 0 })
      }
      const reader = response.body!.getReader()
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        clearTimeout(timer)
        yield piece.value
        timer = setTimeout(() => abort.abort(), timeoutMs)
      }
    } catch (cause) {
      if (cause instanceof HubError) throw cause
      throw new HubError('no-answer', `no answer to ${path}`, { cause })
    } finally {
      clearTimeout(timer)
      underWay.delete(abort)
      abort.abort()
    }
  }

  function read<Kind extends keyof Answers>(kind: Kind, { bytes }: Reply): Answers[Kind] {
    const result = readAnswer(kind, jsonOf(bytes))
    if (result.ok) return result.answer
    throw new HubError('nonsense', result.why)
  }

  return {
    async hello() {
      const askedAt = clock.now()
      const reply = await ask('/hello')
      const answeredAtMonotonicMs = clock.monotonicMs()
      const hello = read('hello', reply)
      protocol = Math.min(protocolVersion, hello.protocol)
      const { time: hubTime, timeUncertaintyMs: hubUncertaintyMs } = hello
      const exchange = { askedAt, roundTripMs: reply.tookMs, answeredAtMonotonicMs, hubTime }
      return { ...hello, exchange: { ...exchange, ...(hubUncertaintyMs !== undefined && { hubUncertaintyMs }) } }
    },
    manifest: async () => read('manifest', await ask('/register/manifest', {}, { large: true })),
    async segment(name, anew = false) {
      // Segments never change: any cache on the way may have them.
      const { bytes } = await ask(`/register/segments/${name}`, { cache: anew ? 'reload' : 'default' }, { large: true })
      return bytes
    },
    state: async () => read('state', await ask('/register/state', {}, { large: true })),
    changes: async (since, detail) => {
      const under = detail === undefined ? '' : `&detail=${encodeURIComponent(detail)}`
      return read('changes', await ask(`/register/changes?since=${since}${under}`))
    },
    have: async epoch => read('have', await ask(`${ours}/have?epoch=${encodeURIComponent(epoch)}`)),
    protocol: () => protocol,
    async upload(upload) {
      if (!canRead(protocol, upload.entries))
        throw new HubError('refused', `the hub speaks protocol ${protocol} and cannot read these entries`, { refusal: 'old-hub' })
      const headers = { 'Content-Type': 'application/json' }
      const init = { method: 'POST', headers, body: JSON.stringify({ ...upload, protocol }) }
      const reply = await ask(`${ours}/entries`, init, { large: true, also: [409] })
      const have = read('have', reply)
      return reply.status === 409 ? { have, conflict: codeOf(reply) === 'fork' ? 'fork' : 'chain' } : { have }
    },
    outcomes: async since => read('outcomes', await ask(`${ours}/outcomes?since=${since}`)),
    neighbours: async (since, seen) => {
      const known = seen === undefined ? '' : `&seen=${encodeURIComponent(seen)}`
      return read('neighbours', await ask(`${ours}/neighbours?since=${since}${known}&protocol=${protocolVersion}`))
    },
    async lookUp(number) {
      const headers = { 'Content-Type': 'application/json' }
      const reply = await ask('/lookup', { method: 'POST', headers, body: JSON.stringify({ number }) })
      return (jsonOf(reply.bytes) as { found?: unknown } | undefined)?.found === true
    },
    packed: packedSource({ ask, stream }),
    async bring(text) {
      const headers = { 'Content-Type': 'text/plain; charset=utf-8' }
      return read('brought', await ask('/carried', { method: 'POST', headers, body: text }, { large: true }))
    },
    cut: () => {
      isCut = true
      for (const abort of underWay) abort.abort()
    },
  }
}

function whyNot(path: string, reply: Reply): HubError {
  const code = codeOf(reply)
  const said = `${path}: ${reply.status}${code ? ` ${code}` : ''}`
  switch (reply.status) {
    case 401:
      return new HubError('refused', said, { refusal: 'token' })
    case 403:
      return new HubError('refused', said, { refusal: code === 'origin' || code === 'host' ? 'origin' : 'token' })
    case 404:
      return new HubError('missing', said, { code })
    case 410:
      return new HubError('gone', said)
    case 413:
      return new HubError('too-large', said, { code })
    default:
      return code === 'protocol' ? new HubError('refused', said, { refusal: 'protocol' }) : new HubError('broken', said, { code })
  }
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

function codeOf({ bytes }: Reply): string | undefined {
  const body = jsonOf(bytes)
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined
  return typeof code === 'string' ? code : undefined
}
