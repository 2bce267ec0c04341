import { expect, test } from 'vitest'
import { centsOf } from './cents-of.ts'

test('[DS42] a sum is read as people type it, and what is none is none', () => {
  expect(['3', '3,2', '3.20', ' 12,05 ', '0'].map(centsOf)).toEqual([300, 320, 320, 1205, 0])
  expect(['', '-3', '3,205', '1 000', '3,2,0', '853N0001', '2001000000'].map(centsOf)).toEqual(Array(7).fill(undefined))
})
