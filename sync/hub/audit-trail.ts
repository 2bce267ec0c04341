import type { Kysely } from 'kysely'
import type { EntryId } from '../../circulation/transaction.ts'
import type { AuditStep } from '../protocol/office.ts'
import type { Tables } from './tables.ts'

export interface AuditWish {
  readonly station?: string
  readonly epoch?: string
  readonly sequence?: number
}

export interface AuditTrail {
  /** Every step of every entry wished for, entries in the order of arrival, steps in the order of time. */
  steps(wish: AuditWish): AsyncIterable<AuditStep>
}

const entriesAtOnce = 500

/** The trail on the hub's database. */
export function auditTrail(db: Kysely<Tables>): AuditTrail {
  async function page({ station, epoch, sequence }: AuditWish, after: number) {
    let wished = db.selectFrom('entries').selectAll().where('arrival', '>', after)
    if (station !== undefined) wished = wished.where('station', '=', station)
    if (epoch !== undefined) wished = wished.where('epoch', '=', epoch)
    if (sequence !== undefined) wished = wished.where('sequence', '=', sequence)
    const entries = await wished.orderBy('arrival').limit(entriesAtOnce).execute()
    const stations = [...new Set(entries.map(one => one.station))]
    const sequences = [...new Set(entries.map(one => one.sequence))]
    const steps =
      entries.length === 0
        ? []
        : await db
            .selectFrom('steps')
            .selectAll()
            .where('station', 'in', stations)
            .where('sequence', 'in', sequences)
            .orderBy('number')
            .execute()
    return { entries, steps }
  }

  async function* all(wish: AuditWish): AsyncIterable<AuditStep> {
    for (let after = 0; ; ) {
      const { entries, steps } = await page(wish, after)
      for (const entry of entries) {
        const { station, epoch, sequence, hash, payload, received_at: at } = entry
        const id = { station, epoch, sequence, hash }
        yield scanned(id, payload)
        yield { ...id, step: 'received', at, detail: {} }
        const kept = steps.filter(step => isOf(step, id))
        for (const step of kept)
          yield { ...id, step: step.step as AuditStep['step'], at: step.at, detail: JSON.parse(step.detail) }
        if (!kept.some(({ step }) => step === 'outcome')) yield* ending(id, entry)
      }
      const last = entries.at(-1)
      if (!last || entries.length < entriesAtOnce) return
      after = Number(last.arrival)
    }
  }

  return { steps: all }
}

/** What was sent stands under the entry alone: of two histories under one number only one is replayed. */
function isOf(
  step: Tables['steps'] | Omit<Tables['steps'], 'number'>,
  { station, epoch, sequence, hash }: EntryId & { hash: string },
): boolean {
  const isSame = step.station === station && step.epoch === epoch && step.sequence === sequence
  return isSame && (step.hash === hash || step.hash === '')
}

/** How it ended, where the steps on the way are forgotten (trim-steps.ts). */
function ending(
  id: EntryId & { readonly hash: string },
  { outcome, outcome_at: at }: Pick<Tables['entries'], 'outcome' | 'outcome_at'>,
) {
  if (outcome === null || at === null) return []
  return [{ ...id, step: 'outcome', at, detail: { outcome: JSON.parse(outcome) } } as const]
}

function scanned(id: EntryId & { readonly hash: string }, payload: string): AuditStep {
  const { at, branch, stopId, staffId, transaction } = JSON.parse(payload)
  return { ...id, step: 'scanned', at: String(at?.wall ?? ''), detail: { transaction, branch, stopId, staffId, clock: at } }
}
