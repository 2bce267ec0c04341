import type { Patron, PatronCounts } from '../../../circulation/patron.ts'
import type { PublishedPatron } from '../published.ts'
import { openId } from './identity.ts'

/** Whoever holds this card, from the row of its tag: undefined where the row does not open with it. */
export function cardHolder(row: PublishedPatron, card: string, key: Uint8Array, counts: PatronCounts): Patron | undefined {
  const { sealedId, ...told } = row
  const patronId = sealedId === undefined ? undefined : openId(sealedId, card, key)
  return patronId === undefined ? undefined : { ...told, patronId, cards: [card], counts }
}
