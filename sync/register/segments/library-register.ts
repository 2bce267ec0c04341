import type { Item, Title } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { normalNumber } from '../circulation-state.ts'
import { isOf } from '../detail/identity.ts'
import type { LibrarySettings, PatronQuery, Register, RegisterState, TitleHit } from '../register.ts'
import { CopiesIndex } from './copies-index.ts'
import { HoldsIndex } from './holds-index.ts'
import { tableKinds } from './manifest.ts'
import { NamedPatrons } from './named-patrons.ts'
import { holdIn, loanIn, patronIn } from './rows-of-desk.ts'
import { TitleSearch, titleIn } from './title-search.ts'
import type { WritableLibrary } from './writable-library.ts'

/**
 * A packed library as the desk reads it. What has not arrived yet is not found, and `state` says that the register is not complete: so an item that is
 * not here is lent provisionally, never called unknown. Whoever is named has counts beside the name; loans and holds tell no person.
 */
export class LibraryRegister implements Register {
  readonly #library: WritableLibrary
  readonly #copies: CopiesIndex
  readonly #titles: TitleSearch
  readonly #holds: HoldsIndex
  readonly #named: NamedPatrons

  constructor(library: WritableLibrary) {
    this.#library = library
    this.#copies = new CopiesIndex(library)
    this.#titles = new TitleSearch(library, this.#copies)
    this.#holds = new HoldsIndex(library)
    this.#named = new NamedPatrons(library)
  }

  async item(barcode: string): Promise<Item | undefined> {
    const item = await this.#library.item(barcode)
    return typeof item === 'string' ? undefined : item.found
  }

  async loan(barcode: string): Promise<Loan | undefined> {
    const key = normalNumber(barcode)
    const [state, tag] = await Promise.all([this.#library.row('states', key), this.#library.row('loan-tags', key)])
    return typeof state === 'string' ? undefined : loanIn(state.found, typeof tag === 'string' ? undefined : tag.found.tag)
  }

  async patronByCard(card: string): Promise<Patron | undefined> {
    const holder = await this.#library.patronByCard(card)
    const key = this.#library.groupKey()
    return typeof holder === 'string' || !key ? undefined : patronIn(holder.found, normalNumber(card), key)
  }

  async patron(patronId: string): Promise<Patron | undefined> {
    const card = await this.#named.cardOf(patronId)
    const patron = card === undefined ? undefined : await this.patronByCard(card)
    return patron?.patronId === patronId ? patron : undefined
  }

  isOf(patronId: string, row: Loan | Hold): boolean {
    return isOf(patronId, row, this.#library.groupKey())
  }

  /** Loans tell no person: there is no list of somebody's. */
  async loansOf(): Promise<readonly Loan[]> {
    return []
  }

  async holdsOf(): Promise<readonly Hold[]> {
    return []
  }

  async holdsOn(titleId: string): Promise<readonly Hold[]> {
    return (await this.#library.holdsOn(titleId)).map(holdIn)
  }

  async title(titleId: string): Promise<Title | undefined> {
    const title = await this.#library.title(titleId)
    return typeof title === 'string' ? undefined : titleIn(title.found)
  }

  async itemsOf(titleId: string): Promise<readonly Item[]> {
    const copies = await this.#copies.copiesOf(titleId)
    const items = await Promise.all(copies.map(({ barcode }) => this.item(barcode)))
    return items.filter(item => item !== undefined).sort((a, b) => (a.barcode < b.barcode ? -1 : 1))
  }

  async searchPatrons(query: PatronQuery): Promise<readonly Patron[]> {
    const cards = await this.#named.find(query)
    const patrons = await Promise.all(cards.map(card => this.patronByCard(card)))
    return patrons.filter(patron => patron !== undefined)
  }

  searchTitles(words: string, limit: number, branch?: string): Promise<readonly TitleHit[]> {
    return this.#titles.find(words, limit, branch)
  }

  async holdsAt(branch: string, stopId?: string): Promise<readonly Hold[]> {
    const rows = await this.#holds.at(branch)
    const holds = rows.filter(row => stopId === undefined || row.stopId === stopId).map(holdIn)
    return holds.sort((a, b) => readiness[a.state.kind] - readiness[b.state.kind] || compare(inQueue(a), inQueue(b)))
  }

  async settings(): Promise<LibrarySettings | undefined> {
    return this.#library.settings()
  }

  async state(): Promise<RegisterState> {
    const { version, asOf, complete, bytesHere } = this.#library.stand()
    const shapes = tableKinds.flatMap(kind => this.#library.shape(kind) ?? [])
    const here = shapes.map(shape => Array.from({ length: shape.bundles }, (_, place) => shape.isHere(place)).filter(Boolean))
    return {
      version,
      complete,
      ...(asOf !== undefined && { asOf }),
      segmentsHere: here.reduce((sum, places) => sum + places.length, 0),
      segmentsInAll: shapes.reduce((sum, { bundles }) => sum + bundles, 0),
      bytesHere,
    }
  }
}

const readiness = { waiting: 0, 'in-transit': 1, queued: 2 } as const
const inQueue = ({ placedAt, holdId }: Hold) => `${placedAt} ${holdId}`
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
