import { SegmentError } from './segment-error.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads what a `ByteWriter` wrote. Every method throws `damaged` where the bytes end too early or make no sense. */
export class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  byte(): number {
    const value = this.#bytes[this.#at++]
    if (value === undefined) throw new SegmentError('damaged', 'the bytes end too early')
    return value
  }

  bytes(length: number): Uint8Array {
    if (length > this.left()) throw new SegmentError('damaged', 'the bytes end too early')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  number(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte()
      value += (byte & 0x7f) * scale
      if (!Number.isSafeInteger(value)) throw new SegmentError('damaged', 'a number is too large')
      if (byte < 0x80) return value
    }
  }

  /** Goes past so many numbers. */
  skip(numbers: number): void {
    for (let left = numbers; left > 0; ) if (this.byte() < 0x80) left--
  }

  /** A number of things of which each takes at least a byte: more than there are bytes is nonsense, and must not fill the memory. */
  count(): number {
    const value = this.number()
    if (value > this.left()) throw new SegmentError('damaged', 'more is announced than there is')
    return value
  }

  text(): string {
    const bytes = this.bytes(this.number())
    try {
      return decoder.decode(bytes)
    } catch (cause) {
      throw new SegmentError('damaged', 'a text is no UTF-8', { cause })
    }
  }

  left(): number {
    return this.#bytes.length - this.#at
  }

  end(): void {
    if (this.left() > 0) throw new SegmentError('damaged', 'bytes are left over')
  }
}
