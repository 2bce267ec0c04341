import { describe, expect, test } from 'vitest'
import vectors from '../vectors/pcsc.json' with { type: 'json' }
import { bytesOfHex, hexOf } from './hex.ts'
import { askBlock, askUid, cardMakeOf, cardNumberOf, formatUid, learnUidFormat, readAnswer, writeBlock } from './pcsc.ts'

const hexOfVector = (name: string) => vectors.find(each => each.name === name)!.hex
const bytesOf = (name: string) => bytesOfHex(hexOfVector(name))!

describe('[HW72] cards on PC/SC readers', () => {
  test('what is asked is what was recorded', () => {
    expect(hexOf(askUid)).toBe(hexOfVector('get-uid'))
    expect(hexOf(askBlock(0))).toBe(hexOfVector('read-binary-0'))
    expect(hexOf(writeBlock(0, Uint8Array.of(0x11, 0x01, 0x01, 0x31)))).toBe(hexOfVector('update-binary-0'))
  })
  test.each(vectors.filter(each => 'uid' in each).map(each => [each.name, each.uid!] as const))('%s', (name, uid) => {
    expect(cardNumberOf(readAnswer(bytesOf(name)))).toEqual({ kind: 'number', uid })
  })
  test('a number that is another one each time is no card', () => {
    expect(cardNumberOf(readAnswer(bytesOf('random-uid')))).toEqual({ kind: 'random' })
  })
  test('data, failures and nonsense', () => {
    expect(readAnswer(bytesOf('read-binary-0-resp'))).toEqual({ kind: 'done', data: Uint8Array.of(0x11, 0x01, 0x01, 0x31) })
    expect(readAnswer(bytesOf('fail'))).toEqual({ kind: 'failed' })
    expect(readAnswer(bytesOf('not-supported'))).toEqual({ kind: 'not-supported' })
    for (const bytes of [[], [0x90], [0x12, 0x34]]) expect(readAnswer(Uint8Array.from(bytes))).toEqual({ kind: 'nonsense' })
    expect(cardNumberOf(readAnswer(Uint8Array.of(1, 2, 3, 0x90, 0)))).toEqual({ kind: 'none' })
  })
  test('what a card is, by its answer to reset', () => {
    expect(cardMakeOf(bytesOf('atr-mifare-1k'))).toEqual({ standard: 'ISO 14443A-3', make: 'MIFARE Classic 1K' })
    expect(cardMakeOf(bytesOf('atr-ultralight'))).toEqual({ standard: 'ISO 14443A-3', make: 'MIFARE Ultralight' })
    expect(cardMakeOf(bytesOf('atr-icode-sli'))).toEqual({ standard: 'ISO 15693-3', make: 'ICODE SLI' })
    const wrong = bytesOf('atr-icode-sli')
    wrong[13]! ^= 1
    expect(cardMakeOf(wrong)).toBeUndefined()
  })
  test('how the library writes the number is learnt from one card', () => {
    expect(learnUidFormat('04A1B2C3', '77705923')).toBeDefined()
    for (const known of ['04A1B2C3', 'C3B2A104', '0077705923', '3283263748', '04a1b2c3']) {
      const format = learnUidFormat('04A1B2C3', known)
      expect(format && formatUid('04A1B2C3', format).toUpperCase()).toBe(known.toUpperCase())
    }
    expect(learnUidFormat('04A1B2C3', 'PYS0000012')).toBeUndefined()
  })
})
