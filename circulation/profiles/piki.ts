import type { LoanRule, RuleBook, RuleSet } from '../rules.ts'

/**
 * Sources: tampere.fi, "Loaning and returning" (28 days; Vippi, magazines, DVD and Blu-ray, console games 14 days; 5 renewals but
 * none for Vippi; at most 10 console games); piki.finna.fi, "Rules" (lending and renewing stop at fees of 15 euro or more);
 * tampere.fi 18.12.2018 (the limit was 20 euro until the end of 2018).
 */
const loanRules: readonly LoanRule[] = [
  { itemType: 'vippi', days: 14, renewals: 0 },
  { itemType: 'magazine', days: 14, renewals: 5 },
  { itemType: 'dvd', days: 14, renewals: 5 },
  { itemType: 'blu-ray', days: 14, renewals: 5 },
  { itemType: 'console-game', days: 14, renewals: 5, maxOfType: 10 },
  { days: 28, renewals: 5 },
]

const since2019: RuleSet = {
  validFrom: '2019-01-01',
  loanRules,
  feeBlockCents: 1500,
  feesBlockRenewals: true,
  // No rule of PIKI's for group cards is published.
  groupCategories: [],
  notForGroups: [],
  // piki.finna.fi, "Fees": on a bookmobile, overdue fees start two weeks after the due date, so that is how far a date may be moved.
  stretchToVisitDays: 14,
  dueNeverAfterCardExpiry: true,
}

/** PIKI, the libraries of Pirkanmaa (in one register since 2002). Values change: a change is a new set, the old one stays. */
export const pikiRules: RuleBook = {
  name: 'piki',
  zone: 'Europe/Helsinki',
  sets: [{ ...since2019, validFrom: '2002-01-01', feeBlockCents: 2000 }, since2019],
}
