import { expect, test } from 'vitest'
import type { DeviceEvent, DeviceState } from '../../host/device-port.ts'
import { watchDevice } from '../doctor/watch-device.ts'
import { feigDriver } from '../drivers/feig.ts'
import { PlayedShelf } from '../twins/play-shelf.ts'
import { memoryLine } from './memory.ts'
import { choosePort, type WebSerial, type WebSerialPort, WebSerialTransport, webSerialHere } from './web-serial.dom.ts'

/** A port of this browser's own streams, with a simulated device at its far end. */
class TwinPort implements WebSerialPort {
  readable: ReadableStream<Uint8Array> | null = null
  writable: WritableStream<Uint8Array> | null = null
  options: unknown
  hangs = false
  private unplugNow = () => {}
  private readonly device = new PlayedShelf('feig')
  readonly shelf = this.device.shelf

  getInfo() {
    return { usbVendorId: 0x0403, usbProductId: 0x6001 }
  }

  async open(options: unknown): Promise<void> {
    if (this.readable) throw new DOMException('The port is already open.', 'InvalidStateError')
    this.options = options
    const line = memoryLine()
    this.device.attach(line.device)
    this.readable = new ReadableStream({
      start: control => {
        line.desk.onBytes(bytes => {
          for (const byte of bytes) control.enqueue(Uint8Array.of(byte))
        })
        this.unplugNow = () => {
          line.unplug()
          control.error(new DOMException('The device has been lost.', 'NetworkError'))
        }
      },
    })
    this.writable = new WritableStream({
      write: bytes => (this.hangs ? new Promise(() => undefined) : line.desk.write(bytes)),
    })
  }

  async close(): Promise<void> {
    if (this.readable?.locked || this.writable?.locked) throw new TypeError('Cannot close a locked port')
    this.readable = null
    this.writable = null
  }

  unplug(): void {
    this.unplugNow()
  }
}

function serialWith(...ports: readonly WebSerialPort[]): WebSerial {
  return { getPorts: async () => ports, requestPort: async () => ports[0]! }
}
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 10))
}
const address = 'web-serial:0403:6001'

test('[HW73] this browser has Web Serial, and gives no port that nobody chose', async () => {
  const here = webSerialHere()
  expect(here).toBeDefined()
  await expect(new WebSerialTransport(here!).open(address)).rejects.toMatchObject({ kind: 'not-found' })
  // Without a person's touch the browser refuses to ask.
  expect(await choosePort(here!)).toBeUndefined()
})

test('[HW73] a pad is driven byte by byte, and comes back after the plug was pulled', async () => {
  const port = new TwinPort()
  port.shelf.put({ model: 'iso28560-3', id: '1620154429', owner: 'FI-Sm' })
  const serial = serialWith(port)
  expect(await choosePort(serial)).toBe(address)
  const lines: { event: string }[] = []
  const states: DeviceState[] = []
  const setting = { id: 'p', driver: 'feig', address }
  const connection = watchDevice(
    setting,
    new WebSerialTransport(serial),
    line => lines.push(line),
    state => states.push(state),
  )
  await until(() => lines.length === 1)
  expect(port.options).toEqual({ baudRate: 38400, parity: 'even' })
  port.unplug()
  await until(() => lines.length === 3)
  expect(lines).toMatchObject([{ event: 'seen', id: '1620154429' }, { event: 'gone' }, { event: 'seen', id: '1620154429' }])
  await connection.close()
  await until(() => port.readable === null)
})

test('[HW73] a port that another page holds is busy; a write that never ends fails', async () => {
  const port = new TwinPort()
  const transport = new WebSerialTransport(serialWith(port))
  const line = await transport.open(address)
  await expect(transport.open(address)).rejects.toMatchObject({ kind: 'busy' })
  port.hangs = true
  await expect(line.write(Uint8Array.of(1))).rejects.toMatchObject({ kind: 'time-out' })
  await line.close()
  await expect(line.write(Uint8Array.of(1))).rejects.toMatchObject({ kind: 'gone' })
})

test('[HW73] a driver that starts on it hears that the plug was pulled', async () => {
  const port = new TwinPort()
  const events: DeviceEvent[] = []
  const stream = await new WebSerialTransport(serialWith(port)).open(address)
  await feigDriver.start(stream, event => events.push(event))
  port.unplug()
  await until(() => events.some(event => event.kind === 'gone'))
  expect(events.at(-1)).toEqual({ kind: 'gone', why: 'unplugged' })
})
