import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { acceptUpload, readUpload } from '../../hub/accept-upload.ts'
import { noHash } from '../../journal/chain.ts'
import type { Entry } from '../../journal/entry.ts'
import {
  type Changes,
  type Have,
  type Manifest,
  type OutcomeMessage,
  protocolVersion,
  type VolatileState,
} from '../../protocol/messages.ts'
import type { PublishedLibrary } from '../../register/segments/packed-library.fixture.ts'
import type { PackedRows } from '../../register/segments/segment.ts'

/** What goes wrong with one request. `cut`: the connection ends, before or after the hub did its work. */
export type Fault =
  | { readonly cut: 'before' | 'after' }
  | { readonly status: number; readonly code?: string }
  | { readonly garbage: string }
  | { readonly delayMs: number }
  /** Of an answer of bytes, so many come. */
  | { readonly cutAt: number }

/** A hub on a real socket that does as its test says; how it takes entries is the real hub's rule. */
export class FaultyHub {
  readonly requests: string[] = []
  readonly uploads: Entry[][] = []
  /** Epoch -> sequence -> what is kept. */
  readonly kept = new Map<string, Map<number, Entry>>()
  outcomes: OutcomeMessage[] = []
  manifest: Manifest | undefined
  segments = new Map<string, Uint8Array>()
  state: VolatileState | undefined
  changes: (since: number) => Changes | undefined = () => undefined
  /** The packed form, and what has changed since; nothing to tell is 410. */
  packed: PublishedLibrary | undefined
  groupKey = ''
  delta: (manifest: string, since: number) => Promise<PackedRows | undefined> = async () => undefined
  protocol = protocolVersion
  clockAheadMs = 0
  token = 'token'
  fault: (request: string) => Fault | undefined = () => undefined
  readonly #server = createServer((request, response) => void this.#answer(request, response))

  static async open(): Promise<FaultyHub> {
    const hub = new FaultyHub()
    hub.#server.listen(0, '127.0.0.1')
    await once(hub.#server, 'listening')
    return hub
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Every entry of an epoch that the hub keeps, by sequence. */
  sequences(epoch: string): number[] {
    return [...(this.kept.get(epoch)?.keys() ?? [])].sort((a, b) => a - b)
  }

  have(epoch: string): Have {
    const sequence = this.sequences(epoch).at(-1) ?? 0
    return { epoch, sequence, hash: this.kept.get(epoch)?.get(sequence)?.hash ?? noHash }
  }

  keep(entry: Entry): void {
    const epoch = this.kept.get(entry.epoch) ?? new Map<number, Entry>()
    this.kept.set(entry.epoch, epoch)
    if (!epoch.has(entry.sequence)) epoch.set(entry.sequence, entry)
  }

  count(request: string): number {
    return this.requests.filter(one => one.startsWith(request)).length
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request).catch(() => undefined)
    if (body === undefined) return
    const url = new URL(request.url ?? '/', 'http://hub')
    const name = `${request.method} ${url.pathname.replace('/api', '')}`
    this.requests.push(name)
    const fault = this.fault(name)
    if (fault && 'cut' in fault && fault.cut === 'before') return void request.socket.destroy()
    if (fault && 'delayMs' in fault) await new Promise(resolve => setTimeout(resolve, fault.delayMs))
    if (fault && 'status' in fault) return json(response, fault.status, { code: fault.code })
    if (fault && 'garbage' in fault) return void response.end(fault.garbage)
    const result = name.startsWith('GET /register/packed')
      ? await this.#packed(name, url, request)
      : this.#do(name, url, request, body)
    if (fault && 'cut' in fault) return void request.socket.destroy()
    if (fault && 'cutAt' in fault && result instanceof Uint8Array) {
      response.writeHead(200, { 'Content-Length': result.length })
      response.write(result.subarray(0, fault.cutAt), () => request.socket.destroy())
    } else if (result instanceof Uint8Array) response.end(result)
    else json(response, result[0], result[1])
  }

  #do(name: string, url: URL, request: IncomingMessage, body: string): Uint8Array | readonly [number, unknown] {
    if (request.headers.authorization !== `Bearer ${this.token}`) return [401, { code: 'token' }]
    const query = (key: string) => url.searchParams.get(key) ?? ''
    const [, kind, , what] = name.split(' ')[1]!.split('/')
    if (kind === 'hello') return [200, this.#hello()]
    if (kind === 'register') {
      const answer = this.#register(name, query('since'))
      return answer ?? [name.endsWith('changes') ? 410 : 404, { code: 'nothing' }]
    }
    if (what === 'have') return [200, this.have(query('epoch'))]
    if (what === 'outcomes') return [200, this.#outcomesAfter(Number(query('since')))]
    return this.#take(name.split('/')[2]!, body)
  }

  /** As `sync/register/segments/manifest.ts` names the routes. */
  async #packed(name: string, url: URL, request: IncomingMessage): Promise<Uint8Array | readonly [number, unknown]> {
    const library = this.packed
    if (request.headers.authorization !== `Bearer ${this.token}`) return [401, { code: 'token' }]
    const [, , , what, part = '', places = ''] = name.split(' ')[1]!.split('/')
    if (!library) return [404, { code: 'nothing' }]
    if (what === 'manifest') return [200, library.manifest]
    if (what === 'key') return [200, { id: library.manifest.keyId, key: this.groupKey }]
    if (what === 'bundles') return library.indexes.get(part) ?? [404, { code: 'nothing' }]
    if (what === 'delta') {
      const delta = await this.delta(url.searchParams.get('manifest') ?? '', Number(url.searchParams.get('since')))
      return delta?.bytes ?? [410, { code: 'gone' }]
    }
    const [from, to] = places.split('-').map(Number)
    const bundles = library.bundles.get(part)?.slice(from, to)
    return bundles ? new Uint8Array(Buffer.concat(bundles)) : [404, { code: 'nothing' }]
  }

  #hello() {
    const time = new Date(Date.now() + this.clockAheadMs).toISOString()
    return { protocol: this.protocol, library: 'L', environment: 'test', time, registerVersion: this.manifest?.version ?? 0 }
  }

  #register(name: string, since: string): Uint8Array | readonly [number, unknown] | undefined {
    const whole = name.endsWith('manifest') ? this.manifest : name.endsWith('state') ? this.state : undefined
    const found = name.endsWith('changes') ? this.changes(Number(since)) : whole
    return found ? [200, found] : this.segments.get(name.split('/').at(-1)!)
  }

  #outcomesAfter(since: number) {
    const outcomes = this.outcomes.slice(since, since + 3)
    return { cursor: since + outcomes.length, outcomes }
  }

  #take(station: string, body: string): readonly [number, unknown] {
    const upload = readUpload(station, JSON.parse(body))
    if (!upload.ok) return [400, { code: upload.code }]
    this.uploads.push(upload.entries as unknown as Entry[])
    const { epoch, entries } = upload
    const hashes = new Map([...(this.kept.get(epoch) ?? [])].map(([sequence, entry]) => [sequence, entry.hash]))
    const accepted = acceptUpload({ epoch, entries }, { ...this.have(epoch), hashes })
    for (const { payload } of accepted.entries) this.keep(JSON.parse(payload) as Entry)
    const have = this.have(epoch)
    if (accepted.verdict === 'stored') return [200, have]
    return [409, { ...have, code: accepted.verdict === 'fork' ? 'fork' : 'chain' }]
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(body))
}
