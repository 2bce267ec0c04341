import type { ByteStream } from '../../host/byte-stream.ts'

/** A simulated scanner at the far end of a line: a scan is bytes, with the suffix a real one sends. */
export class ScannerTwin {
  private readonly stream: ByteStream
  private readonly suffix: string
  constructor(stream: ByteStream, suffix = '\r') {
    this.stream = stream
    this.suffix = suffix
  }

  scan(text: string): Promise<void> {
    return this.stream.write(Uint8Array.from(text + this.suffix, character => character.charCodeAt(0) & 0xff))
  }
}
