import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { ageOn } from '../../../circulation/ages.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { normalNumber } from '../circulation-state.ts'
import { dayNumber, dayText } from './days.ts'
import type { PatronRow } from './rows.ts'

/** Age limits that recordings and categories know, in years. */
export const ageLimits = [7, 12, 15, 16, 18] as const

/** A change of age class that lies further ahead is left out: a manifest does not live so long, and the day would tell a birthday. */
export const horizonDays = 60

/** What the card number is called where nobody is named: 64 bits of HMAC-SHA-256 under the key of the group of stations. */
export function cardTag(card: string, key: Uint8Array): string {
  return bytesToHex(hmac(sha256, key, utf8ToBytes(normalNumber(card)))).slice(0, 16)
}

/** What a loan of this item by this card carries: 32 bits, so that one may ask "is it this patron's?" of a card in hand, and of no other. */
export function loanTag(card: string, barcode: string, key: Uint8Array): string {
  const both = utf8ToBytes(`${normalNumber(card)}\u0000${normalNumber(barcode)}`)
  return bytesToHex(hmac(sha256, key, both)).slice(0, 8)
}

/** The least tier's rows of a patron, one for each card. `today` is `YYYY-MM-DD`. */
export function leastRows(patron: Patron, key: Uint8Array, today: string): PatronRow[] {
  const { category, expiresOn, blocks } = patron
  const age = ageFacts(patron.birthDate, today)
  const facts = { category, ...(expiresOn !== undefined && { expiresOn }), blocks, ...age }
  return patron.cards.map((card, at) => ({ card: cardTag(card, key), ...facts, ...(at > 0 && { isReplaced: true as const }) }))
}

function ageFacts(birthDate: string | undefined, today: string): Pick<PatronRow, 'ageClass' | 'ageChangesOn'> {
  const age = ageOn(birthDate, today)
  if (age === undefined) return {}
  const ageClass = ageLimits.findLast(limit => limit <= age) ?? 0
  const next = ageLimits.find(limit => limit > age)
  const ageChangesOn = next === undefined ? undefined : firstDayOfAge(birthDate!, next, today)
  return { ageClass, ...(ageChangesOn !== undefined && { ageChangesOn }) }
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
