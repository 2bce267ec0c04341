/** A command to an ESC/POS printer, as Epson numbers them. */
export type PrinterCommand =
  | { readonly kind: 'init' }
  | { readonly kind: 'code-page'; readonly page: number }
  | { readonly kind: 'align'; readonly where: 'left' | 'centre' | 'right' }
  | { readonly kind: 'bold'; readonly on: boolean }
  | { readonly kind: 'size'; readonly width: number; readonly height: number }
  | { readonly kind: 'feed'; readonly lines: number }
  | { readonly kind: 'cut'; readonly how: 'full' | 'partial'; readonly feed: number }
  | { readonly kind: 'bars-height' | 'bars-width' | 'bars-text'; readonly value: number }
  | { readonly kind: 'barcode'; readonly symbology: BarSymbology; readonly data: string }
  | { readonly kind: 'qr'; readonly act: 'model' | 'size' | 'error-level' | 'store' | 'print'; readonly data: Uint8Array }
  | { readonly kind: 'picture'; readonly widthBytes: number; readonly height: number; readonly bits: Uint8Array }
  | { readonly kind: 'ask-status'; readonly what: number }
  /** A setting that changes nothing that is read here: font, underline, line spacing, Chinese mode. */
  | { readonly kind: 'setting'; readonly bytes: Uint8Array }
  | { readonly kind: 'letters'; readonly bytes: Uint8Array }
  | { readonly kind: 'line-end' }

export type BarSymbology = 'upca' | 'upce' | 'ean13' | 'ean8' | 'code39' | 'itf' | 'codabar' | 'code93' | 'code128' | 'other'

const symbologies: readonly BarSymbology[] = ['upca', 'upce', 'ean13', 'ean8', 'code39', 'itf', 'codabar', 'code93', 'code128']

/** Form A of the bar code command counts from 0, form B from 65. */
export function symbologyOf(number: number): BarSymbology {
  return symbologies[number >= 65 ? number - 65 : number] ?? 'other'
}

/** What a printer answers to a question about its paper. Undefined where the byte is no such answer. */
export function paperStatus(byte: number): 'there' | 'near-end' | 'out' | undefined {
  if ((byte & 0b1001_0011) !== 0b0001_0010) return undefined
  if (byte & 0x60) return 'out'
  return byte & 0x0c ? 'near-end' : 'there'
}

/** DLE EOT 4: the printer answers at once, also in the middle of a job. */
export const askPaper = Uint8Array.of(0x10, 0x04, 0x04)
