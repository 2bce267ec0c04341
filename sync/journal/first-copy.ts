import type { Entry, Tail } from './entry.ts'
import type { Copies } from './journal.ts'

/** Where entries must be before anything is green: a database, a file, or memory. Every method rejects with a `JournalError`. */
export interface FirstCopy {
  /** Everything it holds, as lines in order, and the tail that it wrote last. */
  read(): Promise<{ readonly lines: readonly string[]; readonly tail?: Tail }>
  /** Adds entries, all or none, and resolves when they are durable. Writes nothing if `before` is given and not its tail: somebody else wrote. */
  add(entries: readonly Entry[], before?: Tail): Promise<void>
  /** Puts the mended journal in the place of the old, all or nothing, and keeps aside the lines that are not in it. */
  replace(entries: readonly Entry[]): Promise<void>
  /** Puts these, which it holds, in the place of themselves, all or none, and keeps nothing of what stood there; lines kept aside before that instant go too. */
  forget(entries: readonly Entry[], asideBefore: string): Promise<void>
  /** Entries in order, after that place. All where the place is not known: better twice at the hub than never. */
  entries(after?: Pick<Tail, 'epoch' | 'sequence'>): Promise<readonly Entry[]>
  /** What can be promised when this is the only copy. */
  alone(): Copies
  close(): Promise<void>
}

/** The rule of `FirstCopy.entries` for entries in memory. */
export function entriesAfter(entries: readonly Entry[], after?: Pick<Tail, 'epoch' | 'sequence'>): readonly Entry[] {
  if (!after) return [...entries]
  const index = entries.findLastIndex(one => one.epoch === after.epoch && one.sequence <= after.sequence)
  if (index >= 0) return entries.slice(index + 1)
  const first = entries.findIndex(one => one.epoch === after.epoch)
  return entries.slice(Math.max(0, first))
}

/** Each entry as these have it, where they have it. */
export function forgottenIn(entries: readonly Entry[]): (entry: Entry) => Entry {
  const byPlace = new Map(entries.map(entry => [`${entry.epoch}/${entry.sequence}`, entry]))
  return entry => byPlace.get(`${entry.epoch}/${entry.sequence}`) ?? entry
}
