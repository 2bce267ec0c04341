import type { EntryId } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import type { Task } from './desk.ts'

/** Which entry it is, and nothing else of it. */
export function idOf({ station, epoch, sequence }: Entry): EntryId {
  return { station, epoch, sequence }
}

/** What was done, when, where and by whom. */
export function scanOf({ at, branch, stopId, staffId, transaction }: Entry): NonNullable<Task['scan']> {
  return {
    at: at.wall,
    branch,
    kind: transaction.kind,
    ...(stopId && { stopId }),
    ...(staffId && { staffId }),
    ...('card' in transaction && { card: transaction.card }),
    ...('patronId' in transaction && transaction.patronId && { patronId: transaction.patronId }),
    ...('cents' in transaction && { cents: transaction.cents }),
  }
}
