import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BarcodeRule, barcodeRules } from '../../host/barcode-rules.ts'
import type { DeviceEvent } from '../../host/device-port.ts'
import { scannerDriver } from '../drivers/scanner.ts'
import { memoryLine } from '../transports/memory.ts'
import { ScannerTwin } from '../twins/scanner-twin.ts'
import vectors from '../vectors/barcode.json' with { type: 'json' }
import { applyBarcodeRules } from './apply-barcode-rules.ts'
import { type Barcode, readBarcode } from './barcode.ts'
import { type CheckKind, checkHolds, checkOf } from './check-digits.ts'
import { bytesOfHex } from './hex.ts'
import { garbledByFinnish, layoutFinding, layoutTest, usLetter } from './keyboard-layout.ts'
import { ScannerFraming } from './scanner-framing.ts'

const vector = (name: string) => {
  const found = vectors.find(each => each.name === name)!
  return { ...found, read: readBarcode(new ScannerFraming().push(bytesOfHex(found.hex)!)[0]!) }
}
const codabar: readonly BarcodeRule[] = [
  { kind: 'item', symbology: 'codabar', pattern: '3\\d{13}', check: 'mod10' },
  { kind: 'patron', symbology: 'codabar', pattern: '2\\d{13}', check: 'mod10' },
]

describe('[HW70] what a library’s labels look like is data', () => {
  test('Codabar with a check digit: items and cards, and a wrong digit is never a number', () => {
    expect(applyBarcodeRules(vector('codabar-item-cr').read, codabar)).toEqual({
      value: '31234000012342',
      kind: 'item',
      check: 'ok',
    })
    expect(applyBarcodeRules(vector('codabar-patron').read, codabar).kind).toBe('patron')
    expect(applyBarcodeRules(vector('aim-codabar').read, codabar).kind).toBe('item')
    expect(applyBarcodeRules(vector('codabar-bad-check').read, codabar).check).toBe('bad')
  })
  test('Code 39 with its check character, which is no part of the number, and without', () => {
    const rules: readonly BarcodeRule[] = [
      { kind: 'item', symbology: 'code39', pattern: '[A-Z]{2}\\d{6}.', check: 'mod43', dropCheck: true },
      { kind: 'item', symbology: 'code39', pattern: '[A-Z]{2}\\d{6}' },
    ]
    expect(applyBarcodeRules(vector('code39-mod43').read, rules)).toEqual({ value: 'NB123456', kind: 'item', check: 'ok' })
    expect(applyBarcodeRules(vector('code39-starred').read, rules)).toEqual({ value: 'NB123456', kind: 'item', check: 'none' })
  })
  test('mod 11 of old own numberings', () => {
    const rules: readonly BarcodeRule[] = [{ kind: 'item', pattern: '\\d{10}[\\dX]', check: 'mod11', dropCheck: true }]
    expect(applyBarcodeRules(vector('mod11').read, rules).value).toBe('1620154429')
  })
  test('Interleaved 2 of 5: an odd number of digits was read in part; a nought that only pads falls away', () => {
    const rules: readonly BarcodeRule[] = [{ kind: 'item', symbology: 'i2of5', pattern: '\\d{14,15}', check: 'mod10' }]
    expect(applyBarcodeRules(vector('aim-i2of5').read, rules).kind).toBe('item')
    expect(applyBarcodeRules({ value: vector('i2of5-leadingzero').value!, symbology: 'i2of5' }, rules).check).toBe('bad')
    const padded: readonly BarcodeRule[] = [{ kind: 'item', pattern: '0\\d{11}', dropPad: true }]
    expect(applyBarcodeRules({ value: '012345678901' }, padded).value).toBe('12345678901')
  })
  test('what another symbology says, or no rule fits, stays what it was', () => {
    expect(applyBarcodeRules({ value: '31234000012343', symbology: 'code128' }, codabar)).toEqual({
      value: '31234000012343',
      kind: 'unknown',
      check: 'none',
    })
    expect(applyBarcodeRules({ value: '00017' }, [])).toEqual({ value: '00017', kind: 'unknown', check: 'none' })
  })
  test('one wrong digit is found by every check', () => {
    const kinds: readonly CheckKind[] = ['mod10', 'mod43', 'mod11', 'ean']
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.stringMatching(/^\d{4,14}$/),
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        (kind, text, at, by) => {
          const whole = text + checkOf(kind, text)
          expect(checkHolds(kind, whole)).toBe(true)
          const place = at % text.length
          const wrong = [...whole]
          wrong[place] = String((Number(wrong[place]) + by) % 10)
          // Weight 11 of mod 11 says nothing of its digit.
          const isBlind = kind === 'mod11' && (text.length - place + 1) % 11 === 0
          if (!isBlind) expect(checkHolds(kind, wrong.join(''))).toBe(false)
        },
      ),
    )
  })
  test('a wrong rule is refused in one line', () => {
    expect(barcodeRules.safeParse([{ kind: 'item', pattern: '(' }]).error?.issues[0]?.message).toBe('not a regular expression')
  })
})

