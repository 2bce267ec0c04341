import { join } from 'node:path'
import type { KnownScan, PastLoan } from '../../circulation/evidence.ts'
import type { Loan } from '../../circulation/loan.ts'
import type { Outcome } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import { type Database, openDatabase } from '../../sync/hub/database.node.ts'
import { openServerDatabase } from '../../sync/hub/server/server-database.node.ts'
import type { Found, LoanSpan } from './judge-storm.ts'

/** What a hub that has stopped holds in its database, read from its tables. */
export async function readHub({ data, databaseUrl }: { data: string; databaseUrl?: string | undefined }): Promise<Found> {
  const opened = databaseUrl === undefined ? openDatabase(join(data, 'database')) : openServerDatabase(databaseUrl, () => {})
  const database = await opened
  try {
    return { outcomes: await outcomes(database), scans: await scans(database), loans: await loans(database) }
  } finally {
    await database.destroy()
  }
}

async function outcomes(database: Database) {
  const rows = await database.selectFrom('entries').select(['station', 'epoch', 'sequence', 'outcome']).execute()
  return new Map(rows.map(row => [entryKey(row), row.outcome === null ? undefined : (JSON.parse(row.outcome) as Outcome)]))
}

async function scans(database: Database) {
  const counts = new Map<string, number>()
  for (const { row } of await database.selectFrom('scans').select('row').execute()) {
    const { entry } = JSON.parse(row) as KnownScan
    if (entry) counts.set(entryKey(entry), (counts.get(entryKey(entry)) ?? 0) + 1)
  }
  return counts
}

async function loans(database: Database) {
  const spans = new Map<string, LoanSpan[]>()
  const add = (barcode: string, span: LoanSpan) => void spans.set(barcode, [...(spans.get(barcode) ?? []), span])
  for (const { row } of await database.selectFrom('ended_loans').select('row').orderBy('lent_at').execute()) {
    const { barcode, patronId, lentAt, endedAt } = JSON.parse(row) as PastLoan
    add(barcode, [patronId, lentAt, endedAt])
  }
  for (const { row } of await database.selectFrom('loans').select('row').execute()) {
    const { barcode, patronId, lentAt } = JSON.parse(row) as Loan
    add(barcode, [patronId, lentAt, undefined])
  }
  return spans
}
