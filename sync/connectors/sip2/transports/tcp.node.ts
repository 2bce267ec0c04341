import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Line, OpenLine } from '../session/line.ts'
import { SipError } from '../session/sip-error.ts'

/** Where a server listens, and how it proves who it is. */
export interface TcpAddress {
  readonly host: string
  readonly port: number
  readonly tls?: {
    /** The name in its certificate, where it is not the host's. */
    readonly serverName?: string
    /** The authority that signed it, as PEM, where it is the library's own; only that one is trusted then. */
    readonly ca?: string
  }
}

/** Opens lines over TCP or TLS. A certificate that does not fit is never accepted. */
export function tcpLine(address: TcpAddress, connectMs: number): OpenLine {
  const { host, port, tls } = address
  return () =>
    new Promise((resolve, reject) => {
      const socket: Socket = tls
        ? connectTls({ host, port, servername: tls.serverName ?? host, ...(tls.ca !== undefined && { ca: tls.ca }) })
        : connect({ host, port })
      socket.setNoDelay(true)
      socket.setKeepAlive(true, 30_000)
      const fail = (why: string) => {
        socket.destroy()
        reject(new SipError('unreachable', `${host}:${port}: ${why}`))
      }
      const timer = setTimeout(() => fail(`nobody answered within ${connectMs} ms`), connectMs)
      const failed = (error: Error) => {
        clearTimeout(timer)
        fail(error.message)
      }
      socket.once('error', failed)
      socket.once(tls ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer)
        socket.off('error', failed)
        resolve(lineOver(socket))
      })
    })
}

/** A socket as a line. Bytes that come before somebody listens are kept. */
export function lineOver(socket: Socket): Line {
  let isOver = false
  let ended: (() => void) | undefined
  const over = () => {
    if (isOver) return
    isOver = true
    ended?.()
  }
  socket.on('error', over)
  socket.on('end', over)
  socket.on('close', over)
  socket.pause()
  return {
    write: bytes =>
      new Promise((resolve, reject) => {
        if (isOver) reject(new Error('the connection has ended'))
        else socket.write(bytes, error => (error ? reject(error) : resolve()))
      }),
    onBytes(listener) {
      socket.removeAllListeners('data')
      socket.on('data', listener)
      socket.resume()
    },
    onEnd(listener) {
      ended = listener
      if (isOver) listener()
    },
    // What was written goes out first: a server carries out a message that is cut.
    close: () => void socket.destroySoon(),
  }
}
