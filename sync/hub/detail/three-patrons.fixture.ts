import type { Item } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import type { Patron } from '../../../circulation/patron.ts'
import type { TableChange } from '../../connectors/library-tables.ts'

/** Whom a station near by may know, whom it may not, and whom nobody may. */
export const family = { near: 'Rantakoski', far: 'Kaukovaara', hidden: 'Suojattu' } as const
export type Who = keyof typeof family

export const patron = (who: Who, more: Partial<Patron> = {}): Patron => ({
  patronId: `pid-${who}`,
  cards: [`CARD-${who}-1`.toUpperCase(), `CARD-${who}-0`.toUpperCase()],
  name: { given: 'Eeli', family: family[who] },
  birthDate: '1985-04-03',
  category: 'adult',
  expiresOn: '2027-11-30',
  blocks: [],
  feesCents: 0,
  homeBranch: `home-${who}`,
  ...more,
})

export const item = (barcode: string): Item => {
  return { barcode, titleId: `t-${barcode}`, title: 'Kirja', homeBranch: 'main', circulationStatus: 'ok' }
}

export const loan = (barcode: string, who: Who, branch = 'main'): Loan => {
  const when = { lentAt: '2026-11-01T10:00:00Z', dueOn: '2026-12-01', renewals: 0 }
  return { barcode, patronId: `pid-${who}`, ...when, branch, visitId: `visit of pid-${who}` }
}

export const hold = (holdId: string, who: Who): Hold => {
  const where = { titleId: 't-I1', placedAt: '2026-11-01T10:00:00Z', pickup: { branch: 'main' } }
  return { holdId, patronId: `pid-${who}`, ...where, holdNumber: '7', state: { kind: 'queued' } }
}

/** Each of them has something. */
export const threePatrons: readonly TableChange[] = [
  ...['I1', 'I2', 'I3', 'I4'].map(barcode => ({ kind: 'put-item', item: item(barcode) }) as const),
  { kind: 'put-patron', patron: patron('near') },
  { kind: 'put-patron', patron: patron('far') },
  { kind: 'put-patron', patron: patron('hidden', { isProtected: true, homeBranch: 'home-near' }) },
  { kind: 'put-loan', loan: loan('I1', 'near') },
  { kind: 'put-loan', loan: loan('I2', 'far') },
  { kind: 'put-loan', loan: loan('I3', 'hidden') },
  { kind: 'put-hold', hold: hold('H1', 'far') },
  { kind: 'put-hold', hold: hold('H2', 'hidden') },
]
