import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { lineOver } from '../transports/tcp.node.ts'
import { type ServerOptions, ServerSession, type ServerState } from './server-session.ts'

export interface SipServer {
  /** The port it was given. */
  readonly port: number
  /** Requests heard so far. */
  heard(): number
  /** Requests with this code heard so far. */
  heardOf(code: string): number
  /** How many clients are connected. */
  connected(): number
  /** Hangs up on everybody, as a server does that starts anew; it goes on listening. */
  hangUp(): void
  /** Resolves when everything that came is carried out and the port is free. */
  stop(): Promise<void>
}

export interface ListenOptions extends ServerOptions {
  readonly host?: string
  /** 0: any free one. */
  readonly port: number
  readonly tls?: { readonly key: string; readonly cert: string }
  /** It takes no more clients than this; others are connected and not answered until one of these goes. */
  readonly mostClients?: number
}

/** Whoever says nothing for so long is gone: self-checks ask how the server is every few minutes. */
const idleMs = 15 * 60_000

/** Serves SIP2 over TCP or TLS. Rejects with the system's error where the port is taken. */
export async function listenForSip(options: ListenOptions): Promise<SipServer> {
  const byCode = new Map<string, number>()
  const state: ServerState = { count: 0, byCode }
  const sockets = new Set<Socket>()
  const sessions = new Set<ServerSession>()
  const waiting: Socket[] = []
  let served = 0
  const serve = (socket: Socket): unknown => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.setTimeout(idleMs, () => socket.destroy())
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    if (served >= (options.mostClients ?? Number.POSITIVE_INFINITY)) return waiting.push(socket)
    served++
    const session = new ServerSession(lineOver(socket), options, state)
    sessions.add(session)
    socket.once('close', () => {
      void session.settled().finally(() => sessions.delete(session))
      served--
      const next = waiting.findIndex(one => !one.destroyed)
      if (next >= 0) serve(waiting.splice(next, 1)[0]!)
    })
  }
  const server: Server = options.tls ? createTlsServer(options.tls, serve) : createServer(serve)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host ?? '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const hangUp = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    heard: () => state.count,
    heardOf: code => byCode.get(code) ?? 0,
    connected: () => sockets.size,
    hangUp,
    async stop() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      hangUp()
      await closed
      await Promise.all([...sessions].map(session => session.settled()))
    },
  }
}
