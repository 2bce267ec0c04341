import { Temporal } from 'temporal-polyfill'
import type { PatronEvidence } from '../evidence.ts'
import type { Item } from '../item.ts'
import type { OutcomeNote } from '../outcome.ts'
import type { Patron, PatronBlock } from '../patron.ts'
import type { RefusalCode } from '../refusals.ts'
import type { Checkout, Move } from '../transaction.ts'
import type { Happening } from './happening.ts'
import { milliseconds } from './scan-order.ts'

/** The patron of the card, unless the number is by now somebody else's than the desk had before it. */
export function patronOf(x: Happening<Checkout | Move>, evidence: PatronEvidence | undefined): Patron | undefined {
  const meant = x.transaction.patronId
  return !meant || evidence?.patron?.patronId === meant ? evidence?.patron : undefined
}

/** What the library should know about the patron to whom it was lent; nothing of it undoes the loan, for the loan happened. */
export function patronNotes(x: Happening<Checkout>, evidence: PatronEvidence): readonly OutcomeNote[] {
  const patron = evidence.patron!
  const { card, overrides } = x.transaction
  const replaced = patron.cards.length > 0 && patron.cards[0]!.toUpperCase() !== card.toUpperCase()
  const told = new Set<RefusalCode>(overrides.map(({ code }) => code))
  const overlooked = reasonsAt(x, evidence).some(code => !told.has(code))
  return [
    ...(replaced ? [{ code: 'card-replaced' } as const] : []),
    ...(overlooked ? [{ code: 'block-newer-than-register' } as const] : []),
  ]
}

/** The law's age limit, as far as the birth date tells. */
export function tooYoung(x: Happening, item: Item, patron: Patron): boolean {
  if (!item.ageLimit) return false
  if (!patron.birthDate) return true
  const grownUp = Temporal.PlainDate.from(patron.birthDate).add({ years: item.ageLimit })
  return Temporal.PlainDate.compare(dayOf(x), grownUp) < 0
}

/** Why the desk would have asked, at that instant; what began later is ignored. */
function reasonsAt(x: Happening, { patron, blockedSince = [] }: PatronEvidence): readonly RefusalCode[] {
  const standing = patron!.blocks.filter(block => {
    const since = blockedSince.find(one => one.block === block)
    return !since || milliseconds(since.at) <= milliseconds(x.at)
  })
  const expired = patron!.expiresOn && Temporal.PlainDate.compare(patron!.expiresOn, dayOf(x)) < 0
  return [...standing.map(block => codeOfBlock[block]), ...(expired ? ['card-expired' as const] : [])]
}

const codeOfBlock: Record<PatronBlock, RefusalCode> = {
  barred: 'patron-barred',
  'card-lost': 'card-lost',
  'guardian-barred': 'guardian-barred',
  inactive: 'patron-inactive',
  'address-unknown': 'patron-address-unknown',
}

function dayOf({ at, zone, day }: Happening): Temporal.PlainDate {
  if (day !== undefined) return Temporal.PlainDate.from(day)
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate()
}
