import { createRequire } from 'node:module'
import { type ByteStream, DeviceError, type Transport } from '../../host/byte-stream.ts'
import { encodeCardMessage } from '../codecs/card-line.ts'

/** What is used of `@pokusew/pcsclite`, an optional module: it is compiled where it is installed and needs PC/SC there. */
export interface PcscReader {
  readonly name: string
  readonly state?: number
  readonly SCARD_STATE_PRESENT: number
  readonly SCARD_SHARE_SHARED: number
  readonly SCARD_LEAVE_CARD: number
  on(event: 'status', listener: (status: { readonly state: number; readonly atr?: Uint8Array }) => void): unknown
  on(event: 'end', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  connect(options: { share_mode: number }, done: (error: Error | null, protocol: number) => void): void
  disconnect(disposition: number, done: (error: Error | null) => void): void
  transmit(apdu: Uint8Array, longest: number, protocol: number, done: (error: Error | null, answer: Uint8Array) => void): void
}
export interface Pcsc {
  on(event: 'reader', listener: (reader: PcscReader) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  close(): void
}

const module = '@pokusew/pcsclite'
const longestAnswer = 258
const findMs = 3000

async function loadPcsc(): Promise<() => Pcsc> {
  try {
    return createRequire(import.meta.url)(module) as () => Pcsc
  } catch (error) {
    throw new DeviceError('not-supported', `card readers need the module ${module}: ${(error as Error).message.split('\n')[0]}`)
  }
}

/** Card readers of the machine: `pcsc:` takes the first one, `pcsc:ACR122` the first whose name holds that. */
export class PcscTransport implements Transport {
  readonly scheme = 'pcsc'
  private readonly load: () => Promise<() => Pcsc>

  constructor(load: () => Promise<() => Pcsc> = loadPcsc) {
    this.load = load
  }

  async open(address: string): Promise<ByteStream> {
    const wanted = (address.split('?')[0] ?? '').replace(/^pcsc:/, '').toLowerCase()
    const pcsc = (await this.load())()
    const reader = await new Promise<PcscReader>((resolve, reject) => {
      const timer = setTimeout(() => reject(new DeviceError('not-found', `no card reader "${wanted}"`)), findMs)
      pcsc.on('error', error => reject(new DeviceError('not-supported', `PC/SC does not run: ${error.message}`)))
      pcsc.on('reader', found => {
        if (!found.name.toLowerCase().includes(wanted)) return
        clearTimeout(timer)
        resolve(found)
      })
    }).catch(error => {
      pcsc.close()
      throw error
    })
    return new CardStream(reader, pcsc)
  }
}

/** A reader as a line: see `card-line.ts` for what goes over it. */
class CardStream implements ByteStream {
  private readonly reader: PcscReader
  private readonly pcsc: Pcsc
  private readonly readers = new Set<(bytes: Uint8Array) => void>()
  private readonly closes = new Set<(why: 'closed' | 'unplugged' | 'failed') => void>()
  private protocol: number | undefined
  private isPresent = false
  private ended = false

  constructor(reader: PcscReader, pcsc: Pcsc) {
    this.reader = reader
    this.pcsc = pcsc
    reader.on('status', ({ state, atr }) => this.follow((state & reader.SCARD_STATE_PRESENT) !== 0, atr))
    reader.on('end', () => this.end('unplugged'))
    reader.on('error', () => this.end('failed'))
  }

  private follow(isPresent: boolean, atr: Uint8Array = new Uint8Array()): void {
    if (isPresent === this.isPresent) return
    this.isPresent = isPresent
    if (!isPresent) {
      this.protocol = undefined
      this.reader.disconnect(this.reader.SCARD_LEAVE_CARD, () => undefined)
      return this.tell(encodeCardMessage({ kind: 'removed' }))
    }
    this.reader.connect({ share_mode: this.reader.SCARD_SHARE_SHARED }, (error, protocol) => {
      if (error) return
      this.protocol = protocol
      this.tell(encodeCardMessage({ kind: 'inserted', atr }))
    })
  }

  write(apdu: Uint8Array): Promise<void> {
    const { protocol } = this
    if (this.ended || protocol === undefined) return Promise.reject(new DeviceError('gone', 'there is no card'))
    return new Promise((resolve, reject) => {
      this.reader.transmit(apdu, longestAnswer, protocol, (error, bytes) => {
        if (error) return reject(new DeviceError('gone', error.message))
        resolve()
        this.tell(encodeCardMessage({ kind: 'answer', bytes: new Uint8Array(bytes) }))
      })
    })
  }

  onBytes(listener: (bytes: Uint8Array) => void): () => void {
    this.readers.add(listener)
    return () => this.readers.delete(listener)
  }

  onClose(listener: (why: 'closed' | 'unplugged' | 'failed') => void): () => void {
    this.closes.add(listener)
    return () => this.closes.delete(listener)
  }

  async close(): Promise<void> {
    this.end('closed')
    this.pcsc.close()
  }

  private tell(bytes: Uint8Array): void {
    for (const listener of this.readers) listener(bytes)
  }

  private end(why: 'closed' | 'unplugged' | 'failed'): void {
    if (this.ended) return
    this.ended = true
    for (const listener of this.closes) listener(why)
  }
}
