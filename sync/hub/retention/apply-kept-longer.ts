import type { Transaction } from 'kysely'
import type { LogLine } from '../log-line.ts'
import type { Tables } from '../tables.ts'

/** Puts what was sealed anew in the place of what was sealed under a key that ends. Nothing else of it changes. */
export async function applyKeptLonger(
  transaction: Transaction<Tables>,
  { entries, marks, held }: Extract<LogLine, { type: 'kept-longer' }>,
): Promise<void> {
  for (const { id, hash, payload } of entries)
    await transaction
      .updateTable('entries')
      .set({ payload })
      .where('station', '=', id.station)
      .where('epoch', '=', id.epoch)
      .where('sequence', '=', id.sequence)
      .where('hash', '=', hash)
      .execute()
  for (const { mark, actions, outcome } of marks)
    await transaction
      .updateTable('sending_marks')
      .set({ actions: JSON.stringify(actions), outcome: JSON.stringify(outcome) })
      .where('mark', '=', mark)
      .execute()
  for (const { id, hash, held: row } of held)
    await transaction
      .updateTable('brake_held')
      .set({ held: JSON.stringify(row) })
      .where('station', '=', id.station)
      .where('epoch', '=', id.epoch)
      .where('sequence', '=', id.sequence)
      .where('hash', '=', hash)
      .execute()
}
