import { expect, test } from 'vitest'
import { kocHead, kocLine, readKoc } from './koc-lines.ts'

test('[EX1] what is written as .koc is read back as it was, with its lines', () => {
  const acts = [
    { command: 'issue', card: 'C-1', barcode: '853N001' },
    { command: 'return', barcode: '853N001' },
    { command: 'payment', card: 'C-1', cents: 205 },
  ] as const
  const at = '2026-11-17T09:40:00.007'
  const text = `${[kocHead('1.2'), ...acts.map(act => kocLine(at, act))].join('\n')}\n`
  expect(readKoc(text)).toEqual({ acts: acts.map((act, index) => ({ line: index + 2, at, ...act })), left: [] })
})

test('[EX1] files of other programs are read: hyphens or colons, no milliseconds, empty lines, CRLF', () => {
  const text = 'Version=1.0\tGenerator=Other\r\n2008-06-11 12-24-11 547\tissue\tA\tB\r\n\r\n2008-06-11 12:24:12\treturn\tB\r\n'
  expect(readKoc(text).acts).toMatchObject([
    { line: 2, at: '2008-06-11T12:24:11.547', command: 'issue', card: 'A', barcode: 'B' },
    { line: 4, at: '2008-06-11T12:24:12.000', command: 'return' },
  ])
})

test.each([
  ['noon\tissue\tA\tB', 'it begins with no time'],
  ['2026-13-40 10:00:00 1\tissue\tA\tB', 'it begins with no time'],
  ['2026-11-17 10:00:00 1\tissue\tA', 'issue has 2 parts, this line others'],
  ['2026-11-17 10:00:00 1\treturn\tA\tB', 'return has 1 parts, this line others'],
  ['2026-11-17 10:00:00 1\trenew\tA', 'its command is none: renew'],
  ['2026-11-17 10:00:00 1\tpayment\tA\t-3', 'it is no sum of money: -3'],
])('[EX1] a line that cannot be used is left out and told, the others stand: %j', (line, reason) => {
  const { acts, left } = readKoc(`Version=1.0\n${line}\n2026-11-17 10:00:00 1\treturn\tA\n`)
  expect(left).toEqual([{ line: 2, reason }])
  expect(acts).toHaveLength(1)
})

test('[EX1] what is no such file, or of a later version, is refused', () => {
  expect(() => readKoc('barcode,card\n')).toThrow('names no version')
  expect(() => readKoc('Version=2.0\n')).toThrow('version 2.0')
})
