import { mayHave } from '../../circulation/hold-turn.ts'
import type { Item } from '../../circulation/item.ts'
import { emptyLedger, isPendingHold, type Ledger } from '../../circulation/ledger.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import { numberKey } from '../../circulation/numbers.ts'
import type { Patron } from '../../circulation/patron.ts'
import { withPendingHolds, withPendingItem, withPendingPatron } from '../../circulation/pending-overlay.ts'
import type { ItemFacts, PatronFacts } from '../../circulation/truth.ts'
import type { Entry } from '../journal/entry.ts'
import type { Register } from '../register/register.ts'
import { NumberShapes } from './number-shapes.ts'
import { foldPending, type InRegister, withEntry } from './pending.ts'
import { namedRow } from './whose.ts'

/** Local truth: the register's word with this station's pending transactions folded on top. */
export class LocalTruth {
  readonly shapes = new NumberShapes()
  readonly #register: Register
  #ledger: Ledger = emptyLedger
  #inRegister: InRegister = () => false
  /** The register's own words, kept until it changes; a patron's many loans are looked up once in a visit. */
  #items = new Map<string, Promise<Item | undefined>>()
  #known = new Map<string, Item>()
  #patrons = new Map<string, Promise<PatronFacts>>()
  #holds = new Map<string, Hold>()
  /** Barcodes that the journal knows to have been lent here, by patron; some of them are back since. */
  #lentHere = new Map<string, Set<string>>()
  /** Whether the register's loan of an item is a patron's, by both. */
  #ofPatron = new Map<string, Promise<boolean>>()

  constructor(register: Register) {
    this.#register = register
  }

