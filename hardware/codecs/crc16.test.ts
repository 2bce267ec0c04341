import { expect, test } from 'vitest'
import vectors from '../vectors/crc.json' with { type: 'json' }
import { feigCrc, padCrc, tagCrc } from './crc16.ts'
import { bytesOfHex, hexOf } from './hex.ts'

const sums: Record<string, (bytes: ArrayLike<number>) => number> = { feig: feigCrc, '3m': padCrc, tag: tagCrc }

test.each(vectors.map(v => [v.name, v] as const))('[HW15] checksum %s is the standard one', (_, vector) => {
  expect(sums[vector.algo]!(bytesOfHex(vector.hex)!).toString(16).padStart(4, '0')).toBe(vector.crc)
})

test('[HW15] hex is read with spaces and in either case, and nothing else is hex', () => {
  expect(hexOf(bytesOfHex('0A ff\n00')!)).toBe('0aff00')
  for (const wrong of ['0', '0x00', 'zz', '123']) expect(bytesOfHex(wrong)).toBeUndefined()
})
