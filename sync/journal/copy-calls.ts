import type { FirstCopy } from './first-copy.ts'
import type { JournalErrorKind } from './journal.ts'

/** Which database a copy is in, and whether its writes are on the disk when they are said to be. */
export interface CopyPlace {
  readonly databaseName: string
  readonly durability: 'strict' | 'relaxed'
}

/** What goes to the journal's thread first. */
export interface CopyStart extends CopyPlace {
  /** Name of the channel on which answers are awaited; nobody else knows it. */
  readonly answers: string
}

export type CopyMethod = Exclude<keyof FirstCopy, 'alone'>

/** What goes to it then, numbered. */
export interface CopyCall {
  readonly number: number
  readonly method: CopyMethod
  readonly given: readonly unknown[]
}

/** What comes back. */
export interface CopyAnswer {
  readonly number: number
  readonly value?: unknown
  readonly failed?: { readonly kind: JournalErrorKind; readonly message: string }
}
