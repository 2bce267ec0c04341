import type { ByteStream, Transport } from '../../host/byte-stream.ts'
import { DeviceError } from '../../host/byte-stream.ts'

/** A line inside the program: what one end writes, the other end reads, as bytes, in order, in later turns of the event loop. */
export interface MemoryLine {
  readonly desk: ByteStream
  readonly device: ByteStream
  /** Ends the line the way a pulled cable does. */
  unplug(): void
}

class End implements ByteStream {
  other!: End
  private readonly bytes = new Set<(bytes: Uint8Array) => void>()
  private readonly closes = new Set<(why: 'closed' | 'unplugged' | 'failed') => void>()
  private readonly early: Uint8Array[] = []
  ended = false

  async write(bytes: Uint8Array): Promise<void> {
    if (this.ended) throw new DeviceError('gone', 'the line has ended')
    const copy = bytes.slice()
    queueMicrotask(() => this.other.receive(copy))
  }

  private receive(bytes: Uint8Array): void {
    if (this.ended) return
    if (this.bytes.size === 0) this.early.push(bytes)
    for (const listener of this.bytes) listener(bytes)
  }

  onBytes(listener: (bytes: Uint8Array) => void): () => void {
    this.bytes.add(listener)
    for (const bytes of this.early.splice(0)) listener(bytes)
    return () => this.bytes.delete(listener)
  }

  onClose(listener: (why: 'closed' | 'unplugged' | 'failed') => void): () => void {
    this.closes.add(listener)
    return () => this.closes.delete(listener)
  }

  end(why: 'closed' | 'unplugged'): void {
    if (this.ended) return
    this.ended = true
    for (const listener of this.closes) listener(why)
  }

  async close(): Promise<void> {
    this.end('closed')
    this.other.end('closed')
  }
}

/** Both ends of a new line. */
export function memoryLine(): MemoryLine {
  const desk = new End()
  const device = new End()
  desk.other = device
  device.other = desk
  const unplug = () => {
    desk.end('unplugged')
    device.end('unplugged')
  }
  return { desk, device, unplug }
}

/** Memory lines by name (`memory:scanner`): the far end is handed to whoever plays the device. */
export class MemoryTransport implements Transport {
  readonly scheme = 'memory'
  private readonly devices = new Map<string, (device: ByteStream) => void>()

  /** The next `open` of this name connects to a device played by `attach`. */
  plugIn(name: string, attach: (device: ByteStream) => void): void {
    this.devices.set(name, attach)
  }

  async open(address: string): Promise<ByteStream> {
    const attach = this.devices.get(address.replace(/^memory:/, ''))
    if (!attach) throw new DeviceError('not-found', `nothing is plugged in at ${address}`)
    const line = memoryLine()
    attach(line.device)
    return line.desk
  }
}
