import type { Kysely } from 'kysely'
import type { OutcomeNote } from '../../../circulation/outcome.ts'
import { entryKey } from '../../../circulation/transaction.ts'
import type { Reconciliation } from '../../protocol/office.ts'
import type { HubLog } from '../hub-log.ts'
import type { Tables } from '../tables.ts'
import type { ReconciliationStore, Written } from './reconciliation.ts'

/** Outcomes since then that tell of a broken promise, by `entryKey`. */
async function brokenPromises(db: Kysely<Tables>, since: string): Promise<ReadonlyMap<string, NonNullable<Written['broken']>>> {
  const rows = await db
    .selectFrom('entries')
    .select(['station', 'epoch', 'sequence', 'outcome'])
    .where('outcome_at', '>=', since)
    .where('outcome', 'like', '%"promise-broken"%')
    .execute()
  return new Map(
    rows.map(({ outcome, ...id }) => {
      const { notes = [] } = JSON.parse(outcome!) as { notes?: readonly OutcomeNote[] }
      const broken = notes.flatMap(({ code, barcode, dueOn }) =>
        code === 'promise-broken' && barcode !== undefined && dueOn !== undefined ? [{ barcode, dueOn }] : [],
      )
      return [entryKey(id), broken]
    }),
  )
}

/** What was written as the "sending" marks tell it, and what was read back, kept through the hub's log. */
export function databaseReconciliations(db: Kysely<Tables>, log: HubLog): ReconciliationStore {
  return {
    async writtenBetween(from, to) {
      const rows = await db
        .selectFrom('sending_marks')
        .select(['station', 'epoch', 'sequence', 'actions', 'at'])
        .where('open', '=', false)
        .where('at', '>=', from)
        .where('at', '<', to)
        .orderBy('at')
        .execute()
      const broken = await brokenPromises(db, from)
      return rows.map(({ actions, at, ...id }) => ({
        id,
        actions: JSON.parse(actions),
        at,
        ...(broken.has(entryKey(id)) && { broken: broken.get(entryKey(id))! }),
      }))
    },
    async keep(report) {
      await log.record(async () => ({ type: 'reconciled', report }))
    },
    async kept(limit) {
      const rows = await db.selectFrom('reconciliations').select('report').orderBy('at', 'desc').limit(limit).execute()
      return rows.map(({ report }) => JSON.parse(report) as Reconciliation)
    },
  }
}
