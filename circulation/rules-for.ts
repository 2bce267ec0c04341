import type { Item } from './item.ts'
import type { Patron } from './patron.ts'
import { assumedRules } from './profiles/assumed.ts'
import type { LoanRule, RuleBook, RuleSet } from './rules.ts'
import type { DeskPlace } from './truth.ts'

/** The set in force on `day` (`YYYY-MM-DD`): the newest that is valid; before the first one, the first; in an empty book, the assumed one. */
export function rulesFor(book: RuleBook, day: string): RuleSet {
  const inOrder = book.sets.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : 0))
  return inOrder.findLast(set => set.validFrom <= day) ?? inOrder[0] ?? assumedRules.sets[0]!
}

/** The first rule that matches item type, category and kind of branch; an item without a type matches only rules that ask for none. */
export function loanRuleFor(item: Item | undefined, patron: Patron, place: DeskPlace): LoanRule {
  const rule = place.rules.loanRules.find(
    ({ itemType, category, branchKind }) =>
      (itemType === undefined || itemType === item?.itemType) &&
      (category === undefined || category === patron.category) &&
      (branchKind === undefined || branchKind === place.branch.kind),
  )
  return rule ?? assumedRules.sets[0]!.loanRules[0]!
}
