import { createServer, type Socket } from 'node:net'
import { memoryLine } from '../transports/memory.ts'
import { SerialTransport } from '../transports/serial.node.ts'
import { socketStream } from '../transports/socket-stream.node.ts'
import { TcpTransport } from '../transports/tcp.node.ts'
import { openPtyPair } from '../twins/pty-pair.node.ts'
import type { Line } from './drivers.contract.ts'

/** Lines of every make, with both ends in hand. */
export const lines: Record<string, () => Promise<Line>> = {
  memory: async () => ({ ...memoryLine(), dispose: () => undefined }),
  tcp: openTcpLine,
  'a serial line (pty)': openPtyLine,
}

async function openTcpLine(): Promise<Line> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const accepted = new Promise<Socket>(resolve => server.once('connection', resolve))
  const desk = await new TcpTransport().open(`tcp://127.0.0.1:${port}`)
  const far = await accepted
  return {
    desk,
    device: socketStream(far),
    unplug: () => void far.destroy(),
    async dispose() {
      await desk.close()
      far.destroy()
      server.close()
    },
  }
}

async function openPtyLine(): Promise<Line> {
  const pair = await openPtyPair()
  const serial = new SerialTransport()
  const desk = await serial.open(pair.desk)
  const device = await serial.open(`${pair.device}?baud=9600`)
  return {
    desk,
    device,
    unplug: () => pair.unplug(),
    async dispose() {
      await desk.close()
      await device.close()
      await pair.unplug()
    },
  }
}
