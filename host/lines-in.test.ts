import { expect, test } from 'vitest'
import { linesIn } from './lines-in.node.ts'

test('[JO12] however small the parts are, the lines are the same: empty ones, long ones, letters of several bytes', () => {
  const lines = ['', 'yksi', 'päivää', '', '', 'x'.repeat(50), '€'.repeat(9), 'loppu', '']
  const bytes = Buffer.from(lines.map(line => `${line}\n`).join(''))
  for (let bytesAtOnce = 1; bytesAtOnce <= bytes.length + 1; bytesAtOnce++) expect(linesIn(bytes, bytesAtOnce)).toEqual(lines)
  expect(linesIn(Buffer.alloc(0))).toEqual([])
})
