/** No message is longer: a patron with a thousand loans has about 20 kB. */
export const longestLine = 256 * 1024

/** What came between two terminators. `cut`: it was longer than any message, and the rest was dropped. */
export interface Line {
  readonly bytes: Uint8Array
  readonly isCut: boolean
}

/** Cuts a stream into lines at CR, LF or both, however its chunks fall. Keeps no more than one line. */
export class LineSplitter {
  #pieces: Uint8Array[] = []
  #length = 0
  #isCut = false

  /** The lines that these bytes end; empty ones are none. */
  push(bytes: Uint8Array): readonly Line[] {
    const lines: Line[] = []
    let begin = 0
    for (let at = 0; at < bytes.length; at++) {
      if (bytes[at] !== 0x0d && bytes[at] !== 0x0a) continue
      this.#keep(bytes.subarray(begin, at))
      const line = this.rest()
      if (line) lines.push(line)
      begin = at + 1
    }
    this.#keep(bytes.subarray(begin))
    return lines
  }

  /** What has come without a terminator, and forgets it. */
  rest(): Line | undefined {
    if (this.#length === 0) return
    const bytes = new Uint8Array(this.#length)
    let at = 0
    for (const piece of this.#pieces) {
      bytes.set(piece, at)
      at += piece.length
    }
    const line = { bytes, isCut: this.#isCut }
    this.#pieces = []
    this.#length = 0
    this.#isCut = false
    return line
  }

  #keep(piece: Uint8Array): void {
    const room = longestLine - this.#length
    if (piece.length > room) this.#isCut = true
    const kept = piece.slice(0, room)
    if (kept.length === 0) return
    this.#pieces.push(kept)
    this.#length += kept.length
  }
}
