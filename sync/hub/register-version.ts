import { type Kysely, sql } from 'kysely'
import type { RegisterRow } from './ports.ts'
import type { Tables } from './tables.ts'

/** The register's version now. */
export async function currentVersion(database: Kysely<Tables>): Promise<number> {
  return meta(database, 'version')
}

/** The oldest version from which changes can still be told. */
export async function firstVersion(database: Kysely<Tables>): Promise<number> {
  return meta(database, 'first-version')
}

/** Raises the version by one and notes which rows it is about. Call it inside the transaction that changes them. */
export async function raiseVersion(transaction: Kysely<Tables>, rows: readonly RegisterRow[]): Promise<number> {
  const version = await raised(transaction, 'version')
  const distinct = [...new Map(rows.map(row => [`${row.kind} ${row.key}`, row])).values()]
  if (distinct.length)
    // Three parameters however many rows: a register that comes by files has millions of them.
    await sql`
      insert into changes (version, kind, key)
      select ${version}::bigint, * from unnest(${distinct.map(({ kind }) => kind)}::text[], ${distinct.map(({ key }) => key)}::text[])
    `.execute(transaction)
  return version
}

/**
 * Begins the count of a new database at the hub's clock in seconds, so that a station which knew an earlier, lost database never takes a new
 * version for an old one. A database that has a count keeps it.
 */
export async function beginVersions(database: Kysely<Tables>, nowSeconds: number): Promise<void> {
  await database.transaction().execute(async transaction => {
    if ((await currentVersion(transaction)) > 0) return
    await setMeta(transaction, 'first-version', nowSeconds)
    await setMeta(transaction, 'version', nowSeconds)
  })
}

/**
 * Forgets the oldest changes beyond so many rows, whole versions at a time. From before them nothing can be told any more: whoever asks takes the
 * register anew. Resolves to the first version from which changes are told.
 */
export async function forgetChanges(database: Kysely<Tables>, keepRows: number): Promise<number> {
  return database.transaction().execute(async transaction => {
    const first = await firstVersion(transaction)
    const newest = transaction.selectFrom('changes').select('version').orderBy('version', 'desc')
    const row = await newest.offset(keepRows).limit(1).executeTakeFirst()
    const upTo = Number(row?.version ?? 0)
    if (upTo <= first) return first
    await setMeta(transaction, 'first-version', upTo)
    await transaction.deleteFrom('changes').where('version', '<=', upTo).execute()
    return upTo
  })
}

/** The next number for the stations' cursor of outcomes. */
export async function nextOutcomeNumber(transaction: Kysely<Tables>): Promise<number> {
  return raised(transaction, 'outcome-number')
}

/** The last of those numbers. */
export async function lastOutcomeNumber(database: Kysely<Tables>): Promise<number> {
  return meta(database, 'outcome-number')
}

async function meta(database: Kysely<Tables>, name: string): Promise<number> {
  const row = await database.selectFrom('meta').select('value').where('name', '=', name).executeTakeFirst()
  return Number(row?.value ?? 0)
}

/** In one statement, so that of two transactions the second waits for the first: numbers come to light in their order. */
async function raised(transaction: Kysely<Tables>, name: string): Promise<number> {
  const { value } = await transaction
    .insertInto('meta')
    .values({ name, value: 1 })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ value: sql<number>`meta.value + 1` }))
    .returning('value')
    .executeTakeFirstOrThrow()
  return Number(value)
}

async function setMeta(database: Kysely<Tables>, name: string, value: number): Promise<void> {
  await database
    .insertInto('meta')
    .values({ name, value })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ value }))
    .execute()
}
