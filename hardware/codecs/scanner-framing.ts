const ends = new Set([0x0d, 0x0a, 0x09, 0x03]) // CR, LF, TAB, ETX
const longest = 4096

/**
 * Cuts a scanner's bytes into scans. A scan ends at CR, LF, TAB or ETX; control characters inside (STX, FNC1 as GS) are dropped; empty scans are
 * ignored; more than 4 KiB without an end is thrown away up to the next end. Bytes above 7F are Latin-1, as scanners send them.
 */
export class ScannerFraming {
  private text = ''
  private flooded = false

  /** Takes a chunk cut anywhere and gives the scans it completes. */
  push(bytes: Uint8Array): string[] {
    const scans: string[] = []
    for (const byte of bytes) {
      if (ends.has(byte)) {
        if (this.text && !this.flooded) scans.push(this.text)
        this.text = ''
        this.flooded = false
      } else if (byte >= 0x20 && !this.flooded) {
        this.text += String.fromCharCode(byte)
        if (this.text.length > longest) this.flooded = true
      }
    }
    return scans
  }

  /** Forgets an unfinished scan (the line was cut, or the scanner fell silent in the middle). */
  reset(): void {
    this.text = ''
    this.flooded = false
  }
}
