import type { RuleBook } from '../rules.ts'

/**
 * In how many days a loan of such an item may be due at the earliest, by the library's own rules; one, where they are only assumed, the item's
 * type is not known, or a card that expires makes a loan shorter.
 */
export function shortestLoanDays({ sets, assumed }: RuleBook, itemType: string | undefined): number {
  if (assumed || itemType === undefined || sets.some(({ dueNeverAfterCardExpiry }) => dueNeverAfterCardExpiry)) return 1
  const rules = sets
    .flatMap(({ loanRules }) => loanRules)
    .filter(rule => rule.itemType === undefined || rule.itemType === itemType)
  return Math.max(1, Math.min(...rules.map(({ days }) => days)))
}
