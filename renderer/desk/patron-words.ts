import type { Patron } from '../../circulation/patron.ts'

/** `Aino V.`: what may stand on the screen. Undefined where this station has no name for the patron. */
export function shortName(patron: Pick<Patron, 'name'> | undefined): string | undefined {
  if (!patron?.name) return undefined
  const { given, family } = patron.name
  if (!given) return family
  return family ? `${given} ${[...family][0]}.` : given
}

/** Last four characters of a card: enough to tell two patrons apart, too little to be one. */
export function cardEnd(card: string): string {
  return card.slice(-4)
}
