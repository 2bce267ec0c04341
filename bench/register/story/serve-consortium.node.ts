import { createReadStream, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { segmentName } from '../../../sync/register/pack.ts'
import { nodeCoding } from '../../../sync/register/segments/deflate.node.ts'
import { emptyDelta, packDelta } from '../../../sync/register/segments/delta.ts'
import type { PackedManifest } from '../../../sync/register/segments/manifest.ts'
import { openChecked } from '../../../sync/register/segments/segment.ts'

export interface ConsortiumServer {
  readonly url: string
  /** Bytes of bundles that have gone out. */
  served(): number
  /** The line to it breaks, or is back. */
  cut(isCut: boolean): void
  stop(): Promise<void>
}

/** A hub whose packed register is the consortium of a folder; everything else is answered by the real hub behind it. */
export async function serveConsortium(folder: string, hub: string, key: Uint8Array): Promise<ConsortiumServer> {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest-whole'), 'utf8')) as PackedManifest
  const kinds = new Map(manifest.tables.map(({ kind, index }) => [index.name, kind]))
  const sizes = new Map<string, readonly number[]>()
  let [served, isCut] = [0, false]
  const sizesOf = (index: string) => {
    const known =
      sizes.get(index) ?? openChecked('index', readFileSync(join(folder, index)), nodeCoding).rows.map(row => row.bytes)
    sizes.set(index, known)
    return known
  }
  const sum = (some: readonly number[]) => some.reduce((total, bytes) => total + bytes, 0)

  async function packed(path: string, query: URLSearchParams, response: ServerResponse): Promise<unknown> {
    const [what, name = '', places = ''] = path.split('/')
    if (what === 'manifest') return response.setHeader('content-type', 'application/json').end(JSON.stringify(manifest))
    if (what === 'key') return response.end(JSON.stringify({ id: manifest.keyId, key: Buffer.from(key).toString('hex') }))
    if (what === 'delta') {
      const since = Number(query.get('since'))
      const none = { manifest: manifest.name, since, version: since, asOf: manifest.asOf }
      const { bytes } = await packDelta(emptyDelta(none), nodeCoding)
      return response.setHeader('etag', `"${segmentName(bytes)}"`).end(bytes)
    }
    const kind = kinds.get(name)
    if (!kind) return response.writeHead(404).end()
    if (what === 'bundles') return response.end(readFileSync(join(folder, name)))
    const [from, to] = places.split('-').map(Number) as [number, number]
    const start = sum(sizesOf(name).slice(0, from))
    const end = start + sum(sizesOf(name).slice(from, to)) - 1
    const file = kind === 'names' ? 'few-names.run' : `${kind}.run`
    response.on('finish', () => {
      served += end - start + 1
    })
    return createReadStream(join(folder, file), { start, end, highWaterMark: 256 * 1024 }).pipe(response)
  }

  /** As the hub wants to be asked: under its own name. */
  function passOn(asked: IncomingMessage, response: ServerResponse): void {
    const to = new URL(asked.url!, hub)
    const headers = { ...asked.headers, host: to.host, ...(asked.headers.origin && { origin: to.origin }) }
    const onward = request(to, { method: asked.method, headers }, answer => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    asked.pipe(onward)
  }

  const server = createServer((asked, response) => {
    const { pathname, searchParams } = new URL(asked.url!, 'http://localhost')
    const route = /^\/api\/register\/packed\/(.*)$/.exec(pathname)?.[1]
    if (isCut) asked.socket.destroy()
    else if (route === undefined) passOn(asked, response)
    else packed(route, searchParams, response).catch(() => response.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    served: () => served,
    cut(now) {
      isCut = now
      if (now) server.closeAllConnections()
    },
    stop: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
