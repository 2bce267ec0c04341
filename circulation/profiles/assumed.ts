import type { RuleBook } from '../rules.ts'

/** What is assumed where a library's data came without rules. The desk says that it is assumed. */
export const assumedRules: RuleBook = {
  name: 'assumed',
  zone: 'Europe/Helsinki',
  assumed: true,
  sets: [
    {
      validFrom: '1970-01-01',
      // Four weeks is the commonest period of the Finnish consortia; three renewals is what the most cautious of them allows.
      loanRules: [{ days: 28, renewals: 3 }],
      feeBlockCents: 1500,
      feesBlockRenewals: false,
      groupCategories: [],
      notForGroups: [],
      stretchToVisitDays: 14,
      dueNeverAfterCardExpiry: true,
    },
  ],
}
