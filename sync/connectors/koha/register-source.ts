import { Temporal } from 'temporal-polyfill'
import { type KohaCheckout, type KohaHold, type KohaItem, type KohaPatron, readAll } from './answers.ts'
import { Catalogue, type Known } from './catalogue.ts'
import type { KohaSettings } from './configuration.ts'
import { type Features, featuresBy } from './features.ts'
import { type ReportKey, type ReportRow, readReport } from './reports.ts'
import { KohaRest } from './rest.ts'

export interface ItemAndLoan {
  readonly item: KohaItem
  readonly checkout?: KohaCheckout
  /** The register's number of whoever has it; undefined where Koha hides it. */
  readonly patronId?: string
}

/** So many numbers in one search keep its address under what web servers take. */
const numbersAtOnce = 100

/** The rows of one Koha; `known` is the hub's own register, `now` an instant in UTC. */
export function registerSource(settings: KohaSettings, { known, now }: { readonly known: Known; now(): string }): RegisterSource {
  const rest = new KohaRest(settings, { now })
  const features = featuresBy(() => rest.definition())
  return new RegisterSource(new Catalogue(rest, known, features), features, settings.zone)
}

/** Koha's rows as the register needs them: what has changed since an instant, and what stands under given numbers. Rejects with a `KohaError`. */
export class RegisterSource {
  readonly catalogue: Catalogue
  readonly #features: () => Promise<Features>
  readonly #zone: string

  constructor(catalogue: Catalogue, features: () => Promise<Features>, zone: string) {
    this.catalogue = catalogue
    this.#features = features
    this.#zone = zone
  }

  /** A page at a time. A loan, a renewal and a return change the item's row. */
  async *changedItems(since: string): AsyncGenerator<readonly ItemAndLoan[]> {
    const wanted = { 'me.timestamp': this.#from(since) }
    for await (const page of this.catalogue.rest.pages('/items', 'me.item_id', wanted, await this.#beside('/items', 'biblio')))
      yield this.#withLoans(readAll('item', page))
  }

  async *changedPatrons(since: string): AsyncGenerator<readonly KohaPatron[]> {
    const beside = await this.#beside('/patrons', 'account_balance')
    for await (const page of this.catalogue.rest.pages(
      '/patrons',
      'me.patron_id',
      { 'me.updated_on': this.#from(since) },
      beside,
    ))
      yield readAll('patron', page)
  }

  /** Copies of titles whose own record has changed, which changes no item's row; `latest` is told the titles' instants. */
  async *itemsOfChangedTitles(since: string, latest: (timestamp: string) => void): AsyncGenerator<readonly ItemAndLoan[]> {
    if (!(await this.#features()).offers('/biblios')) return
    const wanted = { 'me.timestamp': this.#from(since) }
    for await (const page of this.catalogue.rest.pages('/biblios', 'me.biblio_id', wanted)) {
      const titles = readAll('biblio', page)
      for (const { timestamp } of titles) if (timestamp) latest(timestamp)
      for (const some of inParts(titles.map(({ biblio_id }) => biblio_id))) yield this.#items({ 'me.biblio_id': { '-in': some } })
    }
  }

  /** Holds that were placed or have moved; or, `ended`, that were filled or cancelled. */
  async *changedHolds(since: string, ended: boolean): AsyncGenerator<readonly KohaHold[]> {
    const old = ended ? { query: { old: 'true' } } : {}
    for await (const page of this.catalogue.rest.pages('/holds', 'hold_id', { timestamp: this.#from(since) }, old))
      yield readAll('hold', page)
  }

  /** All active holds, a page at a time. */
  async *allHolds(): AsyncGenerator<readonly KohaHold[]> {
    for await (const page of this.catalogue.rest.pages('/holds', 'hold_id', {})) yield readAll('hold', page)
  }

  /** At most `numbersAtOnce`. */
  itemsWith(barcodes: readonly string[]): Promise<readonly ItemAndLoan[]> {
    return this.#items({ external_id: { '-in': barcodes } })
  }

  async patronsWith(cards: readonly string[]): Promise<readonly KohaPatron[]> {
    const beside = await this.#beside('/patrons', 'account_balance')
    return readAll('patron', await this.catalogue.rest.all('/patrons', 'me.patron_id', { cardnumber: { '-in': cards } }, beside))
  }

  /** Of one title. */
  async barcodesOf(biblio: number): Promise<readonly string[]> {
    const q = { 'me.biblio_id': biblio }
    const items = readAll('item', await this.catalogue.rest.all('/items', 'me.item_id', q))
    return items.flatMap(({ external_id }) => external_id ?? [])
  }

  /** Of the library's own, by its number. */
  report<Key extends ReportKey>(key: Key, number: number): Promise<readonly ReportRow<Key>[]> {
    return readReport(key, number, { rest: this.catalogue.rest, features: this.#features })
  }

  /** Undefined where this Koha does not tell them. */
  async rules(): Promise<unknown> {
    if (!(await this.#features()).offers('/circulation_rules')) return
    return this.catalogue.rest.get('/circulation_rules', { query: { effective: 'false' } })
  }

  async #items(wanted: Readonly<Record<string, unknown>>): Promise<readonly ItemAndLoan[]> {
    const beside = await this.#beside('/items', 'biblio')
    return this.#withLoans(readAll('item', await this.catalogue.rest.all('/items', 'me.item_id', wanted, beside)))
  }

  async #withLoans(items: readonly KohaItem[]): Promise<readonly ItemAndLoan[]> {
    const out = items.flatMap(({ item_id, checked_out_date }) => (checked_out_date == null ? [] : [item_id]))
    const checkouts = new Map<number, KohaCheckout>()
    for (const some of inParts(out)) {
      const q = { item_id: { '-in': some } }
      for (const one of readAll('checkout', await this.catalogue.rest.all('/checkouts', 'checkout_id', q)))
        if (one.item_id != null) checkouts.set(one.item_id, one)
    }
    const patrons = await this.catalogue.patronIds([...checkouts.values()].flatMap(({ patron_id }) => patron_id ?? []))
    return items.map(item => {
      const checkout = checkouts.get(item.item_id)
      const patronId = checkout?.patron_id == null ? undefined : patrons.get(checkout.patron_id)
      return { item, ...(checkout && { checkout }), ...(patronId !== undefined && { patronId }) }
    })
  }

  /** With the library's own offset, as Koha writes it. */
  #from(since: string): { readonly '>=': string } {
    const here = Temporal.Instant.from(since).toZonedDateTimeISO(this.#zone)
    return { '>=': here.toString({ timeZoneName: 'never', smallestUnit: 'second' }) }
  }

  async #beside(path: string, relation: string): Promise<{ readonly embed?: readonly string[] }> {
    return (await this.#features()).embeds(path, relation) ? { embed: [relation] } : {}
  }
}

function inParts<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / numbersAtOnce) }, (_, index) =>
    all.slice(index * numbersAtOnce, (index + 1) * numbersAtOnce),
  )
}
