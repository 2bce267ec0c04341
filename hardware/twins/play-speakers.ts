import type { ByteStream } from '../../host/byte-stream.ts'
import { BadCommand, type Played, type PlayedDevice } from './played-device.ts'
import { ScannerTwin } from './scanner-twin.ts'
import { TextUnitTwin } from './text-unit-twin.ts'

/** A scanner in somebody's hand. */
export class PlayedScanner implements PlayedDevice {
  readonly usage = 'scan NUMBER     noise (bytes that are no scan)     flood BYTES'
  private twin: ScannerTwin | undefined
  private stream: ByteStream | undefined

  attach(stream: ByteStream): void {
    this.stream = stream
    this.twin = new ScannerTwin(stream)
  }

  async obey(word: string, rest: string): Promise<Played> {
    switch (word) {
      case 'scan':
        if (!this.twin) throw new BadCommand('nobody is connected yet')
        await this.twin.scan(rest).catch(() => undefined)
        return { scanned: rest }
      case 'noise':
        await this.stream?.write(Uint8Array.of(0x00, 0x80, 0xff, 0x1b, 0x07)).catch(() => undefined)
        return { noise: true }
      case 'flood':
        await this.stream?.write(new Uint8Array(Math.min(Number(rest) || 100_000, 10_000_000)).fill(0x41)).catch(() => undefined)
        return { flood: true }
      default:
        throw new BadCommand(this.usage)
    }
  }
}

/** A unit that shows its items one after the other. What lies on it stays when its line ends. */
export class PlayedTextUnit implements PlayedDevice {
  readonly usage = 'put BARCODE     take BARCODE     stuck BARCODE (its alarm cannot be switched)     tags     nonsense'
  private twin: TextUnitTwin | undefined
  /** Laid down before anybody was connected. */
  private early: readonly { readonly barcode: string; readonly stuck?: boolean }[] = []
  private stream: ByteStream | undefined

  attach(stream: ByteStream): void {
    const lying = this.twin?.tags ?? this.early
    this.stream = stream
    this.twin = new TextUnitTwin(stream)
    for (const tag of lying) this.twin.put(tag)
    this.early = []
  }

  async obey(word: string, rest: string): Promise<Played> {
    switch (word) {
      case 'put':
      case 'stuck':
        if (rest === '') throw new BadCommand(`${word}: what?`)
        this.put({ barcode: rest, ...(word === 'stuck' && { stuck: true }) })
        return { put: rest }
      case 'take':
        this.twin?.take(rest)
        this.early = this.early.filter(({ barcode }) => barcode !== rest)
        return { took: rest }
      case 'tags':
        return { tags: this.twin?.tags ?? this.early }
      case 'nonsense':
        await this.stream?.write(new TextEncoder().encode('KOK|\r')).catch(() => undefined)
        return { nonsense: true }
      default:
        throw new BadCommand(this.usage)
    }
  }

  private put(tag: { readonly barcode: string; readonly stuck?: boolean }): void {
    if (this.twin) this.twin.put(tag)
    else this.early = [...this.early, tag]
  }
}
