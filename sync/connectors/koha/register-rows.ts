import { Temporal } from 'temporal-polyfill'
import type { Item, ItemStatus } from '../../../circulation/item.ts'
import type { Patron } from '../../../circulation/patron.ts'
import type { KohaItem, KohaPatron } from './answers.ts'
import type { KohaSettings } from './configuration.ts'

/** Whether the register has this from Koha itself, and not from files of another system with numbers of their own. */
export function isKohas(id: string): boolean {
  return id.startsWith('koha:')
}

/** An item as Koha has it. Of a register that came in other files its title, type and shelf mark stay as they are there. */
export function itemIn(told: KohaItem, known: Item | undefined, settings: Pick<KohaSettings, 'lostStatuses'>): Item {
  const { biblio_id, external_id, home_library_id, callnumber, biblio } = told
  const circulationStatus = statusIn(told, settings)
  if (known && !isKohas(known.titleId))
    return { ...known, circulationStatus, ...(home_library_id != null && { homeBranch: home_library_id }) }
  const itemType = told.effective_item_type_id ?? told.item_type_id
  const ageLimit = ageLimitIn(biblio?.age_restriction)
  return {
    ...known,
    barcode: known?.barcode ?? external_id ?? '',
    titleId: `koha:${biblio_id}`,
    title: biblio?.title || known?.title || `koha:${biblio_id}`,
    ...(biblio?.author && { author: biblio.author }),
    ...(itemType && { itemType }),
    homeBranch: home_library_id ?? known?.homeBranch ?? '',
    ...(callnumber && { callNumber: callnumber }),
    ...(ageLimit !== undefined && { ageLimit }),
    circulationStatus,
  }
}

/** What is on loan is not thereby out of use. */
export function statusIn(told: KohaItem, { lostStatuses }: Pick<KohaSettings, 'lostStatuses'>): ItemStatus {
  if (told.withdrawn) return 'withdrawn'
  if (told.lost_status) return lostStatuses[String(told.lost_status)] ?? 'lost'
  const notForLoan = told.effective_not_for_loan_status ?? told.not_for_loan_status ?? 0
  return notForLoan === 0 && (told.restricted_status ?? 0) === 0 ? 'ok' : 'not-for-loan'
}

/** `K16`, `PEGI 7`: the years; undefined where none stand there. */
export function ageLimitIn(text: string | null | undefined): number | undefined {
  const years = /(?<!\d)(\d{1,2})(?!\d)/.exec(text ?? '')?.[1]
  return years === undefined ? undefined : Number(years)
}

/** A patron as Koha has them; undefined where Koha hides them. `barredUntil`: where a report tells it. Never an address, a telephone number or a password: they are not read. */
export function patronIn(told: KohaPatron, known: Patron | undefined, barredUntil?: string): Patron | undefined {
  const { cardnumber: card, category_id, library_id, date_of_birth, expiry_date, firstname, surname } = told
  if (!card) return
  const kept = (known?.blocks ?? []).filter(block => block === 'guardian-barred')
  const name = firstname || surname ? { given: firstname ?? '', family: surname ?? '' } : undefined
  const { name: _, birthDate: __, expiresOn: ___, homeBranch: ____, barredUntil: _____, ...before } = known ?? {}
  return {
    ...before,
    patronId: known?.patronId ?? `koha:${told.patron_id}`,
    cards: [card, ...(known?.cards ?? []).filter(one => one !== card)].slice(0, cardsKept),
    ...(name && !known?.isProtected && { name }),
    ...(date_of_birth != null && { birthDate: date_of_birth }),
    category: category_id ?? '',
    ...(expiry_date != null && { expiresOn: expiry_date }),
    blocks: [
      ...kept,
      ...(told.patron_card_lost ? (['card-lost'] as const) : []),
      ...(told.restricted ? (['barred'] as const) : []),
      ...(told.incorrect_address ? (['address-unknown'] as const) : []),
    ],
    ...(told.restricted && barredUntil !== undefined && { barredUntil }),
    feesCents: told.account_balance == null ? (known?.feesCents ?? 0) : Math.round(told.account_balance * 100),
    ...(library_id != null && { homeBranch: library_id }),
  }
}

const cardsKept = 4

/** Somebody whom Koha no longer has: no card finds them, and nothing is known of them. */
export function goneFrom({ patronId, category }: Patron): Patron {
  return { patronId, cards: [], category, blocks: ['inactive'], feesCents: 0 }
}

/** The instant of a date-time with its offset, UTC. */
export function instantIn(dateTime: string): string {
  return Temporal.Instant.from(dateTime).toString()
}
