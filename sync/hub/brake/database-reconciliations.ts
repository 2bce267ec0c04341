import type { Kysely } from 'kysely'
import type { Reconciliation } from '../../protocol/office.ts'
import type { HubLog } from '../hub-log.ts'
import type { Tables } from '../tables.ts'
import type { ReconciliationStore } from './reconciliation.ts'

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
      return rows.map(({ actions, at, ...id }) => ({ id, actions: JSON.parse(actions), at }))
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
