import { isPendingHold } from '../../circulation/ledger.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { PatronFacts } from '../../circulation/truth.ts'

/** `Aino V.`: what may stand on the screen. Undefined where this station has no name for the patron. */
export function shortName(patron: Pick<Patron, 'name'> | undefined): string | undefined {
  if (!patron?.name) return undefined
  const { given, family } = patron.name
  if (!given) return family
  return family ? `${given} ${[...family][0]}.` : given
}

/** Active holds that this station is not told one by one. */
export function unlistedHolds({ patron, holds }: PatronFacts): number {
  return Math.max(0, (patron.counts?.holds ?? 0) - holds.filter(hold => !isPendingHold(hold)).length)
}

/** Last four characters of a card: enough to tell two patrons apart, too little to be one. */
export function cardEnd(card: string): string {
  return card.slice(-4)
}
