import type { ConflictKind } from '../../../circulation/conflict-kinds.ts'
import type { Outcome } from '../../../circulation/outcome.ts'
import type { EntryId } from '../../../circulation/transaction.ts'
import type { Action } from '../../connectors/connector.ts'
import type { BrakeSettings, WaitReason } from '../../protocol/brake.ts'
import type { BrakeAudit, Ruling, ShadowReport, Tallies } from '../../protocol/office.ts'
import type { StoredEntry } from '../ports.ts'
import type { ShadowLine } from './brake-line.ts'

export type { BrakeAudit, Ruling, Tallies }

/** Why an entry is not written, and what would be. */
export interface HeldBack {
  readonly why: WaitReason
  readonly kinds: readonly ConflictKind[]
  readonly would?: { readonly actions: readonly Action[]; readonly outcome: Outcome }
}

export interface HeldEntry extends HeldBack {
  readonly id: EntryId
  readonly at: string
}

/** How much may be let through since an instant; absent: no limit. */
export interface Limits {
  readonly pace?: Limit
  /** Of loans of other people that are closed. */
  readonly closes?: Limit
}

export interface Limit {
  readonly most: number
  readonly since: string
}

/**
 * What the brake must know after a restart. Every method that writes resolves when the write would survive a power cut; the same write twice
 * counts once.
 */
export interface BrakeStore {
  /** As the administrator left them; everything open before the first change. */
  settings(connector: string): Promise<BrakeSettings>
  /** Replaces the settings and keeps who did it. */
  change(connector: string, after: BrakeSettings, by: string): Promise<void>
  /** The latest first. */
  changes(limit: number): Promise<readonly BrakeAudit[]>
  /** Replaces what was said of the entry before. */
  hold(of: StoredEntry, held: HeldBack): Promise<void>
  /** Of entries that still have no outcome or a question, in order of arrival. */
  held(limit: number): Promise<readonly HeldEntry[]>
  tally(of: StoredEntry, kinds: readonly ConflictKind[], ruling: Ruling, by?: string): Promise<void>
  tallies(): Promise<Tallies>
  /** Kinds that a person has agreed to for this entry. */
  confirmed(of: StoredEntry): Promise<readonly ConflictKind[]>
  /**
   * Counts an entry as let through, or says which limit it would break. One decision after the other, over all processes on one database: together
   * they let through no more than one alone. The same entry again counts once.
   */
  letThrough(of: StoredEntry, kinds: readonly ConflictKind[], limits: Limits): Promise<'pace' | 'daily-cap' | undefined>
  /** Entries let through since that instant that closed another person's loan. */
  closesSince(at: string): Promise<number>
  /** What a trial run would make of these; replaces what was said of them before. */
  shadow(lines: readonly ShadowLine[]): Promise<void>
  /** What the last trial run of a library system has come to; of very many lines the latest. */
  shadowed(connector: string): Promise<ShadowReport>
}
