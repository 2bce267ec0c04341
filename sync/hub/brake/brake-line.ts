import type { Transaction } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { type ConflictKind, closesAnothersLoan } from '../../../circulation/conflict-kinds.ts'
import type { EntryId } from '../../../circulation/transaction.ts'
import type { BrakeSettings } from '../../protocol/brake.ts'
import type { PreviewLine, Reconciliation } from '../../protocol/office.ts'
import type { Tables } from '../tables.ts'
import type { HeldBack, Ruling } from './brake-store.ts'

/** Lines of the hub's log that the brake writes. */
export type BrakeLine =
  | {
      readonly type: 'brake-changed'
      readonly connector: string
      readonly at: string
      readonly by: string
      readonly before: BrakeSettings
      readonly after: BrakeSettings
    }
  | {
      readonly type: 'brake-held'
      readonly id: EntryId
      readonly hash: string
      readonly held: HeldBack
      readonly at: string
    }
  | {
      readonly type: 'brake-tallied'
      readonly id: EntryId
      readonly hash: string
      readonly kinds: readonly ConflictKind[]
      readonly ruling: Ruling
      readonly at: string
      readonly by?: string
    }
  | {
      readonly type: 'brake-let-through'
      readonly id: EntryId
      readonly hash: string
      readonly kinds: readonly ConflictKind[]
      /** It counts for the pace. */
      readonly paced: boolean
      readonly at: string
    }
  /** What a trial run would make of these now. */
  | { readonly type: 'shadowed'; readonly at: string; readonly lines: readonly ShadowLine[] }
  | { readonly type: 'reconciled'; readonly report: Reconciliation }

/** What a trial run would make of one entry. */
export interface ShadowLine extends PreviewLine {
  readonly hash: string
}

/** A pace is of a minute: what is older by far counts for nothing any more. */
const pacedMinutes = 10
const rowsAtOnce = 100

/** Puts a line of the brake into the database; the same line twice changes nothing. */
export async function applyBrakeLine(transaction: Transaction<Tables>, line: BrakeLine): Promise<void> {
  switch (line.type) {
    case 'brake-changed': {
      const { connector, at, by } = line
      const [before, after] = [JSON.stringify(line.before), JSON.stringify(line.after)]
      const change = { at, connector, done_by: by, before, after }
      await transaction
        .insertInto('brake_settings')
        .values({ connector, row: after })
        .onConflict(conflict => conflict.column('connector').doUpdateSet({ row: after }))
        .execute()
      await transaction
        .insertInto('brake_changes')
        .values(change)
        .onConflict(conflict => conflict.columns(['at', 'connector']).doUpdateSet(change))
        .execute()
      return
    }
    case 'brake-held': {
      const row = { ...line.id, hash: line.hash, why: line.held.why, held: JSON.stringify(line.held), at: line.at }
      await transaction
        .insertInto('brake_held')
        .values(row)
        .onConflict(conflict => conflict.columns(entryColumns).doUpdateSet(row))
        .execute()
      return
    }
    case 'brake-tallied':
      return tallied(transaction, line)
    case 'brake-let-through': {
      const { id, hash, at, paced } = line
      await tallied(transaction, { ...line, ruling: 'wrote' })
      if (!paced) return
      const old = Temporal.Instant.from(at).subtract({ minutes: pacedMinutes }).toString()
      await transaction.deleteFrom('brake_writes').where('at', '<', old).execute()
      await transaction
        .insertInto('brake_writes')
        .values({ ...id, hash, at })
        .onConflict(conflict => conflict.columns(entryColumns).doUpdateSet({ at }))
        .execute()
      return
    }
    case 'shadowed': {
      const rows = line.lines.map(({ hash, ...said }) => {
        return { ...said.id, hash, becomes: said.becomes, line: JSON.stringify(said), at: line.at }
      })
      // Lines of older logs are longer.
      for (let from = 0; from < rows.length; from += rowsAtOnce)
        await transaction
          .insertInto('shadow_log')
          .values(rows.slice(from, from + rowsAtOnce))
          .onConflict(conflict =>
            conflict.columns(entryColumns).doUpdateSet(({ ref }) => ({
              becomes: ref('excluded.becomes'),
              line: ref('excluded.line'),
              at: ref('excluded.at'),
            })),
          )
          .execute()
      return
    }
    case 'reconciled': {
      const { at, connector } = line.report
      const row = { at, connector, report: JSON.stringify(line.report) }
      await transaction
        .insertInto('reconciliations')
        .values(row)
        .onConflict(conflict => conflict.columns(['at', 'connector']).doUpdateSet(row))
        .execute()
    }
  }
}

const entryColumns = ['station', 'epoch', 'sequence', 'hash'] as const

type Tallied = Pick<Extract<BrakeLine, { type: 'brake-tallied' }>, 'id' | 'hash' | 'kinds' | 'ruling' | 'at' | 'by'>

async function tallied(transaction: Transaction<Tables>, { id, hash, kinds, ruling, at, by }: Tallied): Promise<void> {
  const rows = kinds.map(kind => {
    const closes = closesAnothersLoan([kind])
    return { ...id, hash, kind, ruling, closes, at, done_by: by ?? null }
  })
  if (rows.length === 0) return
  await transaction
    .insertInto('brake_tallies')
    .values(rows)
    .onConflict(conflict => conflict.columns([...entryColumns, 'kind', 'ruling']).doNothing())
    .execute()
}
