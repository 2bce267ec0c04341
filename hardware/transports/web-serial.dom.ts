import { type ByteStream, DeviceError, type Transport } from '../../host/byte-stream.ts'

/** What is used of Web Serial (https://wicg.github.io/serial/), where a page has it. */
export interface WebSerial {
  getPorts(): Promise<readonly WebSerialPort[]>
  requestPort(): Promise<WebSerialPort>
}
export interface WebSerialPort {
  readonly readable: ReadableStream<Uint8Array> | null
  readonly writable: WritableStream<Uint8Array> | null
  getInfo(): { readonly usbVendorId?: number; readonly usbProductId?: number }
  open(options: { baudRate: number; parity: 'none' | 'even' | 'odd' }): Promise<void>
  close(): Promise<void>
}

const writeTimeoutMs = 3000

/**
 * Serial lines of a browser: `web-serial:0403:6001?baud=38400&parity=even`, by the adapter's USB numbers; `web-serial:1` is the second of those that have
 * none. Only ports that a person has chosen (`choosePort`) can be opened. Rejects with `not-found` or `busy`.
 */
export class WebSerialTransport implements Transport {
  readonly scheme = 'web-serial'
  private readonly serial: WebSerial

  constructor(serial: WebSerial) {
    this.serial = serial
  }

  async open(address: string): Promise<ByteStream> {
    const [name = '', query = ''] = address.split('?')
    const settings = new URLSearchParams(query)
    const ports = await this.serial.getPorts()
    const port = ports.find((each, at) => addressOf(each, at) === name)
    if (!port) throw new DeviceError('not-found', `${name}: not plugged in, or this page may not use it`)
    const parity = settings.get('parity')
    try {
      await port.open({
        baudRate: Number(settings.get('baud') ?? 9600),
        parity: parity === 'even' || parity === 'odd' ? parity : 'none',
      })
    } catch (error) {
      throw new DeviceError('busy', `${name}: another program or page holds the port (${(error as Error).message})`)
    }
    if (!port.readable || !port.writable) throw new DeviceError('gone', `${name}: went away while it was opened`)
    return streamOf(port, port.readable, port.writable)
  }
}

/** Lets a person choose a port, on a touch or key press; its address, or undefined where none was chosen. */
export async function choosePort(serial: WebSerial): Promise<string | undefined> {
  try {
    const chosen = await serial.requestPort()
    return addressOf(chosen, (await serial.getPorts()).indexOf(chosen))
  } catch {
    return undefined
  }
}

/** Web Serial of this page, where it has it. */
export function webSerialHere(): WebSerial | undefined {
  return (navigator as Navigator & { serial?: WebSerial }).serial
}

function addressOf(port: WebSerialPort, at: number): string {
  const { usbVendorId, usbProductId } = port.getInfo()
  return usbVendorId === undefined ? `web-serial:${at}` : `web-serial:${hex(usbVendorId)}:${hex(usbProductId ?? 0)}`
}

function hex(number: number): string {
  return number.toString(16).padStart(4, '0')
}

function streamOf(port: WebSerialPort, readable: ReadableStream<Uint8Array>, writable: WritableStream<Uint8Array>): ByteStream {
  const reader = readable.getReader()
  const writer = writable.getWriter()
  const readers = new Set<(bytes: Uint8Array) => void>()
  const closes = new Set<(why: 'closed' | 'unplugged' | 'failed') => void>()
  const early: Uint8Array[] = []
  let ended = false
  const end = (why: 'closed' | 'unplugged' | 'failed') => {
    if (ended) return
    ended = true
    for (const listener of closes) listener(why)
    // Held streams keep a port from being closed, and an unclosed one from being opened again.
    void (async () => {
      await reader.cancel().catch(() => undefined)
      reader.releaseLock()
      await writer.abort().catch(() => undefined)
      writer.releaseLock()
      await port.close().catch(() => undefined)
    })()
  }
  const read = async () => {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return end('unplugged')
      if (readers.size === 0) early.push(value)
      for (const listener of readers) listener(value)
    }
  }
  read().catch(() => end('unplugged'))
  return {
    write(bytes) {
      if (ended) return Promise.reject(new DeviceError('gone', 'the line has ended'))
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new DeviceError('time-out', 'the device took no bytes')), writeTimeoutMs)
        writer.write(bytes).then(
          () => {
            clearTimeout(timer)
            resolve()
          },
          (error: Error) => {
            clearTimeout(timer)
            reject(new DeviceError('gone', error.message))
          },
        )
      })
    },
    onBytes(listener) {
      readers.add(listener)
      for (const bytes of early.splice(0)) listener(bytes)
      return () => readers.delete(listener)
    },
    onClose(listener) {
      closes.add(listener)
      return () => closes.delete(listener)
    },
    async close() {
      end('closed')
    },
  }
}
