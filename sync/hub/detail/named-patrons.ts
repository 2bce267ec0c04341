import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/*
 * Whom a station's register names: those whose home library is one of its branches, who have a loan from there, or a hold to be picked up there.
 * Never who is under a security prohibition. Once named, a patron stays named until the next key: a row that went would be told of as somebody's.
 */

/** Stands for "all regulars have been looked for", also where there were none: to look through all patrons is not for every request. */
const lookedFor = ''

/** Names all regulars, once for each register. */
export async function nameRegulars(db: Kysely<Tables>, register: string, branches: readonly string[]): Promise<void> {
  const begun = await db
    .selectFrom('named_patrons')
    .select('patron_id')
    .where('register', '=', register)
    .limit(1)
    .executeTakeFirst()
  if (begun) return
  await name(db, register, branches, undefined)
  await db
    .insertInto('named_patrons')
    .values({ register, patron_id: lookedFor })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

/** Names those of these patrons who are regulars by now. */
export async function addNamed(db: Kysely<Tables>, register: string, branches: readonly string[], patronIds: readonly string[]) {
  if (patronIds.length > 0) await name(db, register, branches, patronIds)
}

export async function namedAmong(
  db: Kysely<Tables>,
  register: string,
  patronIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('named_patrons')
    .select('patron_id')
    .where('register', '=', register)
    .where(sql<boolean>`patron_id = any(${patronIds})`)
    .execute()
  return new Set(rows.map(row => row.patron_id))
}

async function name(db: Kysely<Tables>, register: string, branches: readonly string[], among: readonly string[] | undefined) {
  const only = among === undefined ? sql`` : sql`and patrons.patron_id = any(${among})`
  await sql`insert into named_patrons (register, patron_id)
    select ${register}, patrons.patron_id from patrons
    where coalesce(row::json ->> 'isProtected', 'false') <> 'true' ${only} and (
      row::json ->> 'homeBranch' = any(${branches})
      or exists (select 1 from loans where loans.patron_id = patrons.patron_id and loans.row::json ->> 'branch' = any(${branches}))
      or exists (select 1 from holds where holds.patron_id = patrons.patron_id and ended is null
        and holds.row::json -> 'pickup' ->> 'branch' = any(${branches})))
    on conflict do nothing`.execute(db)
}
