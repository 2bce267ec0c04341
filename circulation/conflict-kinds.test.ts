import { expect, test } from 'vitest'
import { type ConflictKind, closesAnothersLoan, conflictKindNames, conflictsIn } from './conflict-kinds.ts'
import { decideReplay } from './decide-replay.ts'
import type { ItemEvidence, KnownScan } from './evidence.ts'
import type { Loan } from './loan.ts'
import type { Patron } from './patron.ts'
import type { Happening, ReplayFacts } from './replay/happening.ts'
import type { Checkin, Checkout, Transaction } from './transaction.ts'

const policy = { renewalPatienceMs: 0, holdShelfMs: 0 }
const at = (clock: string) => `2026-11-17T${clock}:00Z`

function happening<T extends Transaction>(transaction: T): Happening<T> {
  const id = { station: 'bus-1', epoch: '1-a', sequence: 1 }
  return { id, transaction, at: at('10:00'), uncertaintyMs: 500, zone: 'Europe/Helsinki', branch: 'BUS' }
}

const lend = (patronId: string): Checkout => ({
  kind: 'checkout',
  barcode: 'X',
  card: `card-${patronId}`,
  patronId,
  visitId: 'v',
  dueOn: '2026-12-15',
  overrides: [],
})
const takeBack = (patronId?: string): Checkin => ({
  kind: 'checkin',
  barcode: 'X',
  destination: { kind: 'shelf' },
  ...(patronId && { patronId }),
})

const loanOf = (patronId: string, clock: string): Loan => ({
  barcode: 'X',
  patronId,
  lentAt: at(clock),
  dueOn: '2026-12-01',
  renewals: 0,
  branch: 'MAIN',
})

function evidence(more: Partial<ItemEvidence> = {}): ItemEvidence {
  const item = { barcode: 'X', titleId: 't', title: 'Sinuhe', homeBranch: 'MAIN', circulationStatus: 'ok' } as const
  return { item, holds: [], scans: [], pastLoans: [], fees: [], renewals: [], priors: [], ...more }
}

const patron = (patronId: string): Patron => ({
  patronId,
  cards: [`card-${patronId}`],
  category: 'adult',
  blocks: [],
  feesCents: 0,
})

function kindsOf(
  transaction: Transaction,
  item: ItemEvidence,
  who = 'Anna',
  more: Partial<Patron> = {},
): readonly ConflictKind[] {
  const facts: ReplayFacts = { item, patron: { patron: { ...patron(who), ...more }, loans: [], holds: [] } }
  const x = happening(transaction)
  return conflictsIn(x, facts, decideReplay(x, facts, policy))
}

const seenLater: KnownScan = { kind: 'checkin', branch: 'MAIN', at: at('12:00'), uncertaintyMs: 0 }
const heldFor = (patronId: string, clock: string) =>
  ({
    holdId: `hold-${patronId}`,
    titleId: 't',
    patronId,
    placedAt: at(clock),
    pickup: { branch: 'BUS' },
    holdNumber: '417',
    state: { kind: 'waiting', barcode: 'X' },
  }) as const

test('[RP80] a loan and a return that find all as the desk saw it are of no kind', () => {
  expect(kindsOf(lend('Anna'), evidence())).toEqual([])
  expect(kindsOf(takeBack('Anna'), evidence({ loan: loanOf('Anna', '08:00') }))).toEqual([])
  expect(kindsOf(takeBack(), evidence({ loan: loanOf('Anna', '08:00') }))).toEqual([])
})

test('[RP80] whose loan is closed: another’s by a loan, another’s than was seen by a return; one’s own is none', () => {
  expect(kindsOf(lend('Anna'), evidence({ loan: loanOf('Bea', '08:00') }))).toEqual(['closes-others-loan'])
  expect(kindsOf(lend('Anna'), evidence({ loan: loanOf('Anna', '08:00') }))).toEqual([])
  expect(kindsOf(takeBack('Anna'), evidence({ loan: loanOf('Bea', '08:00') }))).toEqual(['returns-others-loan'])
  const closing = conflictKindNames.filter(kind => closesAnothersLoan([kind]))
  expect(closing).toEqual(['closes-others-loan', 'returns-others-loan'])
})

test('[RP80] what is history says whether somebody has it by now', () => {
  expect(kindsOf(lend('Anna'), evidence({ scans: [seenLater] }))).toEqual(['becomes-history'])
  expect(kindsOf(takeBack(), evidence({ loan: loanOf('Carl', '15:00') }))).toEqual(['newer-loan-kept'])
})

test('[RP80] holds, what was lost, blocks, cards', () => {
  expect(kindsOf(lend('Anna'), evidence({ holds: [heldFor('Dora', '07:00')] }))).toEqual(['takes-held-item'])
  expect(kindsOf(takeBack(), evidence({ holds: [heldFor('Dora', '07:00')] }))).toEqual(['catches-hold'])
  const lost = { ...evidence().item!, circulationStatus: 'lost' } as const
  expect(kindsOf(takeBack(), evidence({ item: lost }))).toEqual(['finds-lost'])
  expect(kindsOf(lend('Anna'), evidence(), 'Anna', { blocks: ['barred'] })).toEqual(['overlooks-block'])
  expect(kindsOf(lend('Anna'), evidence(), 'Anna', { cards: ['newer', 'card-Anna'] })).toEqual(['follows-card'])
})

test('[RP80] inference counts where there is a conflict, and only there', () => {
  expect(kindsOf(lend('Anna'), evidence({ inferred: true }))).toEqual([])
  expect(kindsOf(lend('Anna'), evidence({ inferred: true, loan: loanOf('Bea', '08:00') }))).toEqual([
    'closes-others-loan',
    'rests-on-inference',
  ])
})
