import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { createMiddleware } from 'hono/factory'

const leastBytes = 1024
const compress = {
  br: (bytes: Uint8Array) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (bytes: Uint8Array) => promisify(gzip)(bytes),
}
type Coding = keyof typeof compress

/** Compresses answers of the API as the asker can read them; what never changes is compressed once and kept. */
export function contentCoding() {
  const kept = new Map<string, Uint8Array>()
  return createMiddleware(async (context, next) => {
    await next()
    const coding = bestCoding(context.req.header('accept-encoding') ?? '')
    const { headers, status } = context.res
    if (!coding || status !== 200 || headers.has('content-encoding') || !headers.get('content-type')?.includes('json')) return
    const bytes = new Uint8Array(await context.res.arrayBuffer())
    const etag = headers.get('cache-control')?.includes('immutable') ? headers.get('etag') : null
    const immutable = etag === null ? undefined : `${coding} ${etag}`
    const answer = new Headers(headers)
    answer.append('Vary', 'Accept-Encoding')
    answer.delete('Content-Length')
    if (bytes.length < leastBytes) {
      context.res = undefined
      context.res = new Response(bytes, { status, headers: answer })
      return
    }
    const packed = (immutable && kept.get(immutable)) || (await compress[coding](bytes))
    if (immutable) kept.set(immutable, packed)
    answer.set('Content-Encoding', coding)
    context.res = undefined
    context.res = new Response(packed as Uint8Array<ArrayBuffer>, { status, headers: answer })
  })
}

/** Brotli where it is wanted, else gzip; `;q=0` is a no. */
function bestCoding(accepted: string): Coding | undefined {
  const wanted = accepted
    .split(',')
    .map(part => part.trim().split(/\s*;\s*q=/))
    .filter(([, quality]) => quality === undefined || Number(quality) > 0)
    .map(([name]) => name)
  return (['br', 'gzip'] as const).find(coding => wanted.includes(coding))
}
