import type { BarcodeRule } from '../../host/barcode-rules.ts'
import type { Barcode } from './barcode.ts'
import { checkHolds } from './check-digits.ts'

/** A scan as the library's rules read it. */
export interface ReadByRules {
  /** The number that the label means. */
  readonly value: string
  readonly kind: 'item' | 'patron' | 'unknown'
  /** `bad`: it looks like one of the library's labels, but was read wrongly; it must not be used. */
  readonly check: 'ok' | 'bad' | 'none'
}

/** Reads a scan by the library's rules. Without rules, and where none fits, it stays what it was: the register knows better than a pattern. */
export function applyBarcodeRules(
  { value, symbology }: Pick<Barcode, 'value' | 'symbology'>,
  rules: readonly BarcodeRule[],
): ReadByRules {
  let isBad = false
  for (const rule of rules) {
    if (rule.symbology && symbology && rule.symbology !== symbology) continue
    if (!new RegExp(`^(?:${rule.pattern})$`).test(value)) continue
    // The digits of Interleaved 2 of 5 come in pairs: an odd number of them is a label read in part.
    const isPartial = rule.symbology === 'i2of5' && value.length % 2 !== 0
    if (isPartial || (rule.check && !checkHolds(rule.check, value))) {
      isBad = true
      continue
    }
    const checked = rule.check && rule.dropCheck ? value.slice(0, -1) : value
    return { value: rule.dropPad ? checked.replace(/^0/, '') : checked, kind: rule.kind, check: rule.check ? 'ok' : 'none' }
  }
  return { value, kind: 'unknown', check: isBad ? 'bad' : 'none' }
}
