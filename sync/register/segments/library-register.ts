import type { Item, Title } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { normalNumber } from '../circulation-state.ts'
import { isOf } from '../detail/identity.ts'
import { searchable } from '../fold-letters.ts'
import type { LibrarySettings, PatronQuery, Register, RegisterState, TitleHit } from '../register.ts'
import { HoldsIndex } from './holds-index.ts'
import type { Found } from './library-reader.ts'
import { tableKinds } from './manifest.ts'
import type { HoldRow } from './rows.ts'
import { holdIn, loanIn, namedPatron, patronIn } from './rows-of-desk.ts'
import { TitleIndex } from './title-index.ts'
import { TitleSearch, titleIn } from './title-search.ts'
import type { TitleSource } from './title-source.ts'
import type { WritableLibrary } from './writable-library.ts'

/**
 * A packed library as the desk reads it. What has not arrived yet is not found, and `state` says that the register is not complete: so an item that is
 * not here is lent provisionally, never called unknown. Who is not named has counts instead of lists; their loans and holds tell no person.
 */
export class LibraryRegister implements Register {
  readonly #library: WritableLibrary
  readonly #titles: TitleSearch
  readonly #holds: HoldsIndex

  /** `titles`: where words are looked for, if not here. */
  constructor(library: WritableLibrary, titles: TitleSource = new TitleIndex(library)) {
    this.#library = library
    this.#titles = new TitleSearch(library, titles)
    this.#holds = new HoldsIndex(library)
  }

  async item(barcode: string): Promise<Item | undefined> {
    return found(await this.#library.item(barcode))
  }

  async loan(barcode: string): Promise<Loan | undefined> {
    const key = normalNumber(barcode)
    const [state, tag, named] = await Promise.all([
      this.#library.row('states', key),
      this.#library.row('loan-tags', key),
      this.#library.row('named-loans', key),
    ])
    const told = found(state)
    return told && loanIn(told, found(tag), found(named)?.patronId)
  }

  async patronByCard(card: string): Promise<Patron | undefined> {
    const holder = found(await this.#library.patronByCard(card))
    return holder && patronIn(holder, normalNumber(card))
  }

  async patron(patronId: string): Promise<Patron | undefined> {
    const named = found(await this.#library.named(patronId))
    return named && namedPatron(named)
  }

  isOf(patronId: string, row: Loan | Hold): boolean {
    return isOf(patronId, row, this.#library.groupKey())
  }

  /** Earliest due first. */
  async loansOf(patronId: string): Promise<readonly Loan[]> {
    const named = found(await this.#library.named(patronId))
    const loans = await Promise.all((named?.loans ?? []).map(barcode => this.loan(barcode)))
    const theirs = loans.filter(loan => loan !== undefined).filter(loan => this.isOf(patronId, loan))
    const inOrder = ({ dueOn, barcode }: Loan) => `${dueOn} ${barcode}`
    return theirs.map(loan => ({ ...loan, patronId })).sort((a, b) => compare(inOrder(a), inOrder(b)))
  }

  async holdsOf(patronId: string): Promise<readonly Hold[]> {
    const named = found(await this.#library.named(patronId))
    const rows = await Promise.all((named?.holds ?? []).map(key => this.#library.row('holds', key)))
    const holds = rows.flatMap(row => (typeof row === 'string' ? [] : [holdIn(row.found, patronId)]))
    return holds.sort((a, b) => compare(inQueue(a), inQueue(b)))
  }

  async holdsOn(titleId: string): Promise<readonly Hold[]> {
    return Promise.all((await this.#library.holdsOn(titleId)).map(row => this.#hold(row)))
  }

  async title(titleId: string): Promise<Title | undefined> {
    const title = found(await this.#library.title(titleId))
    return title && titleIn(title)
  }

  async itemsOf(titleId: string): Promise<readonly Item[]> {
    const copies = await this.#titles.copiesOf(titleId)
    const items = await Promise.all(copies.map(({ barcode }) => this.item(barcode)))
    return items.filter(item => item !== undefined).sort((a, b) => (a.barcode < b.barcode ? -1 : 1))
  }

  async searchPatrons(query: PatronQuery): Promise<readonly Patron[]> {
    const rows = await this.#library.searchNames(query)
    const patrons = await Promise.all(rows.map(({ patronId }) => this.patron(patronId)))
    const inOrder = ({ name, patronId }: Patron) => `${searchable(name?.family)}\u0000${searchable(name?.given)} ${patronId}`
    return patrons.filter(patron => patron !== undefined).sort((a, b) => compare(inOrder(a), inOrder(b)))
  }

  searchTitles(words: string, limit: number, branch?: string): Promise<readonly TitleHit[]> {
    return this.#titles.find(words, limit, branch)
  }

  async holdsAt(branch: string, stopId?: string): Promise<readonly Hold[]> {
    const rows = await this.#holds.at(branch)
    const here = rows.filter(row => stopId === undefined || row.stopId === stopId)
    const holds = await Promise.all(here.map(row => this.#hold(row)))
    return holds.sort((a, b) => readiness[a.state.kind] - readiness[b.state.kind] || compare(inQueue(a), inQueue(b)))
  }

  async settings(): Promise<LibrarySettings | undefined> {
    return this.#library.settings()
  }

  async state(): Promise<RegisterState> {
    const { version, asOf, readAt, complete, bytesHere, bytesInAll } = this.#library.stand()
    const shapes = tableKinds.flatMap(kind => this.#library.shape(kind) ?? [])
    const here = shapes.map(shape => Array.from({ length: shape.bundles }, (_, place) => shape.isHere(place)).filter(Boolean))
    return {
      version,
      complete,
      ...(asOf !== undefined && { asOf }),
      ...(readAt !== undefined && { readAt }),
      segmentsHere: here.reduce((sum, places) => sum + places.length, 0),
      segmentsInAll: shapes.reduce((sum, { bundles }) => sum + bundles, 0),
      bytesHere,
      ...(bytesInAll > 0 && { bytesInAll }),
    }
  }

  async #hold(row: HoldRow): Promise<Hold> {
    return holdIn(row, found(await this.#library.row('named-holds', row.holdId))?.patronId)
  }
}

function found<T>(answer: Found<T>): T | undefined {
  return typeof answer === 'string' ? undefined : answer.found
}

const readiness = { waiting: 0, 'in-transit': 1, queued: 2 } as const
const inQueue = ({ placedAt, holdId }: Hold) => `${placedAt} ${holdId}`
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
