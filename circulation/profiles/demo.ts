import type { RuleBook, RuleSet } from '../rules.ts'

const since2024: RuleSet = {
  validFrom: '2024-01-01',
  loanRules: [
    { itemType: 'quick-loan', days: 14, renewals: 0, maxOfType: 5 },
    { itemType: 'game', days: 14, renewals: 5, maxOfType: 10 },
    // A bus that comes every second or third week: films and magazines as long as books, or they are always overdue.
    { itemType: 'dvd', branchKind: 'bookmobile', days: 28, renewals: 5 },
    { itemType: 'magazine', branchKind: 'bookmobile', days: 28, renewals: 5 },
    { itemType: 'dvd', days: 14, renewals: 5 },
    { itemType: 'magazine', days: 14, renewals: 5 },
    { category: 'group', days: 56, renewals: 5 },
    { days: 28, renewals: 5 },
  ],
  feeBlockCents: 1500,
  feesBlockRenewals: true,
  maxLoans: 100,
  groupCategories: ['group'],
  notForGroups: ['dvd', 'game', 'program'],
  stretchToVisitDays: 21,
  dueNeverAfterCardExpiry: true,
}

/** The rules of the demo library: item types `book`, `cd`, `dvd`, `game`, `magazine`, `program`, `quick-loan`; categories `adult`, `child`, `group`. */
export const demoRules: RuleBook = {
  name: 'demo',
  zone: 'Europe/Helsinki',
  sets: [since2024],
}
