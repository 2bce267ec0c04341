import { createServer, type Server, type Socket } from 'node:net'
import type { ByteStream } from '../../host/byte-stream.ts'
import { SerialTransport } from '../transports/serial.node.ts'
import { socketStream } from '../transports/socket-stream.node.ts'
import { openPtyPair } from './pty-pair.node.ts'

/** Where a simulated device stands: its power can be cut and come back at the same address. */
export interface DeviceLine {
  /** What a desk opens: a path, or `tcp://HOST:PORT`. */
  readonly address: string
  /** Everything ends as it does when a plug is pulled. */
  cut(): Promise<void>
  /** It is there again, at the same address. */
  restore(): Promise<void>
}

/** Opens a line for a device to be played on: `pty`, or `tcp://127.0.0.1:PORT` (0 takes a free one). `attach` gets every connection. */
export function openDeviceLine(listen: string, attach: (stream: ByteStream) => void): Promise<DeviceLine> {
  if (listen === 'pty') return openPtyLine(attach)
  if (/^tcp:\/\//.test(listen)) return openTcpLine(new URL(listen), attach)
  throw new Error(`--listen "${listen}": pty, or tcp://127.0.0.1:PORT`)
}

async function openPtyLine(attach: (stream: ByteStream) => void): Promise<DeviceLine> {
  let pair = await openPtyPair()
  const begin = async () => attach(await new SerialTransport().open(pair.device))
  await begin()
  return {
    address: pair.desk,
    cut: () => pair.unplug(),
    async restore() {
      pair = await openPtyPair(pair.folder)
      await begin()
    },
  }
}

async function openTcpLine(url: URL, attach: (stream: ByteStream) => void): Promise<DeviceLine> {
  const sockets = new Set<Socket>()
  let server: Server | undefined
  let port = Number(url.port)
  const begin = async () => {
    const opened = createServer(socket => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      attach(socketStream(socket))
    })
    await new Promise<void>((resolve, reject) => {
      opened.once('error', reject)
      opened.listen(port, url.hostname, resolve)
    })
    port = (opened.address() as { port: number }).port
    server = opened
  }
  await begin()
  return {
    address: `tcp://${url.hostname}:${port}`,
    async cut() {
      const ended = new Promise<void>(resolve => {
        if (server?.listening) server.close(() => resolve())
        else resolve()
      })
      for (const socket of sockets) socket.destroy()
      await ended
    },
    restore: begin,
  }
}