describe('[HW70] a scanner with the library’s rules', () => {
  async function scanned(text: string, address = 'memory:x', suffix = '\r'): Promise<DeviceEvent | undefined> {
    const line = memoryLine()
    const events: DeviceEvent[] = []
    await scannerDriver.start(line.desk, event => events.push(event), { address, barcodes: codabar })
    await new ScannerTwin(line.device, suffix).scan(text)
    await new Promise(resolve => setTimeout(resolve, suffix === '' ? 120 : 5))
    expect(events.length).toBeLessThan(2)
    return events[0]
  }
  test('a label that was read wrongly is said to be unreadable, and is no number', async () => {
    expect(await scanned('31234000012343')).toMatchObject({ kind: 'unreadable', label: '31234000012343' })
    expect(await scanned('A31234000012342B')).toMatchObject({ kind: 'scan', text: '31234000012342' })
  })
  test('an ISBN stays one whatever the rules say', async () => {
    expect(await scanned('9789511234562')).toMatchObject({ kind: 'scan', isbn: true })
  })
  test('a scanner that sends no end is heard when it falls silent, if it is known to be one', async () => {
    expect(await scanned('853N00000017', 'memory:x?suffix=none', '')).toMatchObject({ kind: 'scan', text: '853N00000017' })
    expect(await scanned('853N00000017', 'memory:x', '')).toBeUndefined()
  })
})

describe('[HW71] a wrong keyboard layout is found', () => {
  test('the recorded example and the recorded table', () => {
    const example = vectors.find(each => each.name === 'fi-layout-garble')! as { sent?: string; arrives?: string }
    expect(garbledByFinnish(example.sent!)).toBe(example.arrives)
    const table = (vectors.find(each => each.name === 'us-to-fi-map') as { map?: Record<string, string> }).map!
    for (const [sent, arrives] of Object.entries(table)) expect(garbledByFinnish(sent)).toBe(arrives.replace('(dead)', ''))
  })
  test('the test’s bar code tells what is wrong', () => {
    expect(layoutFinding(layoutTest)).toBe('right')
    expect(layoutFinding('¤¤TEST+-.%7')).toBe('us-on-finnish')
    expect(layoutFinding('$$test-/.%7')).toBe('caps-lock')
    expect(layoutFinding('ST-/.%7')).toBe('cut')
    expect(layoutFinding('PYS0000012')).toBe('other')
    expect(layoutTest).toMatch(/^[0-9A-Z\-. $/+%]+$/)
  })
  test('the physical key tells what a US scanner means, whatever the layout', () => {
    const keys = [...'AB12'].map(letter => usLetter(/\d/.test(letter) ? `Digit${letter}` : `Key${letter}`, !/\d/.test(letter)))
    expect(keys.join('')).toBe('AB12')
    expect(['Minus', 'Slash', 'Digit4', 'BracketRight'].map((code, at) => usLetter(code, at === 2))).toEqual(['-', '/', '$', ']'])
    expect(usLetter('F4', false)).toBeUndefined()
  })
})

const readings: readonly Barcode[] = vectors
  .filter(each => each.direction === 'scanner->host' && !each.name.startsWith('ssi'))
  .flatMap(each => new ScannerFraming().push(bytesOfHex(each.hex)!).map(readBarcode))

test('[HW70] letters above ASCII come as UTF-8 or as Latin-1', () => {
  const utf8 = new ScannerFraming().push(new TextEncoder().encode('KIRJAÄ1\r'))
  expect(utf8).toEqual(['KIRJAÄ1'])
  expect(vector('nonascii').read.value).toBe('KIRJAÄ1')
  expect(readings.length).toBeGreaterThan(20)
})
