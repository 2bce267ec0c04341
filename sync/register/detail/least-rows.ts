import { ageLimits, ageOn } from '../../../circulation/ages.ts'
import type { AgeClass, Patron } from '../../../circulation/patron.ts'
import type { PublishedPatron } from '../published.ts'
import { dayNumber, dayText } from '../segments/days.ts'
import { cardTag, sealId, tagMark } from './identity.ts'

/** A change of age class that lies further ahead is left out: a station's data does not live so long, and the day would tell a birthday. */
export const horizonDays = 60

/** The least that can decide about a patron, one row for each card. `today` is `YYYY-MM-DD`. */
export function leastRowsOf(patron: Patron, key: Uint8Array, today: string): PublishedPatron[] {
  const { patronId, category, expiresOn, blocks, barredUntil, feesCents, birthDate } = patron
  const ageClass = ageClassOf(birthDate, today)
  const days = { ...(expiresOn !== undefined && { expiresOn }), ...(barredUntil !== undefined && { barredUntil }) }
  const facts = { category, ...days, blocks, feesCents, ...(ageClass && { ageClass }) }
  return patron.cards.map((card, at) => ({
    patronId: tagMark + cardTag(card, key),
    cards: [],
    sealedId: sealId(patronId, card, key),
    ...facts,
    ...(at > 0 && { isReplacedCard: true as const }),
  }))
}

/** Undefined where the age is unknown. */
export function ageClassOf(birthDate: string | undefined, today: string): AgeClass | undefined {
  const age = ageOn(birthDate, today)
  if (age === undefined) return undefined
  const next = ageLimits.find(limit => limit > age)
  const changesOn = next === undefined ? undefined : firstDayOfAge(birthDate!, next, today)
  return { reached: ageLimits.findLast(limit => limit <= age) ?? 0, ...(changesOn !== undefined && { changesOn }) }
}

/** By the rule that decides, asked day by day: there is no second arithmetic of ages. */
function firstDayOfAge(birthDate: string, age: number, today: string): string | undefined {
  const start = dayNumber(today)!
  if (ageOn(birthDate, dayText(start + horizonDays)!)! < age) return undefined
  for (let day = start + 1; day <= start + horizonDays; day++) {
    if (ageOn(birthDate, dayText(day)!)! >= age) return dayText(day)
  }
  return undefined
}
