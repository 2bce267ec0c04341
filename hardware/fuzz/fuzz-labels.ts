import { applyBarcodeRules } from '../codecs/apply-barcode-rules.ts'
import { readBarcode } from '../codecs/barcode.ts'
import { checkOf } from '../codecs/check-digits.ts'
import { ScannerFraming } from '../codecs/scanner-framing.ts'
import { Finding, type FuzzTarget } from './fuzz-target.ts'

const rules = [{ kind: 'item', symbology: 'codabar', pattern: '3\\d{13}', check: 'mod10' }] as const

/** Scanners: garbage, and labels of which one digit is wrong. */
export const fuzzLabels: FuzzTarget = {
  name: 'labels',
  round(random) {
    const framing = new ScannerFraming()
    for (let chunks = 0; chunks < 4; chunks++)
      for (const scan of framing.push(random.bytes(random.below(80)))) applyBarcodeRules(readBarcode(scan), rules)
    const number = `3${random.text('0123456789', 12)}`
    const whole = number + checkOf('mod10', number)
    const wrong = [...whole]
    const at = 1 + random.below(wrong.length - 1)
    wrong[at] = String((Number(wrong[at]) + 1 + random.below(9)) % 10)
    const [read] = new ScannerFraming().push(new TextEncoder().encode(`A${wrong.join('')}B\r`))
    if (read === undefined) throw new Finding(`lost: ${wrong.join('')}`)
    if (applyBarcodeRules(readBarcode(read), rules).check !== 'bad') throw new Finding(`${wrong.join('')} was taken for ${whole}`)
  },
}
