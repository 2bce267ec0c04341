/** One scan as the scanner told it. */
export interface Barcode {
  /** Identifier, start and stop characters, and add-on stripped. */
  readonly value: string
  readonly symbology?: Symbology
  /** A book's ISBN (or a periodical's ISSN), which is never an item's number. */
  readonly isbn: boolean
  readonly addOn?: string
}

export type Symbology =
  | 'code39'
  | 'code128'
  | 'gs1-128'
  | 'codabar'
  | 'i2of5'
  | 'ean13'
  | 'ean8'
  | 'qr'
  | 'datamatrix'
  | 'code93'
  | 'other'

/** AIM symbology identifiers, ISO/IEC 15424: `]`, a code character, a modifier. */
const aim: Record<string, Symbology> = {
  A: 'code39',
  C: 'code128',
  F: 'codabar',
  I: 'i2of5',
  E: 'ean13',
  Q: 'qr',
  d: 'datamatrix',
  G: 'code93',
}

/** Reads one framed scan: AIM identifier, Codabar and Code 39 start/stop characters, ISBN with or without add-on. */
export function readBarcode(scan: string): Barcode {
  const identified = /^\]([A-Za-z])(.)(.*)$/s.exec(scan)
  let value = (identified ? identified[3]! : scan).trim()
  const symbology = identified ? symbologyOf(identified[1]!, identified[2]!) : undefined
  let addOn: string | undefined
  if (symbology === 'ean13' && /^\d{15}$|^\d{18}$/.test(value)) {
    addOn = value.slice(13)
    value = value.slice(0, 13)
  }
  if (symbology === undefined || symbology === 'codabar') value = value.replace(/^[A-Da-d](\d[\d\-$:/.+]*\d)[A-Da-d]$/, '$1')
  if (symbology === undefined || symbology === 'code39') value = value.replace(/^\*(.+)\*$/, '$1')
  const isbn = (symbology === undefined || symbology === 'ean13') && /^97[789]\d{10}$/.test(value) && eanCheckHolds(value)
  return { value, isbn, ...(symbology && { symbology }), ...(addOn && { addOn }) }
}

function symbologyOf(code: string, modifier: string): Symbology {
  if (code === 'C' && modifier === '1') return 'gs1-128'
  if (code === 'E' && modifier === '4') return 'ean8'
  return aim[code] ?? 'other'
}

/** EAN-13: weights 1 and 3 from the left, sum a multiple of ten. */
function eanCheckHolds(digits: string): boolean {
  const sum = [...digits].reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3), 0)
  return sum % 10 === 0
}
