import { type Kysely, sql } from 'kysely'
import type { KnownScan, PastLoan } from '../../circulation/evidence.ts'
import type { Item, ItemStatus } from '../../circulation/item.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import type { ItemMemory, ItemRows } from '../connectors/library-tables.ts'
import type { Tables } from './tables.ts'

interface Found {
  readonly item: string | null
  readonly status: string | null
  readonly loan: string | null
  readonly place: string | null
  readonly scans: readonly string[] | null
  readonly ended_loans: readonly string[] | null
  readonly memory: string | null
  readonly holds: readonly string[] | null
}

/** Everything about one item in one question: replay asks it several times for each transaction. */
export async function itemRows(db: Kysely<Tables>, barcode: string): Promise<ItemRows> {
  const { rows } = await sql<Found>`select
    (select row from items where barcode = ${barcode}) as item,
    (select status from statuses where barcode = ${barcode}) as status,
    (select row from loans where barcode = ${barcode}) as loan,
    (select branch from places where barcode = ${barcode}) as place,
    (select json_agg(row order by at, number) from scans where barcode = ${barcode}) as scans,
    (select json_agg(row order by lent_at) from ended_loans where barcode = ${barcode}) as ended_loans,
    (select row from item_memories where barcode = ${barcode}) as memory,
    (select json_agg(row order by placed_at, hold_id) from holds
      where ended is null and title_id = (select title_id from items where barcode = ${barcode})) as holds`.execute(db)
  const { item: row, status, loan, place, scans, ended_loans, memory, holds } = rows[0]!
  const item = row === null ? undefined : (JSON.parse(row) as Item)
  return {
    ...(item && { item: status === null ? item : { ...item, circulationStatus: status as ItemStatus } }),
    ...(loan !== null && { loan: JSON.parse(loan) as Loan }),
    ...(place !== null && { place }),
    scans: all<KnownScan>(scans),
    endedLoans: all<PastLoan>(ended_loans),
    memory: memory === null ? { fees: [], renewals: [], priors: [] } : (JSON.parse(memory) as ItemMemory),
    holds: all<Hold>(holds),
  }
}

function all<T>(texts: readonly string[] | null): T[] {
  return (texts ?? []).map(text => JSON.parse(text) as T)
}
