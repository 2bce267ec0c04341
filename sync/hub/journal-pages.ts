import type { Kysely } from 'kysely'
import { numberKey } from '../../circulation/numbers.ts'
import type { Outcome } from '../../circulation/outcome.ts'
import { readEntry } from '../journal/read-entry.ts'
import type { JournalPage } from '../protocol/office.ts'
import { scanTold } from './open-questions.ts'
import type { Tables } from './tables.ts'

export interface JournalWish {
  readonly station: string
  /** Only what arrived before that number: the next page. */
  readonly before?: number
  /** Only entries about this item. */
  readonly barcode?: string
  /** Only what the library system must learn of: not who signed in, nor what the gate was told. */
  readonly acts?: boolean
}

/** A station's journal as the hub has it, the latest first, a page at a time. */
export async function journalPage(
  db: Kysely<Tables>,
  { station, before, barcode, acts }: JournalWish,
  limit: number,
): Promise<JournalPage> {
  let wished = db.selectFrom('entries').selectAll().where('station', '=', station)
  if (before !== undefined) wished = wished.where('arrival', '<', before)
  if (barcode !== undefined) wished = wished.where('barcode', '=', numberKey(barcode))
  if (acts) wished = wished.where('replayed', '=', true)
  const rows = await wished
    .orderBy('arrival', 'desc')
    .limit(limit + 1)
    .execute()
  return {
    rows: rows.slice(0, limit).map(row => {
      const entry = row.kind === null ? undefined : readEntry(JSON.parse(row.payload))
      const { epoch, sequence, hash, fork, received_at: receivedAt, outcome, outcome_at: outcomeAt } = row
      return {
        id: { station, epoch, sequence },
        hash,
        arrival: Number(row.arrival),
        receivedAt,
        fork,
        replayed: row.replayed,
        ...(entry && { scan: scanTold(entry) }),
        ...(outcome && { outcome: JSON.parse(outcome) as Outcome }),
        ...(outcomeAt && { outcomeAt }),
      }
    }),
    more: rows.length > limit,
  }
}
