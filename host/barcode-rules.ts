import { z } from 'zod'

/** What a library's labels look like, as data. The first rule that fits a scan and whose check holds reads it. */
export const barcodeRule = z.strictObject({
  kind: z.enum(['item', 'patron']),
  /** Only where the scanner names the symbology (AIM identifiers) it is compared. */
  symbology: z.enum(['code39', 'code128', 'codabar', 'i2of5', 'ean13', 'code93', 'qr', 'datamatrix']).optional(),
  /** A regular expression for the whole of what was read, start and stop signs taken off. */
  pattern: z.string().max(200).refine(isPattern, 'not a regular expression'),
  /** How the last character checks the others. `mod10` is Codabar's in libraries (Luhn), `mod43` Code 39's, `mod11` that of old own numberings. */
  check: z.enum(['mod10', 'mod43', 'mod11', 'ean']).optional(),
  /** The check character is no part of the number. */
  dropCheck: z.boolean().optional(),
  /** A nought in front that only makes the number of digits even (Interleaved 2 of 5) is no part of the number. */
  dropPad: z.boolean().optional(),
})
export type BarcodeRule = z.infer<typeof barcodeRule>

export const barcodeRules = z.array(barcodeRule).max(50)

function isPattern(text: string): boolean {
  try {
    new RegExp(`^(?:${text})$`)
    return true
  } catch {
    return false
  }
}
