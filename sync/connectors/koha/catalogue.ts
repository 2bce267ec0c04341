import { numberKey } from '../../../circulation/numbers.ts'
import type { Patron } from '../../../circulation/patron.ts'
import type { LibraryTables } from '../library-tables.ts'
import {
  type KohaCheckout,
  type KohaHold,
  type KohaItem,
  type KohaPastCheckout,
  type KohaPatron,
  read,
  readAll,
  readNewest,
} from './answers.ts'
import type { Features } from './features.ts'
import { KohaError } from './koha-error.ts'
import type { KohaRest } from './rest.ts'

/** What the hub's own register knows: its patrons and titles have other numbers than Koha's. */
export type Known = Pick<LibraryTables, 'item' | 'patron' | 'patronByCard' | 'copiesOf'>

export interface ItemLoans {
  readonly open?: KohaCheckout | undefined
  /** Undefined where this Koha does not tell those of an item. */
  readonly over?: readonly KohaPastCheckout[]
  /** There are no older ones. */
  readonly isWhole?: boolean
}

const pastLoansAtOnce = 20
const idsAtOnce = 50
const remembered = 20_000

/** Finds by barcode and card what Koha knows by numbers of its own, and the other way round. */
export class Catalogue {
  /** The register's numbers of patrons, by Koha's. */
  readonly #ids = new Map<number, string>()
  readonly rest: KohaRest
  readonly known: Known
  readonly #features: () => Promise<Features>

  constructor(rest: KohaRest, known: Known, features: () => Promise<Features>) {
    this.rest = rest
    this.known = known
    this.#features = features
  }

