import type { Item, ItemStatus } from '../../../circulation/item.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { CsvRow } from './csv-rows.ts'
import { count, yesNo } from './fields.ts'
import { type KnownRows, scannable } from './known-rows.ts'
import { type Remarks, RowProblem } from './report.ts'

/** Words of common library systems. What is ordered or being processed is not lent, as Koha has it. */
const statuses: Readonly<Record<string, ItemStatus>> = {
  '': 'ok',
  available: 'ok',
  'checked-out': 'ok',
  'in-transit': 'ok',
  'on-holds-shelf': 'ok',
  reshelving: 'ok',
  lost: 'lost',
  'long-overdue': 'lost',
  'lost-and-paid': 'lost',
  missing: 'missing',
  'claims-returned': 'claims-returned',
  withdrawn: 'withdrawn',
  discarded: 'withdrawn',
  'on-order': 'not-for-loan',
  'in-process': 'not-for-loan',
  cataloging: 'not-for-loan',
  bindery: 'not-for-loan',
  'not-for-loan': 'not-for-loan',
}

/** One physical item. Throws `RowProblem` where it cannot be used. */
export function itemOf(row: CsvRow, known: KnownRows, remarks: Remarks): Item {
  const barcode = scannable(row.cell('barcode'), 'barcode')
  if (known.items.has(numberKey(barcode))) throw new RowProblem(`barcode ${barcode} stands twice`)
  const homeBranch = row.cell('branch')
  if (!known.branches.has(homeBranch)) throw new RowProblem(`branch ${homeBranch} is not in branches.csv`)
  const { titleId, title, author } = titleOfItem(row, known)
  const type = row.cell('item_type')
  const callNumber = row.cell('call_number')
  const ageLimit = count(row.cell('age_limit'), 'age_limit')
  const parts = count(row.cell('parts'), 'parts')
  return {
    barcode,
    titleId,
    title,
    ...(author && { author }),
    ...(type && { itemType: known.file.itemTypes[type] ?? type }),
    homeBranch,
    ...(callNumber && { callNumber }),
    ...(ageLimit && { ageLimit }),
    circulationStatus: statusOf(row, known, remarks),
    ...(parts && { parts }),
  }
}

/** How words for a status are compared: `On Order` is `on-order`. */
export function statusWord(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, '-')
}

function statusOf(row: CsvRow, { file }: KnownRows, remarks: Remarks): ItemStatus {
  const word = row.cell('status')
  const status = file.statuses[word] ?? statuses[statusWord(word)]
  const lends = yesNo(row.cell('circulates'), 'circulates', true) && !yesNo(row.cell('reference'), 'reference', false)
  if (status === undefined) {
    remarks.add(
      `items.csv: the status ${word} is not known and taken as not for loan; library.json may say what it means`,
      'items.csv',
      row.line,
    )
    return 'not-for-loan'
  }
  return status === 'ok' && !lends ? 'not-for-loan' : status
}

/** By its record; where there is none, by the item's own columns. */
function titleOfItem(row: CsvRow, { titles }: KnownRows): { titleId: string; title: string; author?: string } {
  const record = row.cell('record')
  const known = titles.get(record)
  if (known) return known
  const title = row.cell('title')
  const author = row.cell('author')
  if (!title) throw new RowProblem(record === '' ? 'record is empty' : `record ${record} is not among the titles`)
  return { titleId: record || `${title} / ${author}`, title, ...(author && { author }) }
}
