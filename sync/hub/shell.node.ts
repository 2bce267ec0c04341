import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'

/** Scripts from here alone, no frames, requests to this hub alone. Inline styles are React Aria's. */
export const contentSecurityPolicy = [
  "default-src 'self'",
  // Compiled code from here too, never text as a script: what reads labels before a camera is WebAssembly.
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The desk's page and bundle, which need no token: the token comes in the address behind the `#`, which a browser never sends. */
export function shellRoutes(folder: string) {
  const routes = new Hono()
  routes.use(async (context, next) => {
    await next()
    context.header('Content-Security-Policy', contentSecurityPolicy)
    context.header('X-Content-Type-Options', 'nosniff')
    context.header('Referrer-Policy', 'no-referrer')
    context.header('Cache-Control', context.req.path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
  })
  routes.get('*', serveStatic({ root: folder }))
  return routes
}
