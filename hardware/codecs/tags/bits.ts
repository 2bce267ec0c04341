/** Reads a byte string bit by bit, most significant first. */
export class BitReader {
  private readonly bytes: Uint8Array
  private at = 0
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get left(): number {
    return this.bytes.length * 8 - this.at
  }

  /** The next bits as a number; the caller has looked at `left`. */
  take(count: number): number {
    let value = 0
    for (let i = 0; i < count; i++, this.at++) value = (value << 1) | ((this.bytes[this.at >> 3]! >> (7 - (this.at & 7))) & 1)
    return value
  }
}

/** The bytes of a text of 0s and 1s; the last byte is filled up with the beginning of `fill`. */
export function bytesOfBits(bits: string, fill: string): Uint8Array {
  const whole = bits + fill.repeat(8).slice(0, (8 - (bits.length % 8)) % 8)
  return Uint8Array.from(whole.match(/.{8}/g) ?? [], byte => Number.parseInt(byte, 2))
}

/** A number as that many 0s and 1s. */
export function bitsOf(value: number, count: number): string {
  return value.toString(2).padStart(count, '0')
}
