import type { ByteStream } from '../../host/byte-stream.ts'
import type { PrinterCommand } from '../codecs/escpos/commands.ts'
import { PrinterBytes } from '../codecs/escpos/printer-bytes.ts'
import { codePages } from './code-pages.ts'

/** What stands on a piece of paper that was cut off. */
export interface Paper {
  readonly rows: readonly string[]
}

const statusBytes = { there: 0x12, 'near-end': 0x1e, out: 0x72 } as const

/** A simulated receipt printer: it reads the bytes as a printer does and says what a person would read on the paper. */
export class PrinterTwin {
  readonly papers: Paper[] = []
  /** Every command that came. */
  readonly heard: PrinterCommand[] = []
  paper: 'there' | 'near-end' | 'out' = 'there'
  /** Does not answer questions, as printers on one-way lines. */
  isMute = false
  onPaper: (paper: Paper) => void = () => {}
  private readonly stream: ByteStream
  private readonly bytes = new PrinterBytes()
  private rows: string[] = []
  private row = ''
  private page = 0

  constructor(stream: ByteStream) {
    this.stream = stream
    stream.onBytes(bytes => {
      for (const command of this.bytes.push(bytes)) this.obey(command)
    })
  }

  private obey(command: PrinterCommand): void {
    this.heard.push(command)
    if (command.kind === 'ask-status') return this.answer()
    // Without paper nothing is printed, and what came meanwhile is lost with the printer's switch.
    if (this.paper === 'out') return
    switch (command.kind) {
      case 'init':
        this.page = 0
        return
      case 'code-page':
        this.page = command.page
        return
      case 'letters':
        this.row += lettersOf(command.bytes, this.page)
        return
      case 'line-end':
        return this.endRow()
      case 'feed':
        this.endRow()
        for (let lines = 1; lines < command.lines; lines++) this.rows.push('')
        return
      case 'barcode':
        this.row += `[${command.symbology} ${command.data.replace(/^\{B/, '')}]`
        return
      case 'picture':
        this.row += `[picture ${command.widthBytes * 8}x${command.height}, ${blackDots(command.bits)} dots]`
        return
      case 'qr':
        if (command.act === 'store') this.row += `[qr ${String.fromCharCode(...command.data)}]`
        return
      case 'cut':
        return this.cut()
    }
  }

  private answer(): void {
    if (!this.isMute) void this.stream.write(Uint8Array.of(statusBytes[this.paper])).catch(() => undefined)
  }

  private endRow(): void {
    this.rows.push(this.row.trimEnd())
    this.row = ''
  }

  private cut(): void {
    if (this.row !== '') this.endRow()
    while (this.rows.at(-1) === '') this.rows.pop()
    const paper = { rows: this.rows }
    this.rows = []
    this.papers.push(paper)
    this.onPaper(paper)
  }
}

function lettersOf(bytes: Uint8Array, page: number): string {
  const upper = codePages[page]
  return [...bytes].map(byte => (byte < 0x80 ? String.fromCharCode(byte) : (upper?.[byte - 0x80] ?? '·'))).join('')
}

function blackDots(bits: Uint8Array): number {
  let dots = 0
  for (const byte of bits) for (let bit = 0; bit < 8; bit++) dots += (byte >> bit) & 1
  return dots
}
