import type { Hold, HoldState } from '../../../circulation/loan.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { CsvRow } from './csv-rows.ts'
import { instant, yesNo } from './fields.ts'
import { statusWord } from './item-rows.ts'
import { type KnownRows, referred } from './known-rows.ts'
import { RowProblem } from './report.ts'

/** A hold that counts, or one that has been filled or cancelled. */
export type HoldRow = { readonly kind: 'active'; readonly hold: Hold } | { readonly kind: 'ended' }

const titleLevel = ['', 't', 'title', 'bib', 'record']
const copyLevel = ['c', 'copy', 'item']

/** One hold; `number` is its place in the file, which keeps the queue's order among holds of one instant. Throws `RowProblem`. */
export function holdOf(row: CsvRow, known: KnownRows, number: number): HoldRow {
  const { zone, patrons, branches, stopIds } = known
  const placedAt = instant(row.cell('requested'), 'requested', zone)
  if (!placedAt) throw new RowProblem('requested is empty')
  const over = [instant(row.cell('fulfilled'), 'fulfilled', zone), instant(row.cell('cancelled'), 'cancelled', zone)]
  if (over.some(Boolean)) return { kind: 'ended' }
  const patron = referred(patrons, row.cell('card'), 'card', 'patrons.csv')
  if (yesNo(row.cell('frozen'), 'frozen', false)) throw new RowProblem('the hold is frozen, and a frozen hold must not be caught')
  const branch = row.cell('pickup_branch')
  if (!branches.has(branch)) throw new RowProblem(`pickup_branch ${branch} is not in branches.csv`)
  const stopId = row.cell('pickup_stop')
  if (stopId && !stopIds.has(stopId)) throw new RowProblem(`pickup_stop ${stopId} is no stop that is known here`)
  return {
    kind: 'active',
    hold: {
      holdId: row.cell('hold_id') || `H${String(number).padStart(7, '0')}`,
      ...wanted(row, known),
      patronId: patron.patronId,
      placedAt,
      pickup: { branch, ...(stopId && { stopId }) },
      holdNumber: row.cell('hold_number') || String(number),
      state: stateOf(row, known),
    },
  }
}

function wanted(row: CsvRow, { titles, items }: KnownRows): Pick<Hold, 'titleId' | 'copy'> {
  const level = row.cell('level')
  const target = row.cell('target')
  if (copyLevel.includes(level.toLowerCase())) {
    const { titleId, barcode } = referred(items, target, 'item', 'items.csv')
    return { titleId, copy: barcode }
  }
  if (!titleLevel.includes(level.toLowerCase())) throw new RowProblem(`holds of the level ${level} are not known here`)
  if (!titles.has(target)) throw new RowProblem(`title ${target} is not among the titles`)
  return { titleId: target }
}

/** A copy that was caught lies ready, unless the item itself says that it travels. */
function stateOf(row: CsvRow, { items, statusWords }: KnownRows): HoldState {
  const caught = row.cell('captured_barcode')
  if (!caught) return { kind: 'queued' }
  const { barcode } = referred(items, caught, 'captured_barcode', 'items.csv')
  const travels = statusWord(statusWords.get(numberKey(barcode)) ?? '') === 'in-transit'
  return { kind: travels ? 'in-transit' : 'waiting', barcode }
}
