import { numberKey } from '../../../circulation/numbers.ts'
import type { Patron, PatronBlock } from '../../../circulation/patron.ts'
import type { CsvRow } from './csv-rows.ts'
import { cents, day, yesNo } from './fields.ts'
import { type KnownRows, scannable } from './known-rows.ts'
import { type Remarks, RowProblem } from './report.ts'

/** One patron with one card. Throws `RowProblem` where it cannot be used. */
export function patronOf(row: CsvRow, known: KnownRows, remarks: Remarks): Patron {
  const card = scannable(row.cell('card'), 'card')
  if (known.patrons.has(numberKey(card))) throw new RowProblem(`card ${card} stands twice`)
  const category = row.cell('category')
  const birthDate = day(row.cell('birth_date'), 'birth_date')
  const expiresOn = day(row.cell('expires'), 'expires')
  const given = row.cell('given_name')
  const family = row.cell('family_name')
  return {
    patronId: row.cell('patron_id') || numberKey(card),
    cards: [card],
    ...((given || family) && { name: { given, family } }),
    ...(birthDate && { birthDate }),
    category: known.file.categories[category] ?? category,
    ...(expiresOn && { expiresOn }),
    blocks: blocksOf(row),
    feesCents: cents(row.cell('fees'), 'fees'),
    ...homeBranch(row, known, remarks),
    ...(yesNo(row.cell('protected'), 'protected', false) && { isProtected: true as const }),
  }
}

function blocksOf(row: CsvRow): PatronBlock[] {
  return [
    ...(yesNo(row.cell('barred'), 'barred', false) ? ['barred' as const] : []),
    ...(yesNo(row.cell('active'), 'active', true) ? [] : ['inactive' as const]),
    ...(yesNo(row.cell('card_lost'), 'card_lost', false) ? ['card-lost' as const] : []),
  ]
}

function homeBranch(row: CsvRow, { branches }: KnownRows, remarks: Remarks): Pick<Patron, 'homeBranch'> {
  const branch = row.cell('home_branch')
  if (branch === '' || branches.has(branch)) return branch ? { homeBranch: branch } : {}
  remarks.add(
    `patrons.csv: home branch ${branch} is not in branches.csv; such patrons are kept without one`,
    'patrons.csv',
    row.line,
  )
  return {}
}
