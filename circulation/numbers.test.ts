import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseNumber, sameNumber } from './numbers.ts'

const number = (text: string) => ({ ok: true, number: text })
const refused = (code: string) => ({ ok: false, code })

describe('numbers', () => {
  test.each([
    ['853N06240600\r\n', '853N06240600'],
    ['\u0002853N06240600\u0003', '853N06240600'],
    ['  OUTI1234567\t', 'OUTI1234567'],
    ['\ufeff123', '123'],
    [']C1853N06240600', '853N06240600'],
    ['*853N06240600*', '853N06240600'],
    ['\u0002]A0*12-34*\r', '12-34'],
  ])('[NU1] the frame around %j is left out', (text, expected) => expect(parseNumber(text)).toEqual(number(expected)))

  test('[NU2] numbers match without regard to case', () => {
    expect(parseNumber('lvask123100760')).toEqual(number('LVASK123100760'))
    expect(sameNumber('lvask123100760', 'LVASK123100760')).toBe(true)
    expect(sameNumber('LVASK123100760', 'LVASK123100761')).toBe(false)
  })

  test.each(['', '   ', '\r\n', '\u0002\u0003', '**', ']C1'])('[NU3] %j is empty', text =>
    expect(parseNumber(text)).toEqual(refused('number-empty')),
  )

  test('[NU3] 40 characters are a number, 41 are not', () => {
    expect(parseNumber('1'.repeat(40))).toEqual(number('1'.repeat(40)))
    expect(parseNumber('1'.repeat(41))).toEqual(refused('number-too-long'))
    expect(parseNumber('7')).toEqual(number('7'))
  })

  test.each(['12 34', 'ääni', '12\u00003', 'a_b', '12*34', '１２', 'straße', '12,3', '<b>'])(
    '[NU3] %j has other characters',
    text => expect(parseNumber(text)).toEqual(refused('number-characters')),
  )

  test('[NU3] every allowed character is taken', () => {
    expect(parseNumber('09AZaz.$/+%-')).toEqual(number('09AZAZ.$/+%-'))
  })

  test('[NU4] zeros alone are no number', () => {
    for (const zeros of ['0', '0000000', '0'.repeat(40)]) expect(parseNumber(zeros)).toEqual(refused('number-all-zero'))
    expect(parseNumber('0001')).toEqual(number('0001'))
  })

  test('[NU5] the ISBN on the cover is refused, a label that only looks like one is not', () => {
    expect(parseNumber('9789510396230')).toEqual(refused('number-isbn'))
    expect(parseNumber(']E09789510396230')).toEqual(refused('number-isbn'))
    expect(parseNumber('9789510396231')).toEqual(number('9789510396231'))
    expect(parseNumber('6417825031489')).toEqual(number('6417825031489'))
  })

  test('[NU1] [NU3] any text is answered, and a number read once reads the same again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
        const read = parseNumber(text)
        if (!read.ok) return
        expect(read.number).toMatch(/^[0-9A-Z.$/+%-]{1,40}$/)
        expect(parseNumber(read.number)).toEqual(read)
      }),
    )
  })
})
