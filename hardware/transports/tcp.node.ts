import { connect } from 'node:net'
import type { ByteStream, Transport } from '../../host/byte-stream.ts'
import { DeviceError } from '../../host/byte-stream.ts'
import { socketStream } from './socket-stream.node.ts'

/** A device that lost its power says no goodbye; after that long a silent line is asked whether anybody is there. */
const keepAliveMs = 5000

/** Devices on the network: `tcp://HOST:PORT`. Rejects with `not-found` when nobody listens, `time-out` when nobody answers. */
export class TcpTransport implements Transport {
  readonly scheme = 'tcp'
  private readonly connectTimeoutMs: number
  constructor(connectTimeoutMs = 5000) {
    this.connectTimeoutMs = connectTimeoutMs
  }

  open(address: string): Promise<ByteStream> {
    const url = new URL(address)
    return new Promise((resolve, reject) => {
      const socket = connect({
        host: url.hostname.replace(/^\[|\]$/g, ''),
        port: Number(url.port),
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: keepAliveMs,
      })
      const timer = setTimeout(() => {
        socket.destroy()
        reject(new DeviceError('time-out', `${address} did not answer within ${this.connectTimeoutMs} ms`))
      }, this.connectTimeoutMs)
      socket.once('error', error => {
        clearTimeout(timer)
        reject(new DeviceError('not-found', `${address}: ${error.message}`))
      })
      socket.once('connect', () => {
        clearTimeout(timer)
        socket.removeAllListeners('error')
        resolve(socketStream(socket))
      })
    })
  }
}
