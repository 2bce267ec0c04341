import { numberKey } from '../../circulation/numbers.ts'
import { type EntryId, entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import type { SyncState } from './sync-client.ts'

/** What a tag shall become, as the journal has it. */
export interface GateJob {
  readonly barcode: string
  readonly secured: boolean
  readonly entry: EntryId
  /** Wall clock, UTC. */
  readonly at: string
  readonly done: boolean
  /** Its tag is one that pads here can switch. */
  readonly tag: boolean
  /** The loan or return that stands behind it. */
  readonly cause?: string
  readonly causeKind?: 'checkout' | 'checkin'
}

/** The last job of each item, from the journal alone: so that a crash between two tags leaves it to do. */
export class GateJobs {
  readonly #jobs = new Map<string, GateJob>()
  readonly #causes = new Map<string, Pick<GateJob, 'cause' | 'causeKind'>>()

  add(entry: Entry): void {
    const { transaction, at, station, epoch, sequence } = entry
    switch (transaction.kind) {
      case 'checkout':
      case 'checkin': {
        this.#causes.set(numberKey(transaction.barcode), { cause: entryKey(entry), causeKind: transaction.kind })
        return
      }
      case 'security-job': {
        const { barcode, secured } = transaction
        const number = numberKey(barcode)
        const tag = transaction.tag === true || this.#jobs.get(number)?.tag === true
        const id = { station, epoch, sequence }
        this.#jobs.set(number, { barcode, secured, entry: id, at: at.wall, done: false, tag, ...this.#causes.get(number) })
        return
      }
      case 'security-done': {
        const number = numberKey(transaction.barcode)
        const job = this.#jobs.get(number)
        if (job && job.secured === transaction.secured) this.#jobs.set(number, { ...job, done: true, tag: true })
        return
      }
      case 'task-done': {
        const target = entryKey(transaction.target)
        for (const [number, job] of this.#jobs) if (entryKey(job.entry) === target) this.#jobs.set(number, { ...job, done: true })
      }
    }
  }

  of(barcode: string): GateJob | undefined {
    return this.#jobs.get(numberKey(barcode))
  }

  /** Of tags that pads here can switch: what is still to be done. */
  open(): readonly GateJob[] {
    return [...this.#jobs.values()].filter(({ done, tag }) => tag && !done)
  }

  /** Tags that may pass the gate for a loan that the library system has rejected. */
  ofRejectedLoans(outcomes: SyncState['outcomes']): readonly GateJob[] {
    return [...this.#jobs.values()].filter(({ tag, secured, cause, causeKind }) => {
      if (!tag || secured || causeKind !== 'checkout' || cause === undefined) return false
      const outcome = outcomes.get(cause)?.outcome
      if (outcome?.kind === 'refused') return true
      const notes = outcome && 'notes' in outcome ? outcome.notes : []
      return notes.some(({ code }) => code === 'written-off')
    })
  }
}
