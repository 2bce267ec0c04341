import type { KohaHold, KohaItem, KohaPatron } from './answers.ts'
import { readAll } from './answers.ts'
import type { KohaSettings } from './configuration.ts'
import { ageLimitIn } from './register-rows.ts'
import type { KohaRest } from './rest.ts'

/** Rows of a library's files, as `library-files.md` describes them. */
export type Table = 'branches' | 'items' | 'patrons' | 'loans' | 'holds'

export const columns = {
  branches: ['branch', 'name', 'kind'],
  items: ['barcode', 'record', 'branch', 'title', 'author', 'call_number', 'status', 'item_type', 'circulates', 'age_limit'],
  patrons: [
    'patron_id',
    'card',
    'category',
    'expires',
    'given_name',
    'family_name',
    'birth_date',
    'home_branch',
    'barred',
    'card_lost',
    'fees',
  ],
  loans: ['barcode', 'card', 'checked_out', 'due', 'branch', 'renewals'],
  holds: ['hold_id', 'hold_number', 'card', 'level', 'target', 'pickup_branch', 'requested', 'captured_barcode', 'frozen'],
} as const satisfies Record<Table, readonly string[]>

export interface TakenOut {
  /** Rows written, by table. */
  readonly rows: Readonly<Record<Table, number>>
  /** What has no number that a scanner could read, or refers to what was hidden. */
  readonly left: Readonly<Record<Table, number>>
}

type Cell = string | number | boolean | null | undefined
export type Write = (table: Table, cells: readonly Cell[]) => Promise<void> | void

/**
 * Takes a whole Koha's register out as rows, page by page in the order of Koha's numbers, so that a list that changes meanwhile loses nothing.
 * What is remembered grows with patrons, loans and holds, not with items. Rejects with a `KohaError`.
 */
export async function takeOut(
  rest: KohaRest,
  settings: KohaSettings,
  embeds: (path: string, relation: string) => boolean,
  write: Write,
): Promise<TakenOut> {
  const rows: Record<Table, number> = { branches: 0, items: 0, patrons: 0, loans: 0, holds: 0 }
  const left = { ...rows }
  const put = async (table: Table, cells: readonly Cell[] | undefined) => {
    if (!cells) return void left[table]++
    rows[table]++
    await write(table, cells)
  }
  const beside = (path: string, relation: string) => (embeds(path, relation) ? { embed: [relation] } : {})

  for await (const page of rest.pagesByNumber('/libraries'))
    for (const { library_id, name } of readAll('library', page)) {
      const kind = settings.ownBranches.includes(library_id) ? 'bookmobile' : 'library'
      await put('branches', [library_id, name ?? library_id, kind])
    }

  const holds: KohaHold[] = []
  for await (const page of rest.pages('/holds', 'hold_id', {})) holds.push(...readAll('hold', page))
  const travelling = new Set(holds.flatMap(({ status, item_id }) => (status === 'T' && item_id != null ? [item_id] : [])))
  const held = new Set(holds.flatMap(({ item_id }) => item_id ?? []))

  const barcodes = new Map<number, string>()
  for await (const page of rest.pages('/items', 'me.item_id', {}, beside('/items', 'biblio')))
    for (const item of readAll('item', page)) {
      const { item_id, external_id } = item
      if (external_id && (item.checked_out_date != null || held.has(item_id))) barcodes.set(item_id, external_id)
      await put('items', external_id ? itemCells(item, external_id, travelling.has(item_id), settings) : undefined)
    }

  const cards = new Map<number, string>()
  for await (const page of rest.pages('/patrons', 'me.patron_id', {}, beside('/patrons', 'account_balance')))
    for (const patron of readAll('patron', page)) {
      if (patron.cardnumber) cards.set(patron.patron_id, patron.cardnumber)
      await put('patrons', patron.cardnumber ? patronCells(patron, patron.cardnumber) : undefined)
    }

  for await (const page of rest.pages('/checkouts', 'checkout_id', {}))
    for (const { item_id, patron_id, checkout_date, due_date, library_id, renewals_count } of readAll('checkout', page)) {
      const [barcode, card] = [barcodes.get(item_id ?? -1), cards.get(patron_id ?? -1)]
      await put('loans', barcode && card ? [barcode, card, checkout_date, due_date, library_id, renewals_count ?? 0] : undefined)
    }

  for (const hold of holds.toSorted((a, b) => a.biblio_id - b.biblio_id || (a.priority ?? 0) - (b.priority ?? 0)))
    await put('holds', holdCells(hold, cards.get(hold.patron_id), barcodes.get(hold.item_id ?? -1)))
  return { rows, left }
}

function itemCells(item: KohaItem, barcode: string, travels: boolean, { lostStatuses }: KohaSettings): readonly Cell[] {
  const { biblio_id, home_library_id, biblio, callnumber, lost_status, withdrawn } = item
  const lost = lost_status ? (lostStatuses[String(lost_status)] ?? 'lost') : undefined
  const status = withdrawn ? 'withdrawn' : (lost ?? (travels ? 'in-transit' : 'available'))
  const notForLoan = item.effective_not_for_loan_status ?? item.not_for_loan_status ?? 0
  const circulates = notForLoan === 0 && (item.restricted_status ?? 0) === 0 ? 1 : 0
  const type = item.effective_item_type_id ?? item.item_type_id
  const title = biblio?.title || `koha:${biblio_id}`
  const ageLimit = ageLimitIn(biblio?.age_restriction)
  return [barcode, `koha:${biblio_id}`, home_library_id, title, biblio?.author, callnumber, status, type, circulates, ageLimit]
}

/** Never an address, a telephone number or a password: they are not asked for. */
function patronCells(patron: KohaPatron, card: string): readonly Cell[] {
  const { patron_id, category_id, expiry_date, firstname, surname, date_of_birth, library_id } = patron
  const fees = Math.max(0, patron.account_balance ?? 0).toFixed(2)
  const [barred, lost] = [patron.restricted ? 1 : 0, patron.patron_card_lost ? 1 : 0]
  return [`koha:${patron_id}`, card, category_id, expiry_date, firstname, surname, date_of_birth, library_id, barred, lost, fees]
}

function holdCells(hold: KohaHold, card: string | undefined, barcode: string | undefined): readonly Cell[] | undefined {
  const { hold_id, biblio_id, item_id, item_level, pickup_library_id, hold_date, status, suspended } = hold
  if (!card || ((item_level || status != null) && item_id != null && barcode === undefined)) return
  const [level, target] = item_level && barcode !== undefined ? ['item', barcode] : ['title', `koha:${biblio_id}`]
  const caught = status == null ? '' : barcode
  return [`koha:${hold_id}`, hold_id, card, level, target, pickup_library_id, hold_date, caught, suspended ? 1 : 0]
}
