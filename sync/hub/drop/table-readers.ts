import type { Item, Title } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { milliseconds } from '../../../circulation/replay/scan-order.ts'
import type { CsvRow } from '../../connectors/files/csv-rows.ts'
import { holdOf } from '../../connectors/files/hold-rows.ts'
import { itemOf } from '../../connectors/files/item-rows.ts'
import type { KnownRows } from '../../connectors/files/known-rows.ts'
import { loanOf } from '../../connectors/files/loan-rows.ts'
import { patronOf } from '../../connectors/files/patron-rows.ts'
import { RowProblem } from '../../connectors/files/report.ts'
import type { TableChange } from '../../connectors/library-tables.ts'
import { canonicalJson } from '../../journal/canonical-json.ts'
import type { TableReader, Taking } from './take-table.ts'

const columnOf = (batch: readonly CsvRow[], column: string) => [...new Set(batch.map(row => row.cell(column)).filter(Boolean))]

function knownFor({ library }: Taking, more: Partial<KnownRows>): KnownRows {
  return { ...library, titles: new Map(), items: new Map(), statusWords: new Map(), patrons: new Map(), ...more }
}

/** Rows of a file are mostly what this program wrote before, its keys in the same order. */
const isSame = (one: unknown, other: unknown) =>
  JSON.stringify(one) === JSON.stringify(other) || canonicalJson(one) === canonicalJson(other)

export const readItems: TableReader = async (batch, taking, remarks) => {
  const { standing, asOf } = taking
  const [barcodes, records] = [columnOf(batch, 'barcode'), columnOf(batch, 'record')]
  const titles = new Map<string, Title>(await standing.titles(records))
  for (const title of await taking.newTitles(records)) titles.set(title.titleId, title)
  const [before, touched] = [await standing.items(barcodes), await standing.touchedSince(barcodes, asOf)]
  const known = knownFor(taking, { titles })
  return batch.map(row => () => {
    const said = itemOf(row, known, remarks)
    const key = numberKey(said.barcode)
    known.items.set(key, said)
    const stands = before.get(key)
    const item: Item = stands && touched.has(key) ? { ...said, circulationStatus: stands.item.circulationStatus } : said
    if (stands && isSame(stands.item, item)) return { key, changes: [] }
    const { barcode, homeBranch: branch, circulationStatus: status } = item
    const more: TableChange[] = stands ? [] : [{ kind: 'set-place', barcode, branch }]
    if (stands?.apart) more.push({ kind: 'set-status', barcode, status })
    return { key, changes: [{ kind: 'put-item', item }, ...more] }
  })
}

/** Rows with the same `patron_id` are cards of one patron, the first row's the active one; such rows stand together. */
export const readPatrons: TableReader = async (batch, taking, remarks) => {
  const ids = batch.map(row => row.cell('patron_id') || numberKey(row.cell('card')))
  const [before, looked] = [
    await taking.standing.patrons([...new Set(ids)]),
    await taking.standing.lookedAtSince(ids, taking.asOf),
  ]
  const known = knownFor(taking, {})
  const whole = new Map<string, Patron>()
  const last = new Map<string, number>()
  const good = batch.map((row, index) => {
    try {
      const read = patronOf(row, known, remarks)
      known.patrons.set(numberKey(read.cards[0]!), read)
      const first = whole.get(read.patronId)
      const more = { ...(read.isProtected && { isProtected: true as const }) }
      whole.set(read.patronId, first ? { ...first, cards: [...first.cards, ...read.cards], ...more } : read)
      last.set(read.patronId, index)
      return read.patronId
    } catch (error) {
      return error as Error
    }
  })
  return good.map((key, index) => () => {
    if (key instanceof Error) throw key
    // Of a patron with several cards the last row that can be read writes all of them.
    if (last.get(key) !== index) return { key, changes: [] }
    const said = whole.get(key)!
    const stands = before.get(key)
    const patron = stands && looked.has(key) ? withWhatWasSeen(said, stands) : said
    return { key, changes: stands && isSame(stands, patron) ? [] : [{ kind: 'put-patron', patron }] }
  })
}

