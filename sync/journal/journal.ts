import type { EntryId } from '../../circulation/transaction.ts'
import type { Draft, Entry, Tail } from './entry.ts'

/** The append-only journal of one station. One writer at a time. */
export interface Journal {
  readonly station: string
  tail(): Tail
  /**
   * Writes the drafts in one strict transaction and resolves when they are on disk in every copy there is. If only the second copy failed, the
   * entries stand and `copies()` says `second-missing`. Where the first draft tells of a fork (`fork-found`), they begin a new epoch. Rejects with a `JournalError` and writes nothing if the first copy failed.
   */
  append(drafts: readonly Draft[]): Promise<readonly Entry[]>
  /** Entries of every epoch this station knows, in order, from a position on. `after` excluded. */
  entries(after?: Pick<EntryId, 'epoch' | 'sequence'>): Promise<readonly Entry[]>
  /**
   * Takes out of these entries whose they were, in every copy; hashes and chain stay. Resolves to how many named somebody. Rejects where a copy cannot be
   * written: what is left is forgotten the next time.
   */
  forget(entries: readonly Pick<EntryId, 'epoch' | 'sequence'>[], asideBefore: string): Promise<number>
  copies(): Copies
  close(): Promise<void>
}

export type Copies =
  /** A browser: one copy, and whether the browser promised to keep it. */
  | { readonly kind: 'one'; readonly persistent: boolean }
  | { readonly kind: 'two' }
  | { readonly kind: 'second-missing'; readonly why: string }

/** What recovery at start found; each is told to the staff and none is silent. */
export type Recovery =
  | { readonly kind: 'clean' }
  | { readonly kind: 'completed'; readonly copy: 'database' | 'file'; readonly entries: number }
  | { readonly kind: 'restored'; readonly entries: number }
  | { readonly kind: 'fork'; readonly epoch: string; readonly sequence: number; readonly keptAside: number }

/** `full`: no space; `locked`: another window writes; `broken`: the database does not answer; `chain`: the stored chain does not verify. */
export type JournalErrorKind = 'full' | 'locked' | 'broken' | 'chain'

export class JournalError extends Error {
  readonly kind: JournalErrorKind
  constructor(kind: JournalErrorKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'JournalError'
    this.kind = kind
  }
}
