import { expect, test } from 'vitest'
import { commandBarcodes } from '../../../sync/station/command-barcodes.ts'
import { code39 } from './code39.ts'

/** Reads the bars back as a scanner does: widths in, characters out. */
function read({ bars, width }: ReturnType<typeof code39>): string {
  const elements: number[] = []
  bars.forEach((bar, at) => {
    const next = bars[at + 1]
    elements.push(bar.width)
    if (next) elements.push(next.x - bar.x - bar.width)
  })
  expect(width).toBe(bars[0]!.x + elements.reduce((sum, element) => sum + element, 0) + 10)
  const characters: string[] = []
  for (let at = 0; at < elements.length; at += 10)
    characters.push(
      elements
        .slice(at, at + 9)
        .map(element => (element > 1 ? '1' : '0'))
        .join(''),
    )
  return characters.map(pattern => table.get(pattern) ?? '?').join('')
}

// From the standard's table, written as bars and spaces apart: wide bars, wide spaces.
const table = new Map<string, string>()
const wideBars = ['10001', '01001', '11000', '00101', '10100', '01100', '00011', '10010', '01010', '00110']
const groups = { '1234567890': '0100', ABCDEFGHIJ: '0010', KLMNOPQRST: '0001', 'UVWXYZ-. *': '1000' }
for (const [letters, spaces] of Object.entries(groups))
  [...letters].forEach((letter, at) => {
    const bars = wideBars[at]!
    table.set([...bars].map((bar, index) => bar + (spaces[index] ?? '')).join(''), letter)
  })
for (const [letter, narrow] of Object.entries({ $: 3, '/': 2, '+': 1, '%': 0 }))
  table.set([0, 1, 2, 3, 4].map(at => `0${at === 4 ? '' : at === narrow ? '0' : '1'}`).join(''), letter)

test.each([...Object.keys(commandBarcodes), '0123456789', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%'])('%s can be read back', text => {
  expect(read(code39(text))).toBe(`*${text}*`)
})

test('a letter that the code has not is refused', () => {
  expect(() => code39('å')).toThrow('Code 39 has no "å"')
})
