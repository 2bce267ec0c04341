import { createServer as createHttps, type Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch']

/** A certificate with its chain, and its key, as PEM. */
export interface Tls {
  readonly cert: string
  readonly key: string
}

export interface Listening {
  readonly port: number
  /** Connections from now on get this certificate. */
  renew?(tls: Tls): void
  /** Takes no new requests, lets those in hand finish for a while, and ends the connections. */
  close(): Promise<void>
}

const patienceMs = 5000

/** Serves on an address; port 0 takes any free one. Rejects with the system's error (`EADDRINUSE`, `EACCES`). */
export function listen(fetch: Fetch, port: number, host: string, tls?: Tls): Promise<Listening> {
  const server = createAdaptorServer(tls ? { fetch, createServer: createHttps, serverOptions: { ...tls } } : { fetch })
  const renew = tls && ((next: Tls) => (server as HttpsServer).setSecureContext(next))
  const close = () =>
    new Promise<void>(resolve => {
      const http = server as Partial<Record<'closeIdleConnections' | 'closeAllConnections', () => void>>
      const sweep = setInterval(() => http.closeIdleConnections?.(), 20)
      const last = setTimeout(() => http.closeAllConnections?.(), patienceMs)
      server.close(() => {
        clearInterval(sweep)
        clearTimeout(last)
        resolve()
      })
    })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve({ port: (server.address() as AddressInfo).port, close, ...(renew && { renew }) }))
  })
}
