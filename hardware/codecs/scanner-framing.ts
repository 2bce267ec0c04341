const ends = new Set([0x0d, 0x0a, 0x09, 0x03]) // CR, LF, TAB, ETX
const longest = 4096

/**
 * Cuts a scanner's bytes into scans. A scan ends at CR, LF, TAB or ETX; control characters inside (STX, FNC1 as GS) are dropped; empty scans are
 * ignored; more than 4 KiB without an end is thrown away up to the next end. Bytes above 7F are UTF-8 where they are that, else Latin-1.
 */
export class ScannerFraming {
  private bytes: number[] = []
  private flooded = false

  /** Takes a chunk cut anywhere and gives the scans it completes. */
  push(bytes: Uint8Array): string[] {
    const scans: string[] = []
    for (const byte of bytes) {
      if (ends.has(byte)) scans.push(...this.end())
      else if (byte >= 0x20 && !this.flooded) {
        this.bytes.push(byte)
        if (this.bytes.length > longest) this.flooded = true
      }
    }
    return scans
  }

  /** What has come is a whole scan: only for scanners that are known to send no end, after they fell silent. */
  end(): string[] {
    const scans = this.bytes.length > 0 && !this.flooded ? [textOf(this.bytes)] : []
    this.reset()
    return scans
  }

  /** Forgets an unfinished scan (the line was cut, or the scanner fell silent in the middle). */
  reset(): void {
    this.bytes = []
    this.flooded = false
  }
}

function textOf(bytes: readonly number[]): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes))
  } catch {
    return String.fromCharCode(...bytes)
  }
}
