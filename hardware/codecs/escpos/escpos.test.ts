import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryLine } from '../../transports/memory.ts'
import { PrinterTwin } from '../../twins/printer-twin.ts'
import vectors from '../../vectors/escpos.json' with { type: 'json' }
import { bytesOfHex } from '../hex.ts'
import { type PrinterCommand, paperStatus } from './commands.ts'
import { PrinterBytes } from './printer-bytes.ts'

const bytesOf = (name: string) => bytesOfHex(vectors.find(vector => vector.name === name)!.hex)!
const bars = { kind: 'bars-height', value: 64 } as const

/** What each recorded command means. */
const meanings: Readonly<Record<string, readonly PrinterCommand[]>> = {
  init: [{ kind: 'init' }],
  cp858: [{ kind: 'code-page', page: 19 }],
  cp850: [{ kind: 'code-page', page: 2 }],
  cp865: [{ kind: 'code-page', page: 5 }],
  wpc1252: [{ kind: 'code-page', page: 16 }],
  cp852: [{ kind: 'code-page', page: 18 }],
  cp775: [{ kind: 'code-page', page: 33 }],
  'align-center': [{ kind: 'align', where: 'centre' }],
  'bold-on': [{ kind: 'bold', on: true }],
  double: [{ kind: 'size', width: 2, height: 2 }],
  'feed-3': [{ kind: 'feed', lines: 3 }],
  'cut-full': [{ kind: 'cut', how: 'full', feed: 0 }],
  'cut-partial-feed': [{ kind: 'cut', how: 'partial', feed: 0 }],
  code39: [
    bars,
    { kind: 'bars-width', value: 2 },
    { kind: 'bars-text', value: 2 },
    { kind: 'barcode', symbology: 'code39', data: 'NB123456' },
  ],
  code128: [bars, { kind: 'barcode', symbology: 'code128', data: '{B31234000012342' }],
  codabar: [{ kind: 'barcode', symbology: 'codabar', data: 'A31234000012342A' }],
  qr: [
    { kind: 'qr', act: 'model', data: Uint8Array.of(0x32, 0) },
    { kind: 'qr', act: 'size', data: Uint8Array.of(6) },
    { kind: 'qr', act: 'error-level', data: Uint8Array.of(0x31) },
    { kind: 'qr', act: 'store', data: new TextEncoder().encode('https://x.example/i/1') },
    { kind: 'qr', act: 'print', data: Uint8Array.of(0x30) },
  ],
  'status-paper': [{ kind: 'ask-status', what: 4 }],
  'raster-8x8': [
    { kind: 'picture', widthBytes: 1, height: 8, bits: Uint8Array.of(0xff, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0xff) },
  ],
}
const texts: Readonly<Record<string, string>> = {
  'text-fi-858': 'Pälkäneen kirjasto, Åbo - 2 €',
  'text-fi-1252': 'Pälkäne Åbo € š ž',
  'text-sami-852': 'Čáhppes đ š ž',
}
const answers = { 'paper-ok': 'there', 'paper-near-end': 'near-end', 'paper-out': 'out' } as const

describe('[HW63] ESC/POS: every recorded command is read, however it is cut', () => {
  test('none of the recorded ones is left out', () => {
    const known = [...Object.keys(meanings), ...Object.keys(texts), ...Object.keys(answers)].sort()
    expect(known).toEqual(vectors.map(vector => vector.name).sort())
  })
  test.each(Object.keys(meanings))('%s', name => {
    const bytes = bytesOf(name)
    expect(new PrinterBytes().push(bytes)).toEqual(meanings[name])
    const cut = new PrinterBytes()
    expect([...bytes].flatMap(byte => [...cut.push(Uint8Array.of(byte))])).toEqual(meanings[name])
    expect(cut.isUnfinished).toBe(false)
  })
  test.each(Object.entries(texts))('%s stands on the paper', async (name, text) => {
    const line = memoryLine()
    const twin = new PrinterTwin(line.device)
    await line.desk.write(Uint8Array.of(...bytesOf(name), 0x1d, 0x56, 0x00))
    await Promise.resolve()
    expect(twin.papers).toEqual([{ rows: [text] }])
  })
  test.each(Object.entries(answers))('%s', (name, status) => {
    expect(paperStatus(bytesOf(name)[0]!)).toBe(status)
  })
  test('an answer that is none is not taken for one', () => {
    for (const byte of [0x00, 0xff, 0x13, 0x52 | 0x80, 0x41]) expect(paperStatus(byte)).toBeUndefined()
  })
  test('a flood is read to its end', () => {
    const printer = new PrinterBytes()
    expect(printer.push(new Uint8Array(300_000).fill(0x41))).toHaveLength(1)
    expect(printer.isUnfinished).toBe(false)
  })
  test('garbage is read to its end and breaks nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        const printer = new PrinterBytes()
        printer.push(bytes)
        printer.push(new Uint8Array(400))
        expect(printer.push(Uint8Array.of(0x1b, 0x40)).at(-1)?.kind).toBeDefined()
      }),
    )
  })
})