function withWhatWasSeen({ expiresOn: _, ...said }: Patron, { blocks, feesCents, expiresOn }: Patron): Patron {
  return { ...said, blocks, feesCents, ...(expiresOn !== undefined && { expiresOn }) }
}

export const readLoans: TableReader = async (batch, taking, remarks) => {
  const { standing, asOf } = taking
  const barcodes = columnOf(batch, 'barcode')
  const [items, patrons] = [await standing.items(barcodes), await standing.patronsByCard(columnOf(batch, 'card'))]
  const [before, touched] = [new Map(await standing.loans(barcodes)), await standing.touchedSince(barcodes, asOf)]
  const known = knownFor(taking, {
    items: new Map([...items].map(([key, { item }]) => [key, item])),
    patrons: new Map(patrons),
  })
  const inBatch = new Map<string, Loan>()
  return batch.map(row => () => {
    const read = loanOf(row, known, remarks)
    const { loan } = read
    const key = numberKey(loan.barcode)
    if (read.kind === 'ended') return { key: `ended ${key}`, changes: [], isOver: true }
    const other = inBatch.get(key)
    if (other && other.lentAt > loan.lentAt) throw new RowProblem(`${loan.barcode} has a later open loan in this file`)
    inBatch.set(key, loan)
    const stands = before.get(key)
    const isNewer = stands && milliseconds(stands.lentAt) >= milliseconds(asOf)
    if (touched.has(key) || isNewer || (stands && isSameLoan(stands, loan))) return { key, changes: [] }
    before.set(key, loan)
    return { key, changes: [{ kind: 'put-loan', loan }] }
  })
}

function isSameLoan(one: Loan, other: Loan): boolean {
  return one.patronId === other.patronId && one.dueOn === other.dueOn && one.renewals === other.renewals
}

export const readHolds: TableReader = async (batch, taking) => {
  const { standing } = taking
  const targets = columnOf(batch, 'target')
  const [titles, items] = [
    await standing.titles(targets),
    await standing.items([...targets, ...columnOf(batch, 'captured_barcode')]),
  ]
  const patrons = await standing.patronsByCard(columnOf(batch, 'card'))
  const known = knownFor(taking, {
    titles: new Map(titles),
    items: new Map([...items].map(([key, { item }]) => [key, item])),
    patrons: new Map(patrons),
  })
  const read = batch.map(row => () => {
    const one = holdOf(row, known, 0)
    if (one.kind === 'ended') return { ended: row.cell('hold_id') }
    const { hold } = one
    // A place in the file is no name: the next night's file has another there.
    const holdId = row.cell('hold_id') || `${hold.patronId} ${hold.titleId} ${hold.placedAt}`
    return { hold: { ...hold, holdId, holdNumber: row.cell('hold_number') || holdId } satisfies Hold }
  })
  const ids = read.flatMap(one => {
    try {
      const { hold, ended } = one()
      return hold?.holdId ?? ended ?? []
    } catch (error) {
      if (error instanceof RowProblem) return []
      throw error
    }
  })
  const before = await standing.holds(ids)
  return read.map(one => () => {
    const { hold, ended = '' } = one()
    const at = taking.asOf
    if (!hold) {
      const isOpen = before.get(ended)?.ended === false
      return {
        key: `ended ${ended}`,
        changes: isOpen ? [{ kind: 'end-hold', holdId: ended, why: 'filled', at }] : [],
        isOver: true,
      }
    }
    const stands = before.get(hold.holdId)
    const isKnown = stands && (stands.ended ? false : isSame(stands.hold, hold))
    return { key: hold.holdId, changes: isKnown ? [] : [{ kind: 'put-hold', hold }] }
  })
}
