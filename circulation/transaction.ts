import type { ReplayChoice, ReplayQuestion } from './outcome.ts'
import type { OverrideReason, RefusalCode } from './refusals.ts'

/**
 * What happened at the desk, recorded once and never changed. Numbers and ids only, never names. Where and when it happened, and who did it,
 * stand in the entry around it.
 */
export type Transaction =
  | Checkout
  | Checkin
  | Renewal
  | Undo
  | Move
  | HoldRequest
  | Payment
  | StopCorrection
  | Answer
  | KocExported
  | SecurityJob
  | SecurityDone
  | DeskEvent

export interface Override {
  readonly code: RefusalCode
  readonly reason: OverrideReason
}

export interface Checkout {
  readonly kind: 'checkout'
  readonly barcode: string
  readonly card: string
  readonly patronId: string
  readonly visitId: string
  /** Promised to the patron, `YYYY-MM-DD`. */
  readonly dueOn: string
  readonly overrides: readonly Override[]
  /** The hold that this loan fills, where the register knew of one. */
  readonly fillsHold?: string
  /** Lent although the register did not know the item or the patron. */
  readonly provisional?: boolean
  /** The patron on whose loan the item stood when it was lent here (taken back first, in the same act). */
  readonly takenFrom?: string
}

export interface Checkin {
  readonly kind: 'checkin'
  readonly barcode: string
  /** The patron on whose loan it stood, as far as the station knew. */
  readonly patronId?: string
  readonly destination: Destination
  readonly provisional?: boolean
}

/** Where the physical item goes after a return. */
export type Destination =
  | { readonly kind: 'shelf' }
  | {
      readonly kind: 'hold'
      readonly holdId: string
      readonly holdNumber: string
      readonly branch: string
      readonly stopId?: string
    }
  | { readonly kind: 'transfer'; readonly branch: string }
  | { readonly kind: 'look-at'; readonly why: 'lost-found' | 'withdrawn' | 'unknown-item' | 'parts-missing' }

export interface Renewal {
  readonly kind: 'renewal'
  readonly barcode: string
  readonly patronId: string
  readonly dueOn: string
  readonly overrides: readonly Override[]
}

/** Takes an earlier entry back. `book-is-here`: the scan stays a scan, the book came back now. `mistyped`: the scan never was. */
export interface Undo {
  readonly kind: 'undo'
  readonly target: EntryRef
  readonly why: 'book-is-here' | 'mistyped'
}

/** A loan of a visit that belongs on another card; the original stays in the journal and is linked. */
export interface Move {
  readonly kind: 'move'
  readonly target: EntryRef
  readonly barcode: string
  readonly fromPatronId: string
  readonly card: string
  readonly patronId: string
  readonly dueOn: string
}

export interface HoldRequest {
  readonly kind: 'hold-request'
  readonly titleId: string
  readonly card: string
  readonly patronId: string
  readonly pickup: { readonly branch: string; readonly stopId?: string }
}

/** Money that the patron gave at the desk for what the account owes. Since format 4. */
export interface Payment {
  readonly kind: 'payment'
  readonly card: string
  readonly patronId: string
  readonly visitId: string
  readonly cents: number
  readonly by: 'cash'
}

/** The stop (and so the branch of record) of a run of entries was wrong. */
export interface StopCorrection {
  readonly kind: 'stop-correction'
  readonly fromSequence: number
  readonly toSequence: number
  readonly stopId?: string
  readonly branch: string
}

/** What a person answered to a question of the replay, here or at an office desk. The entry it is about stays as it is, and is linked. */
export interface Answer {
  readonly kind: 'answer'
  readonly target: EntryId
  /** The target's hash: what was read when it was answered. */
  readonly hash: string
  readonly question: ReplayQuestion
  readonly choice: ReplayChoice
  /** What the choice needs: the right number instead of the one read, or what to call an added item. */
  readonly right?: RightNumber
}

export interface RightNumber {
  readonly barcode?: string
  readonly card?: string
  readonly title?: string
}

/** The gate must (not) alarm for this item; written together with the loan or return, done when the tag is on the pad. */
/**
 * Loans and returns of this run of entries left in Koha's own offline file, which Koha applies without asking what happened meanwhile. They are replayed all
 * the same, and what becomes of each says so.
 */
export interface KocExported {
  readonly kind: 'koc-exported'
  /** Epoch and sequences in this station's journal. */
  readonly epoch: string
  readonly fromSequence: number
  readonly toSequence: number
  /** Who had it written, by PIN. */
  readonly by: string
  /** The file of the same run before this could not be written: it counts as none. */
  readonly written?: false
}

export interface SecurityJob {
  readonly kind: 'security-job'
  readonly barcode: string
  readonly secured: boolean
  /** Its tag is known to be one that pads here can switch: until that is done, it is owed. Since format 3. */
  readonly tag?: true
}

export interface SecurityDone {
  readonly kind: 'security-done'
  readonly barcode: string
  readonly secured: boolean
  /** Whether the tag was read back after the write; a unit that only answers "done" gives false. */
  readonly verified: boolean
}

/** What else the journal must know to be read rightly later. They change no loan and are never replayed. */
export type DeskEvent =
  | { readonly kind: 'desk-started'; readonly appVersion: string }
  | { readonly kind: 'signed-in'; readonly staffId: string }
  | { readonly kind: 'signed-out'; readonly staffId: string }
  | { readonly kind: 'stop-chosen'; readonly stopId?: string; readonly branch: string }
  | { readonly kind: 'clock-jump'; readonly wallMs: number; readonly monotonicMs: number }
  | { readonly kind: 'patron-looked-up'; readonly patronId: string }
  /** What was to be found or seen to is done: off the pull list. */
  | { readonly kind: 'task-done'; readonly target: EntryId }
  /** The journal up to this entry was written on a stick; nothing counts as sent by it. */
  | { readonly kind: 'carried-out'; readonly epoch: string; readonly sequence: number; readonly entries: number }
  /** Another station's journal was taken from a stick, to be sent up from here. */
  | { readonly kind: 'carried-in'; readonly from: string; readonly seal: string; readonly entries: number }
  | { readonly kind: 'fork-found'; readonly epoch: string; readonly sequence: number }
  | { readonly kind: 'refused'; readonly barcode?: string; readonly patronId?: string; readonly code: RefusalCode }

/** Which entry of which station: stable for ever. */
export interface EntryId {
  readonly station: string
  readonly epoch: string
  readonly sequence: number
}

/** An entry that another one speaks of; of an earlier epoch its hash too, for after a fork the hub may have another under that number. */
export type EntryRef = EntryId & { readonly hash?: string }

/** One line of text for an id, the same everywhere. */
export function entryKey(id: EntryId): string {
  return `${id.station}/${id.epoch}/${id.sequence}`
}

const replayed: readonly Transaction['kind'][] = [
  'checkout',
  'checkin',
  'renewal',
  'undo',
  'move',
  'hold-request',
  'payment',
  'stop-correction',
  'answer',
  'koc-exported',
]

/** Kinds that the library system must learn of, and answers to what it asked. */
export function isReplayed(transaction: Transaction): boolean {
  return replayed.includes(transaction.kind)
}
