import type { Patron, PatronBlock } from './patron.ts'
import type { RefusalCode } from './refusals.ts'
import type { RuleSet } from './rules.ts'
import type { PatronFacts } from './truth.ts'

const blocks: readonly (readonly [PatronBlock, RefusalCode])[] = [
  ['card-lost', 'card-lost'],
  ['barred', 'patron-barred'],
  ['guardian-barred', 'guardian-barred'],
  ['inactive', 'patron-inactive'],
  ['address-unknown', 'patron-address-unknown'],
]

/** All open loans of the patron, listed here or not. */
export function loanCount({ loans, unlistedLoans = 0 }: PatronFacts): number {
  return loans.length + unlistedLoans
}

/** The last day of `barred` is told and past. */
export function isBarOver({ barredUntil }: Pick<Patron, 'barredUntil'>, today: string): boolean {
  return barredUntil !== undefined && barredUntil < today
}

/** Every reason of the patron's own for which nothing is lent, always in the same order: the lost card first, sums and counts last. */
export function patronRefusals(patron: PatronFacts, rules: RuleSet, today: string): RefusalCode[] {
  const { expiresOn, feesCents } = patron.patron
  const stands = (block: PatronBlock) =>
    patron.patron.blocks.includes(block) && !(block === 'barred' && isBarOver(patron.patron, today))
  const codes: RefusalCode[] = blocks.filter(([block]) => stands(block)).map(([, code]) => code)
  if (expiresOn !== undefined && expiresOn < today) codes.push('card-expired')
  if (feesCents > 0 && feesCents >= rules.feeBlockCents) codes.push('patron-fees')
  if (rules.maxLoans !== undefined && loanCount(patron) >= rules.maxLoans) codes.push('patron-too-many-loans')
  return codes
}
