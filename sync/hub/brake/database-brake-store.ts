import type { Kysely } from 'kysely'
import type { ConflictKind } from '../../../circulation/conflict-kinds.ts'
import { type BrakeSettings, openBrake } from '../../protocol/brake.ts'
import type { HubLog } from '../hub-log.ts'
import type { StoredEntry } from '../ports.ts'
import type { Tables } from '../tables.ts'
import type { BrakeStore, HeldBack, Ruling, Tallies } from './brake-store.ts'

/** The brake on the hub's database; whatever is written goes through the hub's log first. */
export function databaseBrakeStore(db: Kysely<Tables>, log: HubLog, now: () => string): BrakeStore {
  async function settings(connector: string): Promise<BrakeSettings> {
    const row = await db.selectFrom('brake_settings').select('row').where('connector', '=', connector).executeTakeFirst()
    return row ? { ...openBrake, ...(JSON.parse(row.row) as BrakeSettings) } : openBrake
  }

  const talliesOf = ({ id, hash }: StoredEntry) =>
    db
      .selectFrom('brake_tallies')
      .where('station', '=', id.station)
      .where('epoch', '=', id.epoch)
      .where('sequence', '=', id.sequence)
      .where('hash', '=', hash)

  return {
    settings,
    async change(connector, after, by) {
      await log.record(async () => ({
        type: 'brake-changed',
        connector,
        at: now(),
        by,
        before: await settings(connector),
        after,
      }))
    },
    async changes(limit) {
      const rows = await db.selectFrom('brake_changes').selectAll().orderBy('at', 'desc').limit(limit).execute()
      return rows.map(({ at, connector, done_by, before, after }) => {
        return { at, connector, by: done_by, before: JSON.parse(before), after: JSON.parse(after) }
      })
    },
    async hold({ id, hash }, held) {
      await log.record(async () => ({ type: 'brake-held', id, hash, held, at: now() }))
    },
    async held(limit) {
      const rows = await db
        .selectFrom('brake_held')
        .innerJoin('entries', join =>
          join
            .onRef('entries.station', '=', 'brake_held.station')
            .onRef('entries.epoch', '=', 'brake_held.epoch')
            .onRef('entries.sequence', '=', 'brake_held.sequence')
            .onRef('entries.hash', '=', 'brake_held.hash'),
        )
        .where(({ eb, or }) => or([eb('outcome_kind', 'is', null), eb('outcome_kind', '=', 'needs-person')]))
        .select(['brake_held.station', 'brake_held.epoch', 'brake_held.sequence', 'brake_held.held', 'brake_held.at'])
        .orderBy('arrival')
        .limit(limit)
        .execute()
      return rows.map(({ station, epoch, sequence, held, at }) => {
        return { id: { station, epoch, sequence }, at, ...(JSON.parse(held) as HeldBack) }
      })
    },
    async tally({ id, hash }, kinds, ruling, by) {
      await log.record(async () => ({ type: 'brake-tallied', id, hash, kinds, ruling, at: now(), ...(by && { by }) }))
    },
    async tallies() {
      const rows = await db
        .selectFrom('brake_tallies')
        .select(({ fn }) => ['kind', 'ruling', fn.countAll().as('count')])
        .groupBy(['kind', 'ruling'])
        .execute()
      return talliesFrom(rows.map(({ kind, ruling, count }) => ({ kind, ruling, count: Number(count) })))
    },
    async confirmed(of) {
      const rows = await talliesOf(of).where('ruling', '=', 'confirmed').select('kind').execute()
      return rows.map(({ kind }) => kind as ConflictKind)
    },
    async closesSince(at) {
      const rows = await db
        .selectFrom('brake_tallies')
        .select(['station', 'epoch', 'sequence'])
        .distinct()
        .where('closes', '=', true)
        .where('ruling', '=', 'wrote')
        .where('at', '>=', at)
        .execute()
      return rows.length
    },
  }
}

/** Counts by kind and ruling, as the page shows them. */
export function talliesFrom(
  rows: readonly { readonly kind: string; readonly ruling: string; readonly count: number }[],
): Tallies {
  const tallies: Partial<Record<ConflictKind, Partial<Record<Ruling, number>>>> = {}
  for (const { kind, ruling, count } of rows) {
    const of = tallies[kind as ConflictKind] ?? {}
    tallies[kind as ConflictKind] = { ...of, [ruling]: (of[ruling as Ruling] ?? 0) + count }
  }
  return tallies
}
