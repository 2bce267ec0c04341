import type { Patron } from '../../../circulation/patron.ts'
import { cardTag } from '../detail/identity.ts'
import { ageClassOf } from '../detail/least-rows.ts'
import { packId } from '../detail/packed-id.ts'
import type { PatronRow } from './rows.ts'

export { ageLimits } from '../../../circulation/ages.ts'
export { cardTag, personTag } from '../detail/identity.ts'
export { horizonDays } from '../detail/least-rows.ts'

/** The least tier's rows of a patron, one for each card. `today` is `YYYY-MM-DD`; `shapes`: which ids of patrons may have, told of nobody. */
export function leastRows(patron: Patron, key: Uint8Array, today: string, shapes: ReadonlySet<string>): PatronRow[] {
  const { patronId, category, expiresOn, blocks, barredUntil } = patron
  const age = ageClassOf(patron.birthDate, today)
  const facts = {
    category,
    ...(expiresOn !== undefined && { expiresOn }),
    blocks,
    ...(barredUntil !== undefined && { barredUntil }),
    ...(age && { ageClass: age.reached }),
    ...(age?.changesOn !== undefined && { ageChangesOn: age.changesOn }),
  }
  return patron.cards.map((card, at) => ({
    card: cardTag(card, key),
    sealedId: packId(patronId, card, key, shapes),
    ...facts,
    ...(at > 0 && { isReplaced: true as const }),
  }))
}
