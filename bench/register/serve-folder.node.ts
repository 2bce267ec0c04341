import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { root } from '../../commands/setup/run.node.ts'
import { nodeCoding } from '../../sync/register/segments/deflate.node.ts'
import { openChecked } from '../../sync/register/segments/segment.ts'

export interface FolderServer {
  readonly url: string
  stop(): Promise<void>
}

/** Serves a packed consortium and the page that measures it, from an origin that may have OPFS. `bytesPerSecond` slows the tables down. */
export async function serveFolder(folder: string, bytesPerSecond?: number): Promise<FolderServer> {
  const scripts = await bundled()
  const sqlite = join(
    dirname(createRequire(import.meta.url).resolve('@sqlite.org/sqlite-wasm/package.json')),
    'dist/sqlite3.wasm',
  )
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost')
    const name = pathname.slice(1)
    response.setHeader('Cache-Control', 'no-store')
    if (name === '') return response.setHeader('Content-Type', 'text/html').end('<script type="module" src="/page.js"></script>')
    const script = scripts.get(name)
    if (script) return response.setHeader('Content-Type', 'text/javascript').end(script)
    if (name === 'sqlite3.wasm') return response.setHeader('Content-Type', 'application/wasm').end(readFileSync(sqlite))
    const path = join(folder, name)
    if (!/^[\w.-]+$/.test(name) || !existsSync(path)) return response.writeHead(404).end()
    const index = searchParams.get('index')
    const start = index ? offsetOf(join(folder, index), Number(searchParams.get('from'))) : 0
    const stream = createReadStream(path, { start, highWaterMark: 256 * 1024 })
    if (!bytesPerSecond || !name.endsWith('.run')) return stream.pipe(response)
    for await (const chunk of stream) {
      await new Promise(resolve => setTimeout(resolve, (chunk.length / bytesPerSecond) * 1000))
      if (!response.writable) break
      response.write(chunk)
    }
    return response.end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const stop = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop }
}

function offsetOf(indexPath: string, from: number): number {
  const { rows } = openChecked('index', readFileSync(indexPath), nodeCoding)
  return rows.slice(0, from).reduce((sum, { bytes }) => sum + bytes, 0)
}

async function bundled(): Promise<Map<string, string>> {
  const entryPoints = {
    page: join(root, 'bench/register/page/page.dom.ts'),
    'sqlite-worker': join(root, 'bench/register/page/sqlite-worker.dom.ts'),
  }
  const options = { entryPoints, bundle: true, format: 'esm', write: false, outdir: '/', minify: true } as const
  const { outputFiles } = await build({ ...options, logLevel: 'error' })
  return new Map(outputFiles.map(({ path, text }) => [path.replace(/^.*[\\/]/, ''), text]))
}
