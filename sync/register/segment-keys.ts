import type { Patron } from '../../circulation/patron.ts'
import { normalNumber } from './circulation-state.ts'
import { isTagged } from './detail/identity.ts'
import type { Segment } from './published.ts'
import type { SegmentKeys } from './register-storage.ts'

/** What the rows of a segment are found by, beside their keys. */
export function keysIn(segment: Segment): SegmentKeys {
  if (segment.kind === 'items') return { cards: [], titles: [...new Set(segment.rows.map(({ titleId }) => titleId))] }
  return { cards: [...new Set(segment.rows.flatMap(cardsOf))], titles: [] }
}

/** Who is not named is found by the tag of the one card. */
function cardsOf({ patronId, cards }: Patron): readonly string[] {
  return isTagged({ patronId }) ? [patronId] : cards.map(normalNumber)
}
