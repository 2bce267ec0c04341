import { sql } from 'kysely'
import type { ItemStatus } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import { personTag } from '../../register/detail/identity.ts'
import type { HoldRow, LoanTagRow, NamedLoanRow, StateRow } from '../../register/segments/rows.ts'
import { each, pages, type RowSource } from './row-source.ts'

/** Items that do not simply stand on their shelf, but for loans, by barcode in upper case. Few; loans are many and never all in memory. */
export class OffShelf {
  readonly #known = new Map<string, { readonly barcode: string; readonly status: ItemStatus; readonly hold?: StateRow['hold'] }>()

  /** What the item's own row says, or later the table of statuses. */
  say(key: string, barcode: string, status: ItemStatus): void {
    const known = this.#known.get(key)
    this.#known.set(key, { ...known, barcode: known?.barcode ?? barcode, status })
  }

  /** A hold has caught its copy. */
  caught({ state }: Hold): void {
    if (state.kind === 'queued') return
    const key = numberKey(state.barcode)
    const known = this.#known.get(key)
    this.#known.set(key, { barcode: known?.barcode ?? state.barcode, status: known?.status ?? 'ok', hold: state.kind })
  }

  /** A row of an item and its loan; undefined where it stands on its shelf. */
  row(key: string, loan: Loan | undefined): StateRow | undefined {
    const { barcode, status = 'ok', hold } = this.#known.get(key) ?? {}
    if (!loan && hold === undefined && status === 'ok') return undefined
    return {
      barcode: loan?.barcode ?? barcode ?? key,
      status,
      ...(loan && { lentAt: loan.lentAt, dueOn: loan.dueOn, renewals: loan.renewals }),
      ...(hold && { hold }),
    }
  }

  inOrder(): readonly string[] {
    return [...this.#known.keys()].sort()
  }
}

/** What the table of statuses says instead of the items' own rows. */
export async function readStatuses(source: RowSource, offShelf: OffShelf): Promise<void> {
  type Stored = { readonly key: string; readonly status: string }
  const { db, inOrder } = source
  const read = (after: Stored | undefined, most: number) =>
    sql<Stored>`select barcode as key, status from statuses ${after ? sql`where ${inOrder('barcode')} > ${after.key}` : sql``}
      order by ${inOrder('barcode')} limit ${most}`.execute(db)
  for await (const { key, status } of each(pages(source, read))) offShelf.say(key, key, status as ItemStatus)
}

/** States by barcode: of what is lent, and of what is off its shelf otherwise. */
export async function* stateRows(source: RowSource, offShelf: OffShelf): AsyncGenerator<StateRow> {
  const others = offShelf.inOrder()
  let next = 0
  for await (const { key, loan } of loans(source)) {
    for (; next < others.length && others[next]! < key; next++) {
      const row = offShelf.row(others[next]!, undefined)
      if (row) yield row
    }
    if (others[next] === key) next++
    yield offShelf.row(key, loan)!
  }
  for (; next < others.length; next++) {
    const row = offShelf.row(others[next]!, undefined)
    if (row) yield row
  }
}

/** Whose each loan is, by barcode, for who has the card in hand. */
export async function* loanTagRows(source: RowSource, key: Uint8Array): AsyncGenerator<LoanTagRow> {
  for await (const { loan } of loans(source)) yield loanTagRow(loan, key)
}

/** Of one loan. */
export function loanTagRow({ barcode, patronId, branch }: Loan, key: Uint8Array): LoanTagRow {
  return { barcode, tag: personTag(patronId, barcode, key), branch }
}

/** Loans of these patrons, by barcode. */
export async function* namedLoanRows(source: RowSource, named: ReadonlySet<string>): AsyncGenerator<NamedLoanRow> {
  for await (const { key: barcode, loan } of loans(source)) {
    const { patronId } = loan
    if (named.has(patronId)) yield { barcode, patronId }
  }
}

async function* loans(source: RowSource): AsyncGenerator<{ readonly key: string; readonly loan: Loan }> {
  type Stored = { readonly key: string; readonly row: string }
  const { db, inOrder } = source
  const read = (after: Stored | undefined, most: number) =>
    sql<Stored>`select barcode as key, row from loans ${after ? sql`where ${inOrder('barcode')} > ${after.key}` : sql``}
      order by ${inOrder('barcode')} limit ${most}`.execute(db)
  for await (const { key, row } of each(pages(source, read))) yield { key, loan: JSON.parse(row) as Loan }
}

/** Holds by title, and by id among those of one title. */
export async function* holdRows(source: RowSource, key: Uint8Array, onHold: (hold: Hold) => void): AsyncGenerator<HoldRow> {
  type Stored = { readonly title: string; readonly id: string; readonly row: string }
  const { db, inOrder } = source
  const [title, id] = [inOrder('title_id'), inOrder('hold_id')]
  const read = (after: Stored | undefined, most: number) =>
    sql<Stored>`select title_id as title, hold_id as id, row from holds where ended is null
      ${after ? sql`and (${title}, ${id}) > (${after.title}, ${after.id})` : sql``}
      order by ${title}, ${id} limit ${most}`.execute(db)
  for await (const { row } of each(pages(source, read))) {
    const hold = JSON.parse(row) as Hold
    onHold(hold)
    yield holdRow(hold, key)
  }
}

/** Of one hold. */
export function holdRow({ patronId, pickup, state, ...hold }: Hold, key: Uint8Array): HoldRow {
  const { holdId, titleId, copy, placedAt, holdNumber } = hold
  return {
    holdId,
    titleId,
    ...(copy !== undefined && { copy }),
    placedAt,
    branch: pickup.branch,
    ...(pickup.stopId !== undefined && { stopId: pickup.stopId }),
    holdNumber,
    state: state.kind,
    ...(state.kind !== 'queued' && { barcode: state.barcode }),
    ...(state.kind === 'waiting' && state.expiresOn !== undefined && { expiresOn: state.expiresOn }),
    ...(state.kind === 'waiting' && state.box !== undefined && { box: state.box }),
    tag: personTag(patronId, holdId, key),
  }
}
