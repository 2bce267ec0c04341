import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch']

export interface Listening {
  readonly port: number
  /** Takes no new requests, lets those in hand finish for a while, and ends the connections. */
  close(): Promise<void>
}

const patienceMs = 5000

/** Serves on an address; port 0 takes any free one. Rejects with the system's error (`EADDRINUSE`, `EACCES`). */
export function listen(fetch: Fetch, port: number, host: string): Promise<Listening> {
  const server = createAdaptorServer({ fetch })
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
    server.listen(port, host, () => resolve({ port: (server.address() as AddressInfo).port, close }))
  })
}
