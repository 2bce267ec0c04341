import { describe, expect, test } from 'vitest'
import { foldTransactions } from './apply-transaction.ts'
import { hold } from './desk.fixture.ts'
import { checkin, checkout, journal } from './journal.fixture.ts'
import type { StopCorrection, Transaction } from './transaction.ts'
import { whatStands } from './what-stands.ts'

const correction = (fromSequence: number, toSequence: number, branch: string, stopId?: string): StopCorrection => ({
  kind: 'stop-correction',
  fromSequence,
  toSequence,
  branch,
  ...(stopId && { stopId }),
})

describe('stop correction', () => {
  const run = [checkout({ barcode: 'A' }), checkout({ barcode: 'B' }), checkout({ barcode: 'C' })]

  test('[LE19] the entries of the run stand at the right branch and stop, the others where they were', () => {
    const standing = whatStands(journal(...run, correction(2, 3, 'TRE2', 'S7'), checkout({ barcode: 'D' })))
    expect(standing.map(({ branch, stopId }) => `${branch} ${stopId}`)).toEqual(['TREAU S1', 'TRE2 S7', 'TRE2 S7', 'TREAU S1'])
  })

  test('[LE19] of two corrections the later counts; without a stop there is none', () => {
    const standing = whatStands(journal(...run, correction(1, 3, 'TRE2', 'S7'), correction(1, 1, 'TRE3')))
    expect(standing.map(({ branch, stopId }) => `${branch} ${stopId}`)).toEqual(['TRE3 undefined', 'TRE2 S7', 'TRE2 S7'])
  })

  test("[LE19] another station's or another epoch's entries are not corrected", () => {
    const [one] = journal(checkout())
    const elsewhere = { ...one!, id: { ...one!.id, epoch: 'e0' } }
    expect(whatStands([elsewhere, ...journal(checkin(), correction(1, 1, 'TRE2'))])[0]).toEqual(elsewhere)
  })

  test('[LE19] whether a returned copy is ready or on its way follows from the right branch', () => {
    const back = checkin({ destination: { kind: 'hold', holdId: 'h1', holdNumber: '417', branch: 'TRE2' } })
    const state = (...more: Transaction[]) => foldTransactions(journal(back, ...more), () => hold()).holds.get('h1')?.state.kind
    expect([state(), state(correction(1, 1, 'TRE2'))]).toEqual(['in-transit', 'waiting'])
  })
})
