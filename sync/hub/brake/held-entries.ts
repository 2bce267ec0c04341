import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'

/** What the brake holds of entries that still wait, for replay or for a person. */
export function heldEntries(db: Kysely<Tables>) {
  return db
    .selectFrom('brake_held')
    .innerJoin('entries', join =>
      join
        .onRef('entries.station', '=', 'brake_held.station')
        .onRef('entries.epoch', '=', 'brake_held.epoch')
        .onRef('entries.sequence', '=', 'brake_held.sequence')
        .onRef('entries.hash', '=', 'brake_held.hash'),
    )
    .where(({ eb, or }) => or([eb('outcome_kind', 'is', null), eb('outcome_kind', '=', 'needs-person')]))
}
