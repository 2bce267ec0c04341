import type { Patron } from '../../../circulation/patron.ts'
import { cardTag, personTag } from '../detail/identity.ts'
import { ageClassOf } from '../detail/least-rows.ts'
import type { PatronRow } from './rows.ts'

export { ageLimits } from '../../../circulation/ages.ts'
export { cardTag } from '../detail/identity.ts'
export { horizonDays } from '../detail/least-rows.ts'

/** What a loan of this item by this card carries: 32 bits, so that one may ask "is it this patron's?" of a card in hand, and of no other. */
export function loanTag(card: string, barcode: string, key: Uint8Array): string {
  return personTag(card.toUpperCase(), barcode, key)
}

/** The least tier's rows of a patron, one for each card. `today` is `YYYY-MM-DD`. */
export function leastRows(patron: Patron, key: Uint8Array, today: string): PatronRow[] {
  const { category, expiresOn, blocks } = patron
  const age = ageClassOf(patron.birthDate, today)
  const facts = {
    category,
    ...(expiresOn !== undefined && { expiresOn }),
    blocks,
    ...(age && { ageClass: age.reached }),
    ...(age?.changesOn !== undefined && { ageChangesOn: age.changesOn }),
  }
  return patron.cards.map((card, at) => ({ card: cardTag(card, key), ...facts, ...(at > 0 && { isReplaced: true as const }) }))
}
