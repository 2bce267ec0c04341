import fc from 'fast-check'
import { expect, test } from 'vitest'
import { barcodeRules } from '../../host/barcode-rules.ts'
import { applyBarcodeRules } from './apply-barcode-rules.ts'
import { checkOf } from './check-digits.ts'
import { learnBarcodeRules, misreadBy, type ShownLabel } from './learn-barcode-rules.ts'

const shown = (kind: ShownLabel['kind'], values: readonly string[], symbology?: ShownLabel['symbology']) =>
  values.map((value): ShownLabel => ({ kind, value, ...(symbology && { symbology }) }))
const withCheck = (kind: Parameters<typeof checkOf>[0], values: readonly string[]) =>
  values.map(value => `${value}${checkOf(kind, value)}`)
const nobody = () => false

test('[HW76] letters in front and a length: only so many labels as were shown tell nothing of the numbers to come', () => {
  const labels = [
    ...shown('item', ['853N00000017', '853N00000025', '853N00000033'], 'code39'),
    ...shown('patron', ['PYS0000012', 'PYS0000020', 'PYS0000038'], 'code128'),
  ]
  const rules = learnBarcodeRules(labels, nobody)
  expect(rules).toEqual([
    { kind: 'item', symbology: 'code39', pattern: '853N\\d{8}' },
    { kind: 'patron', symbology: 'code128', pattern: 'PYS\\d{7}' },
  ])
  expect(misreadBy(rules, labels)).toEqual([])
  expect(applyBarcodeRules({ value: '853N98765432', symbology: 'code39' }, rules).kind).toBe('item')
  expect(applyBarcodeRules({ value: '853N0000001', symbology: 'code39' }, rules).kind).toBe('unknown')
})

test('[HW76] Codabar of libraries: the first digit tells a card, the check digit is found, and a wrong one is refused', () => {
  const labels = [
    ...shown('item', withCheck('mod10', ['3123400001234', '3123400001235', '3123400007777']), 'codabar'),
    ...shown('patron', withCheck('mod10', ['2123400004321', '2123400004322', '2123400009999']), 'codabar'),
  ]
  const rules = learnBarcodeRules(labels, nobody)
  expect(rules).toEqual([
    { kind: 'item', symbology: 'codabar', pattern: '3\\d{13}', check: 'mod10' },
    { kind: 'patron', symbology: 'codabar', pattern: '2\\d{13}', check: 'mod10' },
  ])
  expect(applyBarcodeRules({ value: '31234000012343', symbology: 'codabar' }, rules).check).toBe('bad')
})

test('[HW76] the register tells whether the check character belongs to the number, and so with a nought in front', () => {
  const numbers = ['NB123456', 'NB123457', 'NB200000']
  const known = (number: string) => numbers.includes(number)
  expect(learnBarcodeRules(shown('item', withCheck('mod43', numbers), 'code39'), known)).toEqual([
    { kind: 'item', symbology: 'code39', pattern: expect.stringMatching(/^NB/), check: 'mod43', dropCheck: true },
  ])
  const padded = ['1234567', '1234577', '1244567']
  const [rule] = learnBarcodeRules(
    shown(
      'item',
      padded.map(number => `0${number}`),
      'i2of5',
    ),
    number => padded.includes(number),
  )
  expect(rule).toMatchObject({ symbology: 'i2of5', dropPad: true })
  expect(applyBarcodeRules({ value: '01234567', symbology: 'i2of5' }, [rule!]).value).toBe('1234567')
})

test('[HW76] two labels are too few; cards and items that nothing tells apart get no rule', () => {
  expect(learnBarcodeRules(shown('item', ['853N00000017', '853N00000025', '853N00000025']), nobody)).toEqual([])
  const alike = [...shown('item', ['1000', '2000', '3000']), ...shown('patron', ['4000', '5000', '6000'])]
  expect(learnBarcodeRules(alike, nobody)).toEqual([])
})

test('[HW76] whatever is shown: the rules can be kept, and read each label as what it is, or as none', () => {
  const label = fc.record({
    kind: fc.constantFrom('item', 'patron'),
    value: fc.stringMatching(/^[0-9A-Z.$/+%-]{4,14}$/),
    symbology: fc.constantFrom('code39', 'codabar', 'other'),
  })
  fc.assert(
    fc.property(fc.array(label, { maxLength: 12 }), labels => {
      const rules = learnBarcodeRules(labels as ShownLabel[], nobody)
      expect(barcodeRules.safeParse(rules).success).toBe(true)
      for (const one of labels as ShownLabel[]) {
        const read = applyBarcodeRules(one, rules)
        const isBoth = labels.some(({ value, kind }) => value === one.value && kind !== one.kind)
        if (!isBoth) expect([one.kind, 'unknown']).toContain(read.kind)
      }
    }),
  )
})