  /** The register or the pending entries have changed: forgets what was kept and folds anew. `kept`: all that the journal still has. */
  async fold(pending: readonly Entry[], kept: readonly Entry[] = pending, inRegister: InRegister = () => false): Promise<void> {
    this.#inRegister = inRegister
    this.#lentHere = lentHere(kept)
    this.#ofPatron = new Map()
    this.#items = new Map()
    this.#known = new Map()
    this.#patrons = new Map()
    this.#holds = new Map()
    await Promise.all(pending.map(entry => this.#rememberHolds(entry)))
    this.#ledger = foldPending(pending, id => this.#holds.get(id), inRegister)
  }

  /** Entries just written, on top of the rest. `pending` gives all of them, for one that changes the meaning of earlier entries. */
  add(entries: readonly Entry[], pending: () => readonly Entry[]): void {
    const known = (id: string) => this.#holds.get(id)
    for (const entry of entries) {
      const next = withEntry(this.#ledger, entry, known)
      if (!next) {
        this.#ledger = foldPending(pending(), known, this.#inRegister)
        return
      }
      this.#ledger = next
    }
  }

  /** All that is known of one item; `number` normalised. Whose loan or hold it is, is said of `patronIds` where the register names nobody. */
  async item(number: string, patronIds: readonly string[] = []): Promise<ItemFacts> {
    const [item, known] = await Promise.all([this.registerItem(number), this.#register.loan(number)])
    const asked = [...patronIds, ...patronsIn(this.#ledger, number)]
    const loan = known && namedRow(this.#register, known, asked)
    const onTitle = item ? this.#remember(await this.#register.holdsOn(item.titleId)) : []
    const holds = onTitle.filter(hold => mayHave(hold, number)).map(hold => namedRow(this.#register, hold, asked))
    return withPendingItem({ barcode: number, ...(item && { item }), ...(loan && { loan }), holds }, this.#ledger)
  }

  /** `branch`: where the patron stands; holds ready there are found also where no holds of the patron are listed. */
  async patronByCard(card: string, branch?: string): Promise<PatronFacts | undefined> {
    const patron = await this.#register.patronByCard(card)
    return patron && this.#patron(patron, card, branch)
  }

  /** Who is not named here is found only with `card`. */
  async patron(patronId: string, card?: string, branch?: string): Promise<PatronFacts | undefined> {
    const known = this.#patrons.get(patronId) ?? this.#patrons.get(withCard(patronId, card))
    const patron = known
      ? (await known).patron
      : ((await this.#register.patron(patronId)) ?? (await this.#holder(card, patronId)))
    return patron && this.#patron(patron, card ?? patron.cards[0] ?? '', branch)
  }

  async #holder(card: string | undefined, patronId: string): Promise<Patron | undefined> {
    const patron = card === undefined ? undefined : await this.#register.patronByCard(card)
    return patron?.patronId === patronId ? patron : undefined
  }

  /** The patron with their holds on a title, which are not listed where nobody is named. */
  async withHoldsOn(titleId: string, facts: PatronFacts): Promise<PatronFacts> {
    const { patronId } = facts.patron
    const onTitle = this.#remember(await this.#register.holdsOn(titleId))
    const theirs = onTitle.filter(
      row => this.#register.isOf(patronId, row) && !facts.holds.some(({ holdId }) => holdId === row.holdId),
    )
    return {
      ...facts,
      holds: [
        ...facts.holds,
        ...withPendingHolds(
          theirs.map(hold => ({ ...hold, patronId })),
          this.#ledger,
        ),
      ],
    }
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

  async #patron(patron: Patron, card: string, branch?: string): Promise<PatronFacts> {
    const { patronId, cards } = patron
    for (const number of cards) this.shapes.learnCard(number)
    // Each card of somebody who is not named is a patron of its own here: one of them may have been replaced.
    const key = patron.counts ? withCard(patronId, card) : patronId
    const kept = this.#patrons.get(key) ?? keep(this.#patrons, key, this.#registerPatron(patron, branch))
    const lentHere = [...this.#ledger.loans.values()].filter(loan => loan?.patronId === patronId)
    const [facts] = await Promise.all([kept, ...lentHere.map(loan => this.registerItem(loan!.barcode))])
    const unlistedLoans = await this.#unlistedLoans(facts)
    const register = { ...facts, card, ...(unlistedLoans !== undefined && { unlistedLoans }) }
    return withPendingPatron(register, this.#ledger, barcode => this.#known.get(numberKey(barcode)))
  }

  async #registerPatron(patron: Patron, branch: string | undefined): Promise<PatronFacts> {
    const { patronId } = patron
    const [loans, holds] = patron.counts
      ? await Promise.all([this.#loansFromHere(patronId), branch === undefined ? [] : this.#holdsReady(patronId, branch)])
      : await Promise.all([this.#register.loansOf(patronId), this.#register.holdsOf(patronId)])
    const items = await Promise.all(loans.map(({ barcode }) => this.registerItem(barcode)))
    const known = loans.map((loan, index) => ({ ...loan, ...(items[index] && { item: items[index] }) }))
    return { patron, card: patron.cards[0] ?? '', loans: known, holds: this.#remember(holds) }
  }

  /** What was lent here and is in the register by now: the journal knows of it, and the loan's tag says that it still stands. */
  async #loansFromHere(patronId: string): Promise<readonly Loan[]> {
    const loans = await Promise.all([...(this.#lentHere.get(patronId) ?? [])].map(barcode => this.#register.loan(barcode)))
    return loans.flatMap(loan => (loan && this.#register.isOf(patronId, loan) ? [{ ...loan, patronId }] : []))
  }

  async #holdsReady(patronId: string, branch: string): Promise<readonly Hold[]> {
    const holds = await this.#register.holdsAt(branch)
    return holds.filter(hold => this.#register.isOf(patronId, hold)).map(hold => ({ ...hold, patronId }))
  }

  /** The register's count, less what is listed, and less what came back here since; undefined where all loans are listed. */
  async #unlistedLoans({ patron: { patronId, counts }, loans }: PatronFacts): Promise<number | undefined> {
    if (!counts) return undefined
    const listed = new Set(loans.map(({ barcode }) => numberKey(barcode)))
    const moved = [...this.#ledger.loans.keys()].filter(barcode => !listed.has(barcode))
    const theirs = await Promise.all(moved.map(barcode => this.#isLoanOf(patronId, barcode)))
    return Math.max(0, counts.loans - listed.size - theirs.filter(Boolean).length)
  }

  #isLoanOf(patronId: string, barcode: string): Promise<boolean> {
    const key = `${patronId}\u0000${barcode}`
    const asked = async () => {
      const loan = await this.#register.loan(barcode)
      return loan !== undefined && this.#register.isOf(patronId, loan)
    }
    return this.#ofPatron.get(key) ?? keep(this.#ofPatron, key, asked())
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

function withCard(patronId: string, card = ''): string {
  return `${patronId}\u0000${numberKey(card)}`
}

/** Who may have it by what was recorded here: their cards were in hand. */
function patronsIn({ renewals, holds }: Ledger, barcode: string): readonly string[] {
  const renewed = renewals.get(numberKey(barcode))?.patronId
  const asked = [...holds.values()].flatMap(hold => (hold && isPendingHold(hold) ? [hold.patronId] : []))
  return renewed === undefined ? asked : [renewed, ...asked]
}

function lentHere(entries: readonly Entry[]): Map<string, Set<string>> {
  const barcodes = new Map<string, Set<string>>()
  for (const { transaction } of entries) {
    if (transaction.kind !== 'checkout' && transaction.kind !== 'move') continue
    const { patronId, barcode } = transaction
    barcodes.set(patronId, (barcodes.get(patronId) ?? new Set()).add(numberKey(barcode)))
  }
  return barcodes
}

/** Keeps an answer that is still coming; one that fails is asked anew the next time. */
function keep<T>(answers: Map<string, Promise<T>>, key: string, coming: Promise<T>): Promise<T> {
  answers.set(key, coming)
  coming.catch(() => answers.get(key) === coming && answers.delete(key))
  return coming
}
