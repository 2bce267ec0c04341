import { expect, test } from 'vitest'
import { compareWritten } from './compare-written.ts'
import type { Action, ItemEvidence, KnownScan } from './evidence.ts'
import type { Loan } from './loan.ts'

const zone = 'Europe/Helsinki'
const day = (number: number, clock = '10:00') => `2026-11-${String(number).padStart(2, '0')}T${clock}:00Z`

function shown(more: Partial<ItemEvidence> = {}): ItemEvidence {
  const item = { barcode: 'X', titleId: 't', title: 'Sinuhe', homeBranch: 'MAIN', circulationStatus: 'ok' } as const
  return { item, holds: [], scans: [], pastLoans: [], fees: [], renewals: [], priors: [], ...more }
}

const loan: Loan = { barcode: 'X', patronId: 'Anna', lentAt: day(17), dueOn: '2026-12-15', renewals: 0, branch: 'BUS' }
const begin: Action = { kind: 'begin-loan', barcode: 'X', patronId: 'Anna', at: day(17), dueOn: '2026-12-15', branch: 'BUS' }
const end: Action = { kind: 'end-loan', barcode: 'X', patronId: 'Anna', at: day(17), branch: 'BUS', full: true }
const back = (at: string): KnownScan => ({ kind: 'checkin', branch: 'MAIN', at, uncertaintyMs: 0 })
const kinds = (actions: readonly Action[], evidence: ItemEvidence) => {
  const compared = compareWritten(actions, evidence, zone)
  return compared === 'unknown' ? compared : compared.map(({ kind }) => kind)
}

test('[RP92] a loan that stands as it was written is no difference; neither is one that went on since', () => {
  expect(kinds([begin], shown({ loan }))).toEqual([])
  expect(kinds([begin], shown({ scans: [back(day(18))] }))).toEqual([])
  const carl = { ...loan, patronId: 'Carl', lentAt: day(19) }
  expect(kinds([begin], shown({ loan: carl }))).toEqual([])
  expect(kinds([begin], shown({ loan: { ...loan, dueOn: '2027-01-12', renewals: 1 } }))).toEqual([])
  expect(kinds([begin], shown({ pastLoans: [{ ...loan, endedAt: day(17, '12:00'), endedAtBranch: 'MAIN' }] }))).toEqual([])
})

test('[RP92] a loan that is missing, stands on somebody else, or has another day, branch or due date', () => {
  expect(compareWritten([begin], shown(), zone)).toEqual([{ kind: 'loan-missing', barcode: 'X', written: 'Anna' }])
  expect(compareWritten([begin], shown({ loan: { ...loan, patronId: 'Bea', lentAt: day(2) } }), zone)).toEqual([
    { kind: 'other-patron', barcode: 'X', written: 'Anna', found: 'Bea' },
  ])
  const stamped = { ...loan, lentAt: day(18, '06:00'), branch: 'MAIN', dueOn: '2026-12-16' }
  expect(compareWritten([begin], shown({ loan: stamped }), zone)).toEqual([
    { kind: 'other-day', barcode: 'X', written: '2026-11-17', found: '2026-11-18' },
    { kind: 'other-branch', barcode: 'X', written: 'BUS', found: 'MAIN' },
    { kind: 'due-date', barcode: 'X', written: '2026-12-15', found: '2026-12-16' },
  ])
  // A quarter past midnight in Helsinki.
  expect(kinds([begin], shown({ loan: { ...loan, lentAt: day(17, '22:15') } }))).toEqual(['other-day'])
  expect(kinds([begin], shown({ loan: { ...loan, lentAt: day(17, '21:45') } }))).toEqual([])
})

test('[RP92] a loan that was to end and stands, or ended on another day', () => {
  const old = { ...loan, lentAt: day(2) }
  expect(kinds([end], shown({ loan: old }))).toEqual(['still-on-loan'])
  expect(kinds([end], shown({ pastLoans: [{ ...old, endedAt: day(17), endedAtBranch: 'BUS' }] }))).toEqual([])
  expect(kinds([end], shown({ pastLoans: [{ ...old, endedAt: day(18), endedAtBranch: 'MAIN' }] }))).toEqual([
    'other-day',
    'other-branch',
  ])
  expect(kinds([end], shown({ loan: { ...loan, lentAt: day(18) } }))).toEqual([])
})

test('[RP92] a renewal whose due day does not stand, a hold that waits on in the queue', () => {
  const renewal: Action = { kind: 'renew-loan', barcode: 'X', patronId: 'Anna', dueOn: '2027-01-12', at: day(17, '11:00') }
  expect(kinds([renewal], shown({ loan: { ...loan, dueOn: '2027-01-12', renewals: 1 } }))).toEqual([])
  expect(kinds([renewal], shown({ loan }))).toEqual(['due-date'])
  const hold = {
    holdId: 'h',
    titleId: 't',
    patronId: 'Dora',
    placedAt: day(16),
    pickup: { branch: 'BUS' },
    holdNumber: '417',
    state: { kind: 'queued' },
  } as const
  const caught: Action = { kind: 'catch-hold', barcode: 'X', holdId: 'h', at: day(17), branch: 'BUS' }
  expect(kinds([end, caught], shown({ holds: [hold] }))).toEqual(['hold-not-caught'])
  expect(kinds([end, caught], shown({ holds: [{ ...hold, state: { kind: 'waiting', barcode: 'X' } }] }))).toEqual([])
  expect(kinds([end, caught], shown())).toEqual([])
})

test('[RP92] a system that does not tell enough is not blamed', () => {
  const { item: _, ...unknown } = shown()
  expect(kinds([begin], unknown)).toBe('unknown')
})
