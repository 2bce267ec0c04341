import type { Kysely } from 'kysely'
import { type ConflictKind, closesAnothersLoan } from '../../../circulation/conflict-kinds.ts'
import type { Outcome } from '../../../circulation/outcome.ts'
import type { EntryId } from '../../../circulation/transaction.ts'
import { type BrakeSettings, openBrake } from '../../protocol/brake.ts'
import type { PreviewLine } from '../../protocol/office.ts'
import type { HubLog } from '../hub-log.ts'
import type { StoredEntry } from '../ports.ts'
import type { Tables } from '../tables.ts'
import type { BrakeStore, HeldBack, Ruling, Tallies } from './brake-store.ts'
import { heldEntries } from './held-entries.ts'
import { type ShadowedEntry, shadowReport, trialBegan } from './shadow-report.ts'

/** To open and to read more of them in one go would be felt by whoever asks meanwhile. */
const linesAtOnce = 250

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

  /** How many others were let through since. */
  async function othersSince(table: 'brake_writes' | 'closing', at: string, { id, hash }: StoredEntry): Promise<number> {
    const rows: readonly (EntryId & { readonly hash: string })[] =
      table === 'closing'
        ? await closing(at)
        : await db.selectFrom('brake_writes').select(['station', 'epoch', 'sequence', 'hash']).where('at', '>', at).execute()
    const isIt = (row: (typeof rows)[number]) =>
      row.station === id.station && row.epoch === id.epoch && row.sequence === id.sequence && row.hash === hash
    return rows.filter(row => !isIt(row)).length
  }

  const closing = (at: string) =>
    db
      .selectFrom('brake_tallies')
      .select(['station', 'epoch', 'sequence', 'hash'])
      .distinct()
      .where('closes', '=', true)
      .where('ruling', '=', 'wrote')
      .where('at', '>=', at)
      .execute()

  async function changes(limit: number) {
    const rows = await db.selectFrom('brake_changes').selectAll().orderBy('at', 'desc').limit(limit).execute()
    return rows.map(({ at, connector, done_by, before, after }) => {
      return { at, connector, by: done_by, before: JSON.parse(before), after: JSON.parse(after) }
    })
  }

  return {
    settings,
    changes,
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
    async hold({ id, hash }, held) {
      await log.record(async () => ({ type: 'brake-held', id, hash, held, at: now() }))
    },
    async held(limit) {
      const rows = await heldEntries(db)
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
    async letThrough(of, kinds, { pace, closes }) {
      if (!pace && kinds.length === 0) return undefined
      let why: 'pace' | 'daily-cap' | undefined
      const { id, hash } = of
      await log.record(async () => {
        why = undefined
        if (pace && (await othersSince('brake_writes', pace.since, of)) >= pace.most) why = 'pace'
        else if (closes && closesAnothersLoan(kinds) && (await othersSince('closing', closes.since, of)) >= closes.most)
          why = 'daily-cap'
        return why ? undefined : { type: 'brake-let-through', id, hash, kinds, paced: !!pace, at: now() }
      })
      return why
    },
    closesSince: async at => (await closing(at)).length,
    async shadow(lines) {
      if (lines.length > 0) await log.record(async () => ({ type: 'shadowed', at: now(), lines }))
    },
    async shadowed(connector) {
      const since = trialBegan((await changes(1000)).filter(change => change.connector === connector))
      if (since === undefined) return shadowReport(since, [])
      const rows = db
        .selectFrom('shadow_log')
        .innerJoin('entries', join =>
          join
            .onRef('entries.station', '=', 'shadow_log.station')
            .onRef('entries.epoch', '=', 'shadow_log.epoch')
            .onRef('entries.sequence', '=', 'shadow_log.sequence')
            .onRef('entries.hash', '=', 'shadow_log.hash'),
        )
        .where('shadow_log.at', '>=', since)
        .select(['shadow_log.line', 'entries.outcome_kind', 'entries.arrival'])
        .orderBy('entries.arrival')
        .limit(linesAtOnce)
      const entries: ShadowedEntry[] = []
      for (let after = 0; ; ) {
        const page = await rows.where('entries.arrival', '>', after).execute()
        for (const { line, outcome_kind: kind } of page)
          entries.push({ line: JSON.parse(line) as PreviewLine, ...(kind && { became: kind as Outcome['kind'] }) })
        if (page.length < linesAtOnce) break
        after = Number(page.at(-1)!.arrival)
      }
      return shadowReport(since, entries)
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
