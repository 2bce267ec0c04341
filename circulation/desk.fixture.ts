import type { Item } from './item.ts'
import type { Hold, Loan } from './loan.ts'
import type { Patron } from './patron.ts'
import type { Branch, Moment, Stop } from './place.ts'
import type { RuleSet } from './rules.ts'
import type { DeskPlace, ItemFacts, KnownLoan, PatronFacts } from './truth.ts'

/** A Tuesday. */
export const today = '2026-11-17'
export const now: Moment = { instant: '2026-11-17T07:40:00Z', zone: 'Europe/Helsinki', today }

export const rules: RuleSet = {
  validFrom: '2026-01-01',
  loanRules: [
    { itemType: 'dvd', days: 14, renewals: 2, maxOfType: 2 },
    { itemType: 'quick-loan', days: 7, renewals: 0 },
    { days: 28, renewals: 3 },
  ],
  feeBlockCents: 1500,
  feesBlockRenewals: true,
  maxLoans: 5,
  groupCategories: ['group'],
  notForGroups: ['dvd'],
  stretchToVisitDays: 14,
  dueNeverAfterCardExpiry: true,
}

export const bus: Branch = {
  branch: 'TREAU',
  name: 'Bus',
  kind: 'bookmobile',
  zone: 'Europe/Helsinki',
  closedOn: [],
  closedWeekdays: [],
}
/** Closed at weekends, on Independence Day and at Christmas. */
export const library: Branch = {
  ...bus,
  branch: 'TRE',
  name: 'Main library',
  kind: 'library',
  closedOn: ['2026-12-06', '2026-12-24', '2026-12-25'],
  closedWeekdays: [6, 7],
}

export function stop(...days: readonly string[]): Stop {
  return {
    stopId: 'S1',
    name: 'School',
    line: '3',
    branch: bus.branch,
    visits: days.map(day => ({ day, from: '09:40', to: '10:25' })),
  }
}

export function place(change: Partial<DeskPlace> = {}): DeskPlace {
  return { branch: bus, stop: stop('2026-12-01', '2026-12-15', '2026-12-29'), rules, registerComplete: true, ...change }
}

export function patron(change: Partial<Patron> = {}): Patron {
  return {
    patronId: 'anna',
    cards: ['CARD-ANNA'],
    birthDate: '1990-05-05',
    category: 'adult',
    blocks: [],
    feesCents: 0,
    expiresOn: '2028-06-30',
    ...change,
  }
}

export function patronFacts(
  change: Partial<Patron> = {},
  more: { loans?: readonly KnownLoan[]; holds?: readonly Hold[] } = {},
): PatronFacts {
  const one = patron(change)
  return { patron: one, card: one.cards[0]!, loans: more.loans ?? [], holds: more.holds ?? [] }
}

export function item(change: Partial<Item> = {}): Item {
  return {
    barcode: 'X1',
    titleId: 't1',
    title: 'Book',
    itemType: 'book',
    homeBranch: bus.branch,
    circulationStatus: 'ok',
    ...change,
  }
}

export function itemFacts(change: Partial<Item> = {}, more: { loan?: Loan; holds?: readonly Hold[] } = {}): ItemFacts {
  const one = item(change)
  return { barcode: one.barcode, item: one, ...(more.loan && { loan: more.loan }), holds: more.holds ?? [] }
}

export function unknownItem(barcode = 'X1'): ItemFacts {
  return { barcode, holds: [] }
}

export function loan(change: Partial<Loan> = {}): Loan {
  return {
    barcode: 'X1',
    patronId: 'anna',
    lentAt: '2026-11-03T08:00:00Z',
    dueOn: '2026-12-01',
    renewals: 0,
    branch: bus.branch,
    ...change,
  }
}

export function hold(change: Partial<Hold> = {}): Hold {
  return {
    holdId: 'h1',
    titleId: 't1',
    patronId: 'dora',
    placedAt: '2026-11-10T08:00:00Z',
    pickup: { branch: bus.branch, stopId: 'S2' },
    holdNumber: '417',
    state: { kind: 'queued' },
    ...change,
  }
}
