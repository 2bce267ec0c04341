import type { Transaction } from 'kysely'
import { tellOutcomesAnew } from './after-restore.ts'
import { applyInBulk, inBulk } from './apply-in-bulk.ts'
import { applyTableChange } from './apply-table-change.ts'
import { applyBrakeLine } from './brake/brake-line.ts'
import { fillWithDemo } from './demo/seed-demo.ts'
import type { LogLine } from './log-line.ts'
import { putLooks } from './looks/looks-on-database.ts'
import { applyToldByHome } from './on-board/board-journals.ts'
import { currentVersion, nextOutcomeNumber, raiseVersion } from './register-version.ts'
import { applyKeptLonger } from './retention/apply-kept-longer.ts'
import type { Tables } from './tables.ts'

/** Postgres takes 65 535 parameters in one statement. */
const rowsAtOnce = 1000

type Line<T extends LogLine['type']> = Extract<LogLine, { type: T }>

/** Puts one line of the log into the database. The same line twice changes nothing, and a written line never fails for its content. */
export async function applyLogLine(transaction: Transaction<Tables>, line: LogLine): Promise<void> {
  switch (line.type) {
    case 'seeded':
      return fillWithDemo(transaction, line)
    case 'enrolled':
      return enrolled(transaction, line)
    case 'uploaded':
      return uploaded(transaction, line)
    case 'sending':
      return sending(transaction, line)
    case 'outcome':
      return outcome(transaction, line)
    case 'told-by-home':
      return applyToldByHome(transaction, line, () => nextOutcomeNumber(transaction))
    case 'written':
      return written(transaction, line)
    case 'looked':
      return putLooks(transaction, line)
    case 'kept-longer':
      return applyKeptLonger(transaction, line)
    case 'restored':
      return tellOutcomesAnew(transaction, line.at)
    case 'brake-changed':
    case 'brake-held':
    case 'brake-tallied':
    case 'brake-let-through':
    case 'shadowed':
    case 'reconciled':
      return applyBrakeLine(transaction, line)
    default:
      throw new Error(`the hub's log was written by a newer version: it has a line of the type ${(line as LogLine).type}`)
  }
}

async function enrolled(transaction: Transaction<Tables>, { station, tokenHash, at }: Line<'enrolled'>) {
  await transaction
    .insertInto('stations')
    .values({ station, token_hash: tokenHash, enrolled_at: at })
    .onConflict(conflict => conflict.column('station').doUpdateSet({ token_hash: tokenHash, enrolled_at: at }))
    .execute()
}

async function uploaded(transaction: Transaction<Tables>, { at, entries }: Line<'uploaded'>) {
  const rows = entries.map(entry => ({
    ...entry.id,
    hash: entry.hash,
    fork: entry.fork,
    received_at: at,
    payload: entry.payload,
    kind: entry.kind ?? null,
    barcode: entry.barcode ?? null,
    replayed: entry.replayed,
  }))
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await transaction
      .insertInto('entries')
      .values(rows.slice(from, from + rowsAtOnce))
      .onConflict(conflict => conflict.columns(['station', 'epoch', 'sequence', 'hash']).doNothing())
      .execute()
}

async function sending(transaction: Transaction<Tables>, { mark }: Line<'sending'>) {
  const row = {
    ...mark.id,
    mark: mark.mark,
    actions: JSON.stringify(mark.actions),
    outcome: JSON.stringify(mark.outcome),
    at: mark.at,
    open: true,
  }
  await transaction
    .insertInto('sending_marks')
    .values(row)
    .onConflict(conflict => conflict.column('mark').doUpdateSet(row))
    .execute()
  const detail = JSON.stringify({ actions: mark.actions, under: mark.mark })
  await transaction
    .insertInto('steps')
    .values({ ...mark.id, hash: '', step: 'sent', at: mark.at, detail })
    .execute()
}

async function outcome(transaction: Transaction<Tables>, { id, hash, outcome, at, because }: Line<'outcome'>) {
  const detail = JSON.stringify({ outcome, ...(because && { because }) })
  await transaction
    .insertInto('steps')
    .values({ ...id, hash, step: 'outcome', at, detail })
    .execute()
  const outcomeNumber = await nextOutcomeNumber(transaction)
  await transaction
    .updateTable('entries')
    .set({
      outcome: JSON.stringify(outcome),
      outcome_kind: outcome.kind,
      outcome_at: at,
      in_version: await currentVersion(transaction),
      outcome_number: outcomeNumber,
    })
    .where('station', '=', id.station)
    .where('epoch', '=', id.epoch)
    .where('sequence', '=', id.sequence)
    .where('hash', '=', hash)
    .execute()
  await transaction
    .updateTable('sending_marks')
    .set({ open: false })
    .where('station', '=', id.station)
    .where('epoch', '=', id.epoch)
    .where('sequence', '=', id.sequence)
    // There is an index of the open ones alone.
    .where('open', '=', true)
    .execute()
}

async function written(transaction: Transaction<Tables>, { mark, changes }: Line<'written'>) {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('library_marks')
    .values({ mark })
    .onConflict(conflict => conflict.column('mark').doNothing())
    .executeTakeFirstOrThrow()
  if (!numInsertedOrUpdatedRows) return
  const touched = []
  for (const one of inBulk(changes))
    touched.push(...(one.kind === 'bulk' ? await applyInBulk(transaction, one) : await applyTableChange(transaction, one)))
  if (touched.length) await raiseVersion(transaction, touched)
}
