import { expect, test } from 'vitest'
import { RowsAbout } from './rows-about.ts'

test('[RP91] what a preview has changed is found with whom it is by then, and with nobody else', () => {
  const loans = new RowsAbout<{ readonly barcode: string; readonly patronId: string }>(({ patronId }) => [patronId])
  const lend = (barcode: string, patronId: string) => loans.put(barcode, { barcode, patronId })
  const had = (patronId: string) => loans.about(patronId).map(({ barcode }) => barcode)
  lend('X', 'Anna')
  lend('Y', 'Anna')
  lend('X', 'Bea')
  expect([had('Anna'), had('Bea'), had('Carl')]).toEqual([['Y'], ['X'], []])
  loans.delete('Y')
  loans.delete('Y')
  expect([had('Anna'), loans.get('Y'), loans.get('X')?.patronId]).toEqual([[], undefined, 'Bea'])
})
