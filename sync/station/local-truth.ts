import { mayHave } from '../../circulation/hold-turn.ts'
import type { Item } from '../../circulation/item.ts'
import { emptyLedger, type Ledger } from '../../circulation/ledger.ts'
import type { Hold } from '../../circulation/loan.ts'
import { numberKey } from '../../circulation/numbers.ts'
import type { Patron } from '../../circulation/patron.ts'
import { withPendingItem, withPendingPatron } from '../../circulation/pending-overlay.ts'
import type { ItemFacts, PatronFacts } from '../../circulation/truth.ts'
import type { Entry } from '../journal/entry.ts'
import type { Register } from '../register/register.ts'
import { NumberShapes } from './number-shapes.ts'
import { foldPending, withEntry } from './pending.ts'

/** Local truth: the register's word with this station's pending transactions folded on top. */
export class LocalTruth {
  readonly shapes = new NumberShapes()
  readonly #register: Register
  #ledger: Ledger = emptyLedger
  /** The register's own words, kept until it changes; a patron's many loans are looked up once in a visit. */
  #items = new Map<string, Promise<Item | undefined>>()
  #known = new Map<string, Item>()
  #patrons = new Map<string, Promise<PatronFacts>>()
  #holds = new Map<string, Hold>()

  constructor(register: Register) {
    this.#register = register
  }

  /** The register or the pending entries have changed: forgets what was kept and folds anew. */
  async fold(pending: readonly Entry[]): Promise<void> {
    this.#items = new Map()
    this.#known = new Map()
    this.#patrons = new Map()
    this.#holds = new Map()
    await Promise.all(pending.map(entry => this.#rememberHolds(entry)))
    this.#ledger = foldPending(pending, id => this.#holds.get(id))
  }

  /** Entries just written, on top of the rest. `pending` gives all of them, for one that changes the meaning of earlier entries. */
  add(entries: readonly Entry[], pending: () => readonly Entry[]): void {
    const known = (id: string) => this.#holds.get(id)
    for (const entry of entries) {
      const next = withEntry(this.#ledger, entry, known)
      if (!next) {
        this.#ledger = foldPending(pending(), known)
        return
      }
      this.#ledger = next
    }
  }

  /** All that is known of one item; `number` normalised. */
  async item(number: string): Promise<ItemFacts> {
    const [item, loan] = await Promise.all([this.registerItem(number), this.#register.loan(number)])
    const onTitle = item ? this.#remember(await this.#register.holdsOn(item.titleId)) : []
    const holds = onTitle.filter(hold => mayHave(hold, number))
    return withPendingItem({ barcode: number, ...(item && { item }), ...(loan && { loan }), holds }, this.#ledger)
  }

  async patronByCard(card: string): Promise<PatronFacts | undefined> {
    const patron = await this.#register.patronByCard(card)
    return patron && this.#patron(patron, card)
  }

  async patron(patronId: string, card?: string): Promise<PatronFacts | undefined> {
    const known = this.#patrons.get(patronId)
    const patron = known ? (await known).patron : await this.#register.patron(patronId)
    return patron && this.#patron(patron, card ?? patron.cards[0] ?? '')
  }

  /** Holds that lie ready to be picked up at a branch (and stop). */
  async holdsAt(branch: string, stopId?: string): Promise<readonly Hold[]> {
    const known = await this.#register.holdsAt(branch, stopId)
    const caughtHere = [...this.#ledger.holds.values()].filter(hold => hold !== null)
    const isHere = ({ pickup }: Hold) => pickup.branch === branch && (stopId === undefined || pickup.stopId === stopId)
    const more = caughtHere.filter(hold => isHere(hold) && !known.some(({ holdId }) => holdId === hold.holdId))
    const { holds } = withPendingItem({ barcode: '', holds: [...known, ...more] }, this.#ledger)
    return holds.filter(({ state }) => state.kind === 'waiting')
  }

  /** The register's word about an item, kept until the register changes. */
  registerItem(number: string): Promise<Item | undefined> {
    const key = numberKey(number)
    const kept = this.#items.get(key)
    if (kept) return kept
    const found = this.#register.item(key).then(item => {
      if (!item) return undefined
      this.shapes.learnItem(key)
      this.#known.set(key, item)
      return item
    })
    return keep(this.#items, key, found)
  }

  async #patron(patron: Patron, card: string): Promise<PatronFacts> {
    const { patronId, cards } = patron
    for (const number of cards) this.shapes.learnCard(number)
    const kept = this.#patrons.get(patronId) ?? keep(this.#patrons, patronId, this.#registerPatron(patron))
    const lentHere = [...this.#ledger.loans.values()].filter(loan => loan?.patronId === patronId)
    const [facts] = await Promise.all([kept, ...lentHere.map(loan => this.registerItem(loan!.barcode))])
    return withPendingPatron({ ...facts, card }, this.#ledger, barcode => this.#known.get(numberKey(barcode)))
  }

  async #registerPatron(patron: Patron): Promise<PatronFacts> {
    const { patronId } = patron
    const [loans, holds] = await Promise.all([this.#register.loansOf(patronId), this.#register.holdsOf(patronId)])
    const items = await Promise.all(loans.map(({ barcode }) => this.registerItem(barcode)))
    const known = loans.map((loan, index) => ({ ...loan, ...(items[index] && { item: items[index] }) }))
    return { patron, card: patron.cards[0] ?? '', loans: known, holds: this.#remember(holds) }
  }

  /** Folding needs the register's word on each hold that an entry caught or filled. */
  async #rememberHolds({ transaction }: Entry): Promise<void> {
    const holdId =
      transaction.kind === 'checkout'
        ? transaction.fillsHold
        : transaction.kind === 'checkin' && transaction.destination.kind === 'hold'
          ? transaction.destination.holdId
          : undefined
    if (!holdId || !('barcode' in transaction) || !transaction.barcode || this.#holds.has(holdId)) return
    const item = await this.registerItem(transaction.barcode)
    if (item) this.#remember(await this.#register.holdsOn(item.titleId))
  }

  #remember(holds: readonly Hold[]): readonly Hold[] {
    for (const hold of holds) this.#holds.set(hold.holdId, hold)
    return holds
  }
}

/** Keeps an answer that is still coming; one that fails is asked anew the next time. */
function keep<T>(answers: Map<string, Promise<T>>, key: string, coming: Promise<T>): Promise<T> {
  answers.set(key, coming)
  coming.catch(() => answers.get(key) === coming && answers.delete(key))
  return coming
}
