import type { EntryId, Transaction } from '../../circulation/transaction.ts'
import type { Forgotten, SealedPersons } from './persons-in-entry.ts'

/** One line of the journal: what happened, where and when, and its place in the chain. Never changed once written. */
export interface Entry extends EntryId {
  readonly format: 1 | 2 | 3 | 4 | 5
  /** SHA-256 of the entry before (of the epoch's first: 64 zeros), hex. */
  readonly previous: string
  /** SHA-256 over the canonical JSON of everything else, hex. */
  readonly hash: string
  readonly at: EntryTime
  readonly staffId?: string
  /** The branch of record at that moment. */
  readonly branch: string
  readonly stopId?: string
  readonly environment: 'production' | 'test' | 'demo'
  readonly transaction: Transaction
  /** Since format 5, where the transaction says whose it is: what keeps that from being guessed once it is gone. Hex. */
  readonly salt?: string
  /** The person in it is gone. */
  readonly forgotten?: Forgotten
  /** As it lies on a disk whose key was lost: the hub can say whose it is. No part of the hash. */
  readonly sealed?: SealedPersons
}

/** All that cannot be added later. Corrected time is computed on the hub, never stored over this. */
export interface EntryTime {
  /** Wall clock, UTC with milliseconds. */
  readonly wall: string
  /** The branch's zone. */
  readonly zone: string
  /** Milliseconds since the run began. */
  readonly monotonicMs: number
  /** Which run of the program; monotonic milliseconds compare only inside one. */
  readonly run: string
  /** Last known offset of the wall clock against the hub's, and how old that knowledge was; absent before the first contact. */
  readonly offset?: { readonly ms: number; readonly uncertaintyMs: number; readonly ageMs: number }
}

/** An entry before the journal gave it its place. Its environment is the journal's unless it says its own. */
export type Draft = Pick<Entry, 'at' | 'staffId' | 'branch' | 'stopId' | 'transaction'> & Partial<Pick<Entry, 'environment'>>

/** The journal's last word; all-zero hash and sequence 0 when empty. */
export interface Tail {
  readonly epoch: string
  readonly sequence: number
  readonly hash: string
}
