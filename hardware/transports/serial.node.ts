import { access } from 'node:fs/promises'
import { SerialPort } from 'serialport'
import type { ByteStream, Transport } from '../../host/byte-stream.ts'
import { DeviceError } from '../../host/byte-stream.ts'
import type { PortFacts } from '../doctor/fingerprints.ts'

const writeTimeoutMs = 3000
const lookMs = 400
const openTimeoutMs = 5000

/** Serial lines: `/dev/ttyUSB0?baud=9600&parity=even` or `COM3`. Rejects with `not-found` or `busy`. */
export class SerialTransport implements Transport {
  readonly scheme = 'serial'

  open(address: string): Promise<ByteStream> {
    const [path = '', query = ''] = address.split('?')
    const settings = new URLSearchParams(query)
    const parity = settings.get('parity')
    return new Promise((resolve, reject) => {
      const port = new SerialPort({
        path,
        baudRate: Number(settings.get('baud') ?? 9600),
        parity: parity === 'even' || parity === 'odd' ? parity : 'none',
        autoOpen: false,
      })
      let isLate = false
      const timer = setTimeout(() => {
        isLate = true
        reject(new DeviceError('time-out', `${path}: did not open within ${openTimeoutMs} ms`))
      }, openTimeoutMs)
      port.open(error => {
        if (!error && isLate) return port.close(() => undefined)
        if (!error) {
          clearTimeout(timer)
          return resolve(serialStream(port, path))
        }
        clearTimeout(timer)
        reject(openingError(path, error.message))
      })
    })
  }

  /** Ports the system lists. Pseudo-terminals and some adapters are never among them; a typed path opens all the same. */
  static async list(): Promise<readonly (PortFacts & { readonly serialNumber?: string | undefined })[]> {
    return (await SerialPort.list()).map(({ path, vendorId, productId, manufacturer, serialNumber }) => ({
      path,
      vendorId,
      productId,
      manufacturer,
      serialNumber,
    }))
  }
}

/** In words: who holds it, who may not, or that it is not there. */
function openingError(path: string, message: string): DeviceError {
  if (/lock|busy/i.test(message) || (process.platform === 'win32' && /access denied/i.test(message)))
    return new DeviceError('busy', `${path}: another program holds the port (${message})`)
  if (/permission|access denied/i.test(message))
    return new DeviceError('not-found', `${path}: this user may not use the port; on Linux join the group "dialout" (${message})`)
  return new DeviceError('not-found', `${path}: ${message}`)
}

function serialStream(port: SerialPort, path: string): ByteStream {
  let ended = false
  const closes = new Set<(why: 'closed' | 'unplugged' | 'failed') => void>()
  const readers = new Set<(bytes: Uint8Array) => void>()
  const early: Uint8Array[] = []
  const end = (why: 'closed' | 'unplugged' | 'failed') => {
    if (ended) return
    ended = true
    clearInterval(look)
    for (const listener of closes) listener(why)
  }
  // A port that nobody reads never notices that its cable is gone, so reading begins at once.
  port.on('data', (chunk: Uint8Array) => {
    const bytes = new Uint8Array(chunk)
    if (readers.size === 0) early.push(bytes)
    for (const reader of readers) reader(bytes)
  })
  // A write into a cable that was just pulled also fails outside its callback (serialport 13 on Linux): what ends the line is told by the close.
  port.on('error', () => {
    if (!port.isOpen) end('failed')
  })
  port.on('close', (error?: Error & { disconnected?: boolean }) => end(error?.disconnected ? 'unplugged' : 'failed'))
  // And one pulled in the middle of an exchange is sometimes not reported at all (serialport 13 on Linux): the device's file tells.
  const look = setInterval(() => {
    if (process.platform === 'win32') return
    access(path).catch(() => {
      end('unplugged')
      port.close(() => undefined)
    })
  }, lookMs)
  look.unref()
  return {
    write(bytes) {
      // A write to a vanished port never calls back (serialport 13): look first, and bound it.
      if (ended || !port.isOpen) return Promise.reject(new DeviceError('gone', 'the port is closed'))
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new DeviceError('time-out', 'the device took no bytes')), writeTimeoutMs)
        const settle = (error?: Error | null) => {
          clearTimeout(timer)
          if (error) reject(new DeviceError('gone', error.message))
          else resolve()
        }
        port.write(bytes as Buffer, error => (error ? settle(error) : port.drain(settle)))
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
    close() {
      end('closed')
      if (!port.isOpen) return Promise.resolve()
      return new Promise(resolve => port.close(() => resolve()))
    },
  }
}
