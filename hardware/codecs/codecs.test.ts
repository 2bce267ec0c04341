import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import barcodes from '../vectors/barcode.json' with { type: 'json' }
import unitFrames from '../vectors/reader_text_unit.json' with { type: 'json' }
import { readBarcode } from './barcode.ts'
import { KeyboardWedge } from './keyboard-wedge.ts'
import { ScannerFraming } from './scanner-framing.ts'
import { decodeCommand, decodeMessage, encodeCommand, encodeMessage, UnitFraming } from './text-unit.ts'

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
interface BarcodeVector {
  name: string
  hex: string
  direction?: string
  value?: string
  values?: string[]
  symbology?: string
  isbn?: boolean
  addon?: string
  check?: string
}
/** Check digits that only a library's own setting can know to strip, and layouts and packets that are no plain serial scan. */
const elsewhere = new Set(['code39-mod43', 'mod11', 'i2of5-leadingzero', 'fi-layout-garble', 'us-to-fi-map'])
const scans = (barcodes as BarcodeVector[]).filter(
  v => v.value && v.direction === 'scanner->host' && !elsewhere.has(v.name) && !v.name.startsWith('ssi'),
)

describe('[HW1] a serial scanner is read whatever framing, prefix and identifier it sends', () => {
  test('there are vectors', () => expect(scans.length).toBeGreaterThan(15))
  test.each(scans.map(v => [v.name, v] as const))('%s', (_, vector) => {
    const framed = new ScannerFraming().push(bytesOf(vector.hex))
    expect(framed).toHaveLength(1)
    const read = readBarcode(framed[0]!)
    expect(read.value).toBe(vector.value)
    if (vector.symbology) expect(read.symbology).toBe(vector.symbology)
    expect(read.isbn).toBe(vector.isbn ?? vector.name === 'aim-ean13-addon')
    if (vector.addon) expect(read.addOn).toBe(vector.addon)
  })
  test('two scans in one chunk are two; half a scan is none; an empty one is none', () => {
    const two = (barcodes as BarcodeVector[]).find(v => v.name === 'two-scans-one-chunk')!
    expect(new ScannerFraming().push(bytesOf(two.hex))).toEqual(two.values)
    const half = (barcodes as BarcodeVector[]).find(v => v.name === 'split-scan')!
    expect(new ScannerFraming().push(bytesOf(half.hex))).toEqual([])
    expect(new ScannerFraming().push(bytesOf('0d0d0a'))).toEqual([])
  })
  test('chunks cut anywhere give the same scans', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[0-9A-Z.$/+%-]{1,40}$/), { maxLength: 5 }),
        fc.array(fc.nat(60)),
        (texts, cuts) => {
          const bytes = new TextEncoder().encode(texts.map(t => `${t}\r\n`).join(''))
          const framing = new ScannerFraming()
          const got: string[] = []
          let from = 0
          for (const cut of [...new Set([...cuts, bytes.length])].sort((a, b) => a - b)) {
            got.push(...framing.push(bytes.slice(from, cut)))
            from = Math.max(from, cut)
          }
          expect(got).toEqual(texts)
        },
      ),
    )
  })
  test('a flood without an end is thrown away and the next scan is read', () => {
    const framing = new ScannerFraming()
    expect(framing.push(new Uint8Array(100_000).fill(0x41))).toEqual([])
    expect(framing.push(new TextEncoder().encode('\rGOOD1\r'))).toEqual(['GOOD1'])
  })
})

describe('[HW2] the text unit speaks the captured lines, and nothing else is accepted', () => {
  const frames = unitFrames as { name: string; direction: string; hex: string; text: string; valid?: boolean }[]
  test.each(frames.map(f => [f.name, f] as const))('%s', (_, frame) => {
    const line = frame.text.replace(/\r$/, '')
    if (frame.valid === false) return expect(() => decodeMessage(line)).toThrow(/not a line/)
    if (frame.direction === 'host->reader') {
      const command = decodeCommand(line)
      expect(command).toBeDefined()
      expect(encodeCommand(command!)).toEqual(bytesOf(frame.hex))
    } else {
      const message = decodeMessage(line)
      expect(new TextDecoder().decode(encodeMessage(message))).toBe(`${line}\r`)
    }
  })
  test('lines cut at every byte, with a leading LF, are the same lines', () => {
    const bytes = new TextEncoder().encode('\nOK\r\nRDT1003010856677001:NO:02030000|0\r')
    const framing = new UnitFraming()
    expect([...bytes].flatMap(byte => framing.push(Uint8Array.of(byte)))).toEqual(['OK', 'RDT1003010856677001:NO:02030000|0'])
  })
  test('garbage is nonsense, never an item', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        if (/^(RDT|OK|NOK)/.test(text)) return
        expect(() => decodeMessage(text)).toThrow(/not a line/)
      }),
    )
  })
})

describe('[HW3] a scanner that types is told from fingers by its pace', () => {
  const press = (text: string, gapMs: number, end = 'Enter') => {
    const wedge = new KeyboardWedge()
    let at = 1000
    for (const key of text) {
      wedge.press({ key, atMs: at })
      at += gapMs
    }
    return wedge.press({ key: end, atMs: at })
  }
  test('5 ms between keys is a scan', () => expect(press('853N00000017', 5)).toBe('853N00000017'))
  test('Tab ends one too', () => expect(press('PYS0000012', 12, 'Tab')).toBe('PYS0000012'))
  test('120 ms between keys is a person', () => expect(press('853N00000017', 120)).toBeUndefined())
  test('three keys are too few to tell', () => expect(press('123', 5)).toBeUndefined())
  test('slow typing before a scan does not belong to it', () => {
    const wedge = new KeyboardWedge()
    wedge.press({ key: 'x', atMs: 0 })
    let at = 400
    for (const key of 'ABC12345') {
      wedge.press({ key, atMs: at })
      at += 8
    }
    expect(wedge.press({ key: 'Enter', atMs: at })).toBe('ABC12345')
  })
  test('a held key is not a scan', () => {
    const wedge = new KeyboardWedge()
    for (let i = 0; i < 20; i++) wedge.press({ key: '7', atMs: i * 30, repeat: i > 0 })
    expect(wedge.press({ key: 'Enter', atMs: 610 })).toBeUndefined()
  })
})
