import type { ByteStream } from '../../host/byte-stream.ts'
import { BadCommand, type Played, type PlayedDevice } from './played-device.ts'
import { PrinterTwin } from './printer-twin.ts'

/** A receipt printer: it says every paper that is cut off, row by row. */
export class PlayedPrinter implements PlayedDevice {
  readonly usage = 'paper there|near-end|out     mute on|off (answers no questions)     papers'
  private readonly printed: (readonly string[])[] = []
  private twin: PrinterTwin | undefined
  private paper: PrinterTwin['paper'] = 'there'
  private isMute = false

  attach(stream: ByteStream, say: (line: Readonly<Record<string, unknown>>) => void): void {
    this.twin = new PrinterTwin(stream)
    this.twin.onPaper = ({ rows }) => {
      this.printed.push(rows)
      say({ paper: rows })
    }
    this.set()
  }

  obey(word: string, rest: string): Played {
    if (word === 'papers') return { papers: this.printed }
    if (word === 'paper' && (rest === 'there' || rest === 'near-end' || rest === 'out')) this.paper = rest
    else if (word === 'mute') this.isMute = rest === 'on'
    else throw new BadCommand(this.usage)
    this.set()
    return { paper: this.paper, mute: this.isMute }
  }

  private set(): void {
    if (this.twin) Object.assign(this.twin, { paper: this.paper, isMute: this.isMute })
  }
}
