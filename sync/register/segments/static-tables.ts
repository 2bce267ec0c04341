import { normalNumber } from '../circulation-state.ts'
import { markInCallNumber, wholeCallNumber } from './call-number.ts'
import { counts, optionalCounts } from './number-columns.ts'
import { numbered } from './numbered-column.ts'
import type { IndexRow, ItemRow, OwnFacts, TitleRow } from './rows.ts'
import { SegmentError } from './segment-error.ts'
import { asItIs, table } from './table.ts'
import { choices, texts, words } from './text-columns.ts'

export const titleTable = table(
  { titleId: numbered, title: texts, author: choices, itemType: choices, callNumber: choices, ageLimit: optionalCounts },
  (row: TitleRow) => row.titleId,
  row => (row.callNumber === undefined ? row : { ...row, callNumber: markInCallNumber(row.callNumber, row) }),
  row => (row.callNumber === undefined ? row : { ...row, callNumber: wholeCallNumber(row.callNumber, row) }),
)

export const itemTable = table(
  { barcode: numbered, titleId: numbered, homeBranch: words, parts: optionalCounts, own: choices },
  (row: ItemRow) => normalNumber(row.barcode),
  ({ own, ...row }) => ({ ...row, own: own && JSON.stringify(own) }),
  ({ own, ...row }) => (own === undefined ? row : { ...row, own: ownFacts(own) }),
)

export const indexTable = table(
  { name: words, firstKey: numbered, rows: counts, bytes: counts },
  (row: IndexRow) => row.firstKey,
  asItIs,
  asItIs,
)

function ownFacts(text: string): OwnFacts {
  try {
    const own: unknown = JSON.parse(text)
    if (typeof own === 'object' && own !== null) return own
  } catch {
    // Told below.
  }
  throw new SegmentError('damaged', "an item's own facts cannot be read")
}
