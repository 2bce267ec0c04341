import type { Codepage } from '@point-of-sale/codepage-encoder'
import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder'
import type { PaperSetting, Slip } from '../../host/slips.ts'
import { nearest, runsOf, usualPages } from './code-page-runs.ts'
import { type SlipRow, slipRows } from './slip-rows.ts'

/** A picture in black and white: one byte a dot, 1 is black, row after row. */
export interface Drawn {
  readonly width: number
  readonly height: number
  readonly dots: Uint8Array
}

/** Draws a row of text as wide as the paper; only where there is a screen. */
export type DrawRow = (row: Extract<SlipRow, { kind: 'text' }>, dots: number, columns: number) => Drawn

export const usualColumns = 48
const usualDots = 576
/** Rows between the print head and the knife. */
const toTheKnife = 3

/**
 * The bytes of a slip for an ESC/POS printer. Letters come by code page, changed within a row where needed; a row with letters that no page has is drawn,
 * or written with the nearest letters where `draw` is missing or the printer cannot: never with question marks.
 */
export function encodeSlip(slip: Slip, paper: PaperSetting = {}, draw?: DrawRow): Uint8Array {
  const { columns = usualColumns, dots = usualDots, draws = true, cutter = true } = paper
  const numbers: Readonly<Partial<Record<Codepage, number>>> = paper.pages ?? usualPages
  const pages = Object.keys(numbers) as Codepage[]
  const encoder = new ReceiptPrinterEncoder({
    language: 'esc-pos',
    columns,
    newline: '\n',
    imageMode: 'raster',
    codepageMapping: numbers as Record<string, number>,
    errors: 'relaxed',
    feedBeforeCut: toTheKnife,
  })
  encoder.initialize()
  for (const row of slipRows(slip, columns)) {
    if (row.kind === 'barcode') bars(encoder, row)
    else if (!text(encoder, row, pages)) {
      if (draw && draws) picture(encoder, draw(row, dots, columns))
      else text(encoder, { ...row, text: nearest(row.text, pages) }, pages)
    }
  }
  if (cutter) encoder.cut('partial')
  else encoder.newline(toTheKnife)
  return encoder.encode() as Uint8Array
}

/** False where a letter of it is in no page; nothing has been written then. */
function text(encoder: ReceiptPrinterEncoder, row: Extract<SlipRow, { kind: 'text' }>, pages: readonly Codepage[]): boolean {
  const runs = runsOf(row.text, pages)
  if (!runs) return false
  const size = row.big ? 2 : 1
  encoder.bold(row.bold).size(size, size)
  for (const run of runs) encoder.codepage(run.page).text(run.text)
  encoder.newline().size(1, 1).bold(false)
  return true
}

/** Code 39 for what it can hold, which every scanner of a library reads; Code 128 for the rest. */
function bars(encoder: ReceiptPrinterEncoder, { text, align }: Extract<SlipRow, { kind: 'barcode' }>): void {
  const isCode39 = /^[0-9A-Z\-. $/+%]{1,14}$/.test(text)
  if (!isCode39 && !/^[ -~]{1,40}$/.test(text)) return
  encoder.align(align === 'centre' ? 'center' : align)
  if (isCode39) encoder.barcode(text, 'code39', { height: 64, width: 2, text: true })
  else encoder.barcode(`{B${text}`, 'code128', { height: 64, width: 2, text: true })
  encoder.align('left').newline()
}

function picture(encoder: ReceiptPrinterEncoder, { width, height, dots }: Drawn): void {
  const data = new Uint8ClampedArray(width * height * 4)
  dots.forEach((dot, at) => {
    data.set(dot ? [0, 0, 0, 255] : [255, 255, 255, 255], at * 4)
  })
  encoder.image({ data, width, height, colorSpace: 'srgb' } as ImageData, width, height, 'threshold')
}