  /** Undefined where Koha has no such item. */
  async item(barcode: string): Promise<KohaItem | undefined> {
    const written = (await this.known.item(barcode))?.barcode ?? barcode
    const query = { external_id: written, _match: 'exact' }
    const found = readAll('item', (await this.rest.get('/items', { query, ...(await this.#beside('/items', 'biblio')) })) ?? [])
    return found.find(({ external_id }) => external_id != null && numberKey(external_id) === numberKey(barcode))
  }

  async patronWithCard(card: string): Promise<KohaPatron | undefined> {
    const query = { cardnumber: card, _match: 'exact' }
    const embed = await this.#beside('/patrons', 'account_balance')
    const found = readAll('patron', (await this.rest.get('/patrons', { query, ...embed })) ?? [])
    if (found.some(({ cardnumber }) => cardnumber == null))
      throw new KohaError(
        'unreachable',
        "Koha hides this patron from the hub's user: it needs view_borrower_infos_from_any_libraries",
      )
    const patron = found.find(({ cardnumber }) => numberKey(cardnumber!) === numberKey(card))
    if (patron) await this.#saw(patron)
    return patron
  }

  /** By the register's number: through the cards, the newest first. */
  async patron(patronId: string): Promise<KohaPatron | undefined> {
    const own = ownNumber(patronId)
    if (own !== undefined) {
      const body = await this.rest.get(`/patrons/${own}`)
      return body === undefined ? undefined : read('patron', body)
    }
    for (const card of (await this.known.patron(patronId))?.cards ?? [patronId]) {
      const found = await this.patronWithCard(card)
      if (found) return found
    }
  }

  /** The register's numbers of Koha's patrons; one that the register does not know is called `koha:` and its number. */
  async patronIds(numbers: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const wanted = [...new Set(numbers)]
    for (const some of inParts(wanted.filter(one => !this.#ids.has(one)))) {
      const q = { 'me.patron_id': { '-in': some } }
      for (const patron of readAll('patron', await this.rest.all('/patrons', 'me.patron_id', q))) await this.#saw(patron)
    }
    return new Map(wanted.map(number => [number, this.#ids.get(number) ?? `koha:${number}`]))
  }

  /** Koha's number of a title, by any of its copies. */
  async biblioOf(titleId: string): Promise<number | undefined> {
    const own = ownNumber(titleId)
    if (own !== undefined) return own
    for (const barcode of await this.known.copiesOf(titleId)) {
      const item = await this.item(barcode)
      if (item) return item.biblio_id
    }
  }

  async barcodes(itemIds: readonly number[]): Promise<readonly string[]> {
    const found: string[] = []
    for (const some of inParts([...new Set(itemIds)])) {
      const items = readAll('item', await this.rest.all('/items', 'me.item_id', { 'me.item_id': { '-in': some } }))
      found.push(...items.flatMap(({ external_id }) => external_id ?? []))
    }
    return found
  }

  /** The item's open loan. */
  async checkoutOf(itemId: number): Promise<KohaCheckout | undefined> {
    const query = { q: JSON.stringify({ item_id: itemId }) }
    const found = readAll('checkout', (await this.rest.get('/checkouts', { query })) ?? [])
    // Somebody else's loan is never taken for this item's, whatever a search was understood to be.
    return found.find(({ item_id }) => item_id === itemId)
  }

  /** The open loan and the last ones that are over, the newest first. A loan that ends meanwhile is among these. */
  async loansOf(itemId: number): Promise<ItemLoans> {
    const open = await this.checkoutOf(itemId)
    const query = { q: JSON.stringify({ item_id: itemId }), checked_in: 'true', _order_by: '-checkout_id' }
    const told = await this.rest
      .get('/checkouts', { query: { ...query, _per_page: String(pastLoansAtOnce) } })
      .catch(notSearchable)
    if (told === undefined) return { open }
    const over = readNewest('pastCheckout', told).filter(({ item_id }) => item_id === itemId)
    const isOver = over.some(({ checkout_id }) => checkout_id === open?.checkout_id)
    return {
      open: isOver ? undefined : open,
      over,
      isWhole: over.length < pastLoansAtOnce && over.length === (told as unknown[]).length,
    }
  }

  async checkoutsOf(patron: number): Promise<readonly KohaCheckout[]> {
    const found = readAll('checkout', await this.rest.all('/checkouts', 'checkout_id', { patron_id: patron }))
    return found.filter(({ patron_id }) => patron_id === patron)
  }

  /** Active holds, in the order in which they were placed. */
  async holds(wanted: { readonly biblio_id?: number; readonly patron_id?: number }): Promise<readonly KohaHold[]> {
    const { biblio_id, patron_id } = wanted
    const found = readAll('hold', await this.rest.all('/holds', 'hold_id', { ...wanted }))
    return found.filter(
      hold => (biblio_id ?? hold.biblio_id) === hold.biblio_id && (patron_id ?? hold.patron_id) === hold.patron_id,
    )
  }

  /** What the patron owes, in whole units of money; less than nothing where Koha owes. */
  async balanceOf(patron: number): Promise<number> {
    return read('account', await this.rest.get(`/patrons/${patron}/account`)).balance
  }

  /** What is asked for beside the rows, where this Koha gives it. */
  async #beside(path: string, relation: string): Promise<{ readonly embed?: readonly string[] }> {
    return (await this.#features()).embeds(path, relation) ? { embed: [relation] } : {}
  }

  /** Whoever was found by a card once stays who they are when they get another. */
  async #saw({ patron_id, cardnumber }: KohaPatron): Promise<void> {
    const known = cardnumber == null ? undefined : await this.known.patronByCard(cardnumber)
    if (!known) return
    if (this.#ids.size >= remembered) this.#ids.clear()
    this.#ids.set(patron_id, known.patronId)
  }
}

/** A search that this release does not know is refused at once, and tells nothing. */
function notSearchable(error: unknown): undefined {
  if (error instanceof KohaError && error.kind === 'refused' && error.status === 400) return
  throw error
}

/** What only Koha knows is called by its number there. */
function ownNumber(id: string): number | undefined {
  const found = /^koha:(\d{1,15})$/.exec(id)
  return found ? Number(found[1]) : undefined
}

function inParts<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / idsAtOnce) }, (_, index) =>
    all.slice(index * idsAtOnce, (index + 1) * idsAtOnce),
  )
}

/** The patron as the register has it, or as Koha tells it, with what Koha says of blocks and fees. */
export function patronBy(told: KohaPatron, card: string, known: Patron | undefined): Patron {
  const blocks = [
    ...(told.patron_card_lost ? ['card-lost' as const] : []),
    ...(told.restricted ? ['barred' as const] : []),
    ...(told.incorrect_address ? ['address-unknown' as const] : []),
  ]
  const base = known ?? { patronId: `koha:${told.patron_id}`, cards: [told.cardnumber ?? card] }
  const feesCents = told.account_balance == null ? (known?.feesCents ?? 0) : Math.round(told.account_balance * 100)
  const kept = (known?.blocks ?? []).filter(block => block === 'guardian-barred' || block === 'inactive')
  return {
    category: told.category_id ?? '',
    ...(told.date_of_birth != null && { birthDate: told.date_of_birth }),
    ...(told.library_id != null && { homeBranch: told.library_id }),
    ...base,
    ...(told.expiry_date != null && { expiresOn: told.expiry_date }),
    blocks: [...kept, ...blocks],
    feesCents,
  }
}
