import type { BarcodeRule } from '../../host/barcode-rules.ts'
import { applyBarcodeRules } from './apply-barcode-rules.ts'
import type { Barcode } from './barcode.ts'
import { type CheckKind, checkHolds } from './check-digits.ts'

/** A label that somebody scanned, and what they say it is. */
export interface ShownLabel extends Pick<Barcode, 'value' | 'symbology'> {
  readonly kind: BarcodeRule['kind']
}

/** So many different ones of a kind are needed: fewer agree on a check digit by chance. */
export const labelsNeeded = 3

const checks: readonly CheckKind[] = ['mod10', 'mod11', 'mod43', 'ean']
const symbologies: readonly string[] = ['code39', 'code128', 'codabar', 'i2of5', 'ean13', 'code93', 'qr', 'datamatrix']

/**
 * Proposes rules that read all of these labels as what they are: what they begin with, how long they are, which check character they end in. `isKnown` says
 * whether the register has a number: it tells whether a check character, or a nought in front, belongs to it. What cannot be told apart gets no rule.
 */
export function learnBarcodeRules(labels: readonly ShownLabel[], isKnown: (number: string) => boolean): readonly BarcodeRule[] {
  const groups = new Map<string, ShownLabel[]>()
  for (const label of labels) {
    const alike = [label.kind, label.symbology ?? '', shapeOf(label.value)].join(' ')
    groups.set(alike, [...(groups.get(alike) ?? []), label])
  }
  return [...groups.values()].flatMap(group => ruleOf(group, labels, isKnown) ?? [])
}

/** Labels that rules would take for something else than they are, or not take at all. */
export function misreadBy(rules: readonly BarcodeRule[], labels: readonly ShownLabel[]): readonly ShownLabel[] {
  return labels.filter(label => applyBarcodeRules(label, rules).kind !== label.kind)
}

/** `853N00000017` -> `3d1L7d` and one more: labels of one shape belong together. The last one may be a check character of any sort. */
function shapeOf(value: string): string {
  return value.slice(0, -1).replace(/\d+|[A-Za-z]+/g, run => `${run.length}${/\d/.test(run) ? 'd' : 'L'}`)
}

function ruleOf(
  group: readonly ShownLabel[],
  labels: readonly ShownLabel[],
  isKnown: (number: string) => boolean,
): BarcodeRule | undefined {
  const values = [...new Set(group.map(({ value }) => value))]
  const [first] = group
  if (!first || values.length < labelsNeeded) return undefined
  const pattern = patternOf(
    values,
    labels.filter(({ kind }) => kind !== first.kind).map(({ value }) => value),
  )
  if (pattern === undefined) return undefined
  const check = checkOfAll(values, first.symbology)
  const symbology = first.symbology && symbologies.includes(first.symbology) ? first.symbology : undefined
  const drops = (shorter: (value: string) => string) => values.some(value => !isKnown(value) && isKnown(shorter(value)))
  const dropCheck = check !== undefined && drops(value => value.slice(0, -1))
  const dropPad = symbology === 'i2of5' && values.every(value => value.startsWith('0')) && drops(value => value.slice(1))
  return {
    kind: first.kind,
    ...(symbology && { symbology: symbology as NonNullable<BarcodeRule['symbology']> }),
    pattern,
    ...(check && { check }),
    ...(dropCheck && { dropCheck }),
    ...(dropPad && { dropPad }),
  }
}

/** What they begin with, as short as tells them from the other kind's labels; undefined where nothing does. */
function patternOf(values: readonly string[], others: readonly string[]): string | undefined {
  const common = commonStart(values)
  for (let length = usualStart(common); length <= common.length; length++) {
    const pattern = literal(common.slice(0, length)) + restOf(values[0]!.slice(length), values, length)
    const fits = new RegExp(`^(?:${pattern})$`)
    if (!others.some(other => fits.test(other))) return pattern
  }
  return undefined
}

/** Up to the last letter of what they have in common: an institution's sign. Of bare digits the first, which often says whether it is a card. */
function usualStart(common: string): number {
  const lastLetter = common.search(/[^\d](?!.*[^\d])/)
  return lastLetter >= 0 ? lastLetter + 1 : Math.min(1, common.length)
}

function commonStart(values: readonly string[]): string {
  const [first = ''] = values
  let length = 0
  while (length < first.length && values.every(value => value[length] === first[length])) length++
  return first.slice(0, length)
}

/** Digits where all have digits, letters where they have letters; the last character may be a check character of another sort. */
function restOf(rest: string, values: readonly string[], from: number): string {
  const classes = [...rest].map((_, at) => classOf(values.map(value => value[from + at]!)))
  return classes.join('').replace(/(\\d|\[A-Za-z\]|\[\^ \]|\.)\1+/g, (run, one: string) => `${one}{${run.length / one.length}}`)
}

function classOf(characters: readonly string[]): string {
  if (characters.every(character => /\d/.test(character))) return '\\d'
  if (characters.every(character => /[A-Za-z]/.test(character))) return '[A-Za-z]'
  return characters.every(character => character === characters[0]) ? literal(characters[0]!) : '.'
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

/** The one check that holds for all; not where they all end alike, which any check may do. */
function checkOfAll(values: readonly string[], symbology: ShownLabel['symbology']): CheckKind | undefined {
  if (new Set(values.map(value => value.at(-1))).size < 2) return undefined
  const possible = checks.filter(check => {
    if (check === 'mod43') return symbology === undefined || symbology === 'code39'
    return check !== 'ean' || values.every(value => value.length === 13 || value.length === 8)
  })
  return possible.find(check => values.every(value => checkHolds(check, value)))
}
