import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { protocol } from 'electron'

/** The window's origin. In Node `new URL(appOrigin).origin` is the string "null": compare by prefix. */
export const appOrigin = 'app://pysakki'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/** Before the app is ready: makes `app:` a real origin with IndexedDB, fetch and locks. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, stream: true, codeCache: true },
    },
  ])
}

/** Serves the built screen from its folder, and nothing outside it, under a policy that lets it talk to the hub alone. */
export function serveApp(folder: string, hubUrl: string): void {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    "worker-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self' ${new URL(hubUrl).origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  protocol.handle('app', async request => {
    const url = new URL(request.url)
    const path = normalize(decodeURIComponent(url.pathname))
    if (url.host !== 'pysakki' || path.includes('..')) return new Response('not here', { status: 404 })
    const file = path.endsWith('/') ? `${path}index.html` : path
    try {
      return new Response(new Uint8Array(await readFile(join(folder, file))), {
        headers: {
          'content-type': types[extname(file)] ?? 'application/octet-stream',
          'content-security-policy': policy,
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-cache',
        },
      })
    } catch {
      return new Response('not here', { status: 404 })
    }
  })
}
