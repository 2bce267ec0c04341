import { SegmentError } from './segment-error.ts'

const encoder = new TextEncoder()

/** Bytes that grow as they are written. */
export class ByteWriter {
  #bytes = new Uint8Array(4096)
  #length = 0

  byte(value: number): void {
    this.#room(1)
    this.#bytes[this.#length++] = value
  }

  bytes(values: Uint8Array): void {
    this.#room(values.length)
    this.#bytes.set(values, this.#length)
    this.#length += values.length
  }

  /** Seven bits a byte, least first (LEB128). Throws `unfit` for what is no whole number from 0 to 2^53 - 1. */
  number(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new SegmentError('unfit', `${value} is no number that a segment can hold`)
    let rest = value
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 0x80)
    this.byte(rest)
  }

  /** UTF-8 behind its length. What is no Unicode (half of a surrogate pair) becomes U+FFFD, as everywhere in UTF-8. */
  text(value: string): void {
    const bytes = encoder.encode(value)
    this.number(bytes.length)
    this.bytes(bytes)
  }

  written(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}

/** Small numbers of either sign as small numbers without one. */
export function unsigned(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value
}

/** The number that `unsigned` was given. */
export function signed(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}
