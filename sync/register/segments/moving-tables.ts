import type { ItemStatus } from '../../../circulation/item.ts'
import { normalNumber } from '../circulation-state.ts'
import { blocksIn, blockWords } from './block-words.ts'
import { dayNumber, dayText } from './days.ts'
import { amounts, counts, flags, optionalCounts, places } from './number-columns.ts'
import { numbered } from './numbered-column.ts'
import type { CountRow, LoanTagRow, PatronRow, StateRow } from './rows.ts'
import { sealedIds } from './sealed-id-column.ts'
import { SegmentError } from './segment-error.ts'
import { asItIs, table } from './table.ts'
import { shortTags, tags } from './tag-column.ts'
import { choices, words } from './text-columns.ts'
import { optionalDays, optionalInstants } from './time-columns.ts'

type Writable<Row> = { -readonly [Name in keyof Row]: Row[Name] }

type StoredState = {
  readonly [Name in keyof StateRow]: Name extends 'status' | 'hold' ? string | Extract<StateRow[Name], undefined> : StateRow[Name]
}

/** Statuses, loans and holds, apart from all that stands still. */
export const stateTable = table<StoredState, StateRow>(
  { barcode: numbered, status: words, lentAt: optionalInstants, dueOn: choices, renewals: optionalCounts, hold: choices },
  (row: StateRow) => normalNumber(row.barcode),
  row => (row.dueOn === undefined ? row : { ...row, dueOn: dueAfter(row.dueOn, row.lentAt) }),
  ({ barcode, status, lentAt, dueOn, renewals, hold }) => {
    // Written out, because copying the rest of an object took half of the time of opening a delta.
    const row: Writable<StateRow> = { barcode, status: status as ItemStatus }
    if (lentAt !== undefined) row.lentAt = lentAt
    if (dueOn !== undefined) row.dueOn = dueDay(dueOn, lentAt)
    if (renewals !== undefined) row.renewals = renewals
    if (hold !== undefined) row.hold = hold as 'waiting' | 'in-transit'
    return row
  },
)

export const patronTable = table(
  {
    card: tags,
    sealedId: sealedIds,
    category: words,
    expiresOn: optionalDays,
    blocks: choices,
    ageClass: optionalCounts,
    ageChangesOn: optionalDays,
    isReplaced: flags,
  },
  (row: PatronRow) => row.card,
  ({ blocks, barredUntil, ...row }) => ({ ...row, blocks: blockWords({ blocks, barredUntil }) || undefined }),
  ({ blocks, ...row }) => ({ ...row, ...blocksIn(blocks ?? '') }),
)

export const countTable = table(
  { place: places, loans: counts, holds: counts, feesCents: amounts },
  (row: CountRow) => row.place,
  asItIs,
  asItIs,
)

export const loanTagTable = table(
  { barcode: numbered, tag: shortTags, branch: words },
  (row: LoanTagRow) => normalNumber(row.barcode),
  asItIs,
  asItIs,
)

/** A due day as the loan's length, of which there are few. */
function dueAfter(dueOn: string, lentAt: string | undefined): string {
  const due = dayNumber(dueOn)
  const from = lentAt === undefined ? undefined : dayNumber(lentAt.slice(0, 10))
  return due === undefined || from === undefined ? `=${dueOn}` : String(due - from)
}

function dueDay(written: string, lentAt: string | undefined): string {
  if (written.startsWith('=')) return written.slice(1)
  const from = dayNumber(lentAt?.slice(0, 10) ?? '')
  const day = from === undefined || !/^-?\d{1,7}$/.test(written) ? undefined : dayText(from + Number(written))
  if (day === undefined) throw new SegmentError('damaged', 'a due day without a loan')
  return day
}
