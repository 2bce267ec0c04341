import type { CheckoutDecision } from '../../circulation/decision.ts'
import type { PickupPlace } from '../../circulation/loan.ts'
import type { ReplayChoice, ReplayQuestion } from '../../circulation/outcome.ts'
import type { OverrideReason, RefusalCode } from '../../circulation/refusals.ts'
import type { EntryId, Override, RightNumber, Transaction } from '../../circulation/transaction.ts'
import type { PadOnDesk, PadTag, Stack } from './pad-on-desk.ts'

/*
 * The desk as a value. `step(session, event, facts, now)` (step.ts) is pure and synchronous; the desk runner (desk-runner.ts) takes one event
 * at a time: gathers the facts the event needs, steps, appends what is to be recorded, and only then shows the new session.
 */

export interface Session {
  readonly station: string
  readonly staff?: { readonly staffId: string; readonly name: string; readonly role: 'staff' | 'lead' }
  readonly branch: string
  readonly stopId?: string
  /** Switch for the morning's crates: cards are ignored as patrons' openers, every item is taken back. */
  readonly returnsOnly: boolean
  /** The open patron. Open = an item is lent; none = an item is taken back. */
  readonly visit?: PatronVisit
  /** Closed visits, newest first, at most five. */
  readonly recent: readonly RecentVisit[]
  /** The biggest thing on the screen; undefined = the board of the stop. */
  readonly verdict?: Verdict
  readonly question?: Question
  /** The one scan that waits while a question is open. */
  readonly waiting?: Scan
  /** Something was done that has to wait for the answer and was not taken; a scan by its text. Until the question is over. */
  readonly notTaken?: { readonly text?: string }
  /** A card could not be read just before: the next item asks whose it is, once. */
  readonly cardMisread?: boolean
  /** Today's lines, newest first. */
  readonly lines: readonly Line[]
  /** Nothing can be recorded any more: the one red screen. */
  readonly stopped?: { readonly kind: 'full' | 'locked' | 'broken' | 'chain'; readonly at: string }
  readonly lastActivity: string
  /** The same on the monotonic clock; idle time is counted from here, whatever people do to the wall clock. */
  readonly activeAtMs: number
  /** Rises with every id given out here (visits, unrecorded lines); ids need no randomness. */
  readonly serial: number
  /** What lies on pads that show everything at once. */
  readonly pad?: PadOnDesk
  /** What became of the items laid down together, as one verdict. */
  readonly stack?: Stack
  /** Tags that are being switched now; `again`: they had failed before. */
  readonly switching?: readonly { readonly number: string; readonly again: boolean }[]
  /** The last plain return, so that a scanner's double reading is confirmed and not recorded twice. */
  readonly justReturned?: { readonly barcode: string; readonly atMs: number }
}

export interface PatronVisit {
  readonly visitId: string
  readonly patronId: string
  readonly card: string
  readonly openedAt: string
  /** Patron-level reasons staff have already overridden in this visit. */
  readonly overridden: readonly Override[]
}

export interface RecentVisit {
  readonly visitId: string
  readonly patronId: string
  readonly card: string
  readonly closedAt: string
  /** What was overridden in it stays so when it is reopened. */
  readonly overridden?: readonly Override[]
}

export interface Scan {
  readonly text: string
  readonly source: ScanSource
}

/** Where a number came from; a device can be bound to one role for good. */
export interface ScanSource {
  readonly device: 'keyboard' | 'wedge' | 'scanner' | 'pad' | 'drawer' | 'script'
  readonly role?: 'returns-only'
}

/** A sentence in nobody's language yet: an i18n key with its values. */
export interface Words {
  readonly key: string
  readonly values?: Readonly<Record<string, string | number>>
}

/** What the last act came to. One grammar: symbol / word / title, a rule, then label, fact, detail. */
export interface Verdict {
  readonly shape: 'yes' | 'aside' | 'ask' | 'no'
  readonly word: Words
  /** Whose: shown beside the word as the patron's short name. */
  readonly patronId?: string
  readonly barcode?: string
  readonly title?: string
  readonly note?: Words
  readonly fact?: { readonly label: Words; readonly value: FactValue; readonly detail?: Words }
  /** Small print for the support call. */
  readonly code?: RefusalCode
  /** Rises by one with every verdict, so that the same verdict twice is drawn and sounded twice. */
  readonly number: number
}

export type FactValue =
  | { readonly kind: 'day'; readonly day: string }
  | { readonly kind: 'hold-number'; readonly number: string }
  | { readonly kind: 'age'; readonly years: number }
  | { readonly kind: 'place'; readonly branch: string; readonly stopId?: string }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'sum'; readonly cents: number }
  | { readonly kind: 'words'; readonly words: Words }

/**
 * Answered only by touch, F10-F12 or a command barcode; never by Enter, letters or digits. Two or three choices. The first one is the safe one;
 * leaving a question unanswered does what the safe one does.
 */
export interface Question {
  readonly about:
    | 'override'
    | 'own-loan'
    | 'lend-to-open-patron'
    | 'card-or-item'
    | 'whose'
    | 'unknown-number'
    | 'undo'
    | 'on-pad'
  readonly scan: Scan
  readonly barcode?: string
  readonly title?: string
  readonly codes: readonly RefusalCode[]
  readonly choices: readonly Choice[]
  /** Overrides already given on the way here (a second question for the same item). */
  readonly given: readonly Override[]
  /** On whose loan the item stood until it was taken back in this act. */
  readonly takenFrom?: string
  /** What an override is asked for where it is not lending: renewals, or a visit's loans that move to a card. */
  readonly renew?: readonly string[]
  readonly move?: { readonly visitId: string; readonly card: string }
  /** Of what lies on a pad, by `keyOfTag`. */
  readonly onPad?: readonly string[]
  /** The lines that would be taken back. */
  readonly lineIds?: readonly string[]
}

export interface Choice {
  readonly id:
    | 'no'
    | 'keep-for-holder'
    | 'override'
    | 'return'
    | 'renew'
    | 'lend'
    | 'as-card'
    | 'as-item'
    | 'open-patron'
    | 'book-is-here'
    | 'mistyped'
    | 'cancel'
    | 'leave-on-pad'
    | 'lend-these'
    | 'return-these'
  readonly words: Words
  readonly reason?: OverrideReason
}

/** One line of today's list; drawn from the journal, so it survives a restart. */
export interface Line {
  readonly lineId: string
  /** Present once recorded. */
  readonly entry?: EntryId
  readonly at: string
  readonly shape: Verdict['shape']
  readonly barcode?: string
  readonly titleId?: string
  readonly title?: string
  readonly patronId?: string
  readonly visitId?: string
  readonly kind: 'checkout' | 'checkin' | 'renewal' | 'refused' | 'asked' | 'undo' | 'move' | 'hold-request' | 'payment'
  readonly fact: Words | { readonly day: string } | { readonly cents: number }
  /** Taken back by a later line. */
  readonly undone?: boolean
  /** What staff overrode to do it. */
  readonly overrides?: readonly Override[]
}

export type SessionEvent =
  | { readonly type: 'scan'; readonly scan: Scan }
  /** A device saw something and could not read it; it may have been a card. */
  | { readonly type: 'misread'; readonly source: ScanSource }
  /** Position in the question's choices: 0 = F10. */
  | { readonly type: 'answer'; readonly choice: number }
  /** Without `on` the switch is turned: what it was then is known only when the event's turn comes. */
  | { readonly type: 'returns-only'; readonly on?: boolean }
  | { readonly type: 'finish' }
  | { readonly type: 'reopen'; readonly visitId: string }
  | { readonly type: 'open-patron'; readonly patronId: string }
  | { readonly type: 'renew'; readonly barcodes: readonly string[] }
  | { readonly type: 'undo'; readonly lineIds: readonly string[] }
  | { readonly type: 'move-visit'; readonly visitId: string; readonly card: string }
  /** Without `pickup` it is picked up where the desk stands. */
  | { readonly type: 'hold'; readonly titleId: string; readonly pickup?: PickupPlace }
  /** The open patron has given so much money. */
  | { readonly type: 'pay'; readonly cents: number }
  /** One answer to one or several equal questions of the replay. */
  | {
      readonly type: 'resolve'
      readonly tasks: readonly { readonly taskId: string; readonly target: EntryId }[]
      readonly question: ReplayQuestion
      readonly choice: ReplayChoice
      readonly right?: RightNumber
    }
  /** Found, or seen to: off the list. */
  | { readonly type: 'task-done'; readonly taskIds: readonly string[] }
  /** Answers given here that have not been carried out. */
  | { readonly type: 'take-answers-back'; readonly answers: readonly EntryId[] }
  /** A file was written or taken that goes home without a line. */
  | {
      readonly type: 'way-home'
      readonly transaction: Extract<Transaction, { readonly kind: 'carried-out' | 'carried-in' | 'koc-exported' }>
    }
  | { readonly type: 'sign-in'; readonly staffId: string }
  | { readonly type: 'sign-out' }
  | { readonly type: 'choose-stop'; readonly branch: string; readonly stopId?: string }
  | {
      readonly type: 'correct-stop'
      readonly fromSequence: number
      readonly toSequence: number
      readonly branch: string
      readonly stopId?: string
    }
  | { readonly type: 'security-done'; readonly barcode: string; readonly secured: boolean; readonly verified: boolean }
  /** The tag could not be switched: the gate will behave wrongly. */
  | { readonly type: 'security-failed'; readonly barcode: string; readonly secured: boolean }
  /** All that lies on the pads now, and how many tags there cannot be read. */
  | { readonly type: 'pad'; readonly items: readonly PadTag[]; readonly unread: number }
  /** Somebody counted what was laid down; without a count it is forgotten again. */
  | { readonly type: 'expect-on-pad'; readonly count?: number }
  /** A tag on a pad was written anew: its gate's bit is to be as the item stands. */
  | { readonly type: 'tag-written'; readonly barcode: string }
  /** A tag that could not be switched is back. */
  | { readonly type: 'tag-seen'; readonly barcode: string }
  /** Staff have seen to a tag in another way. */
  | { readonly type: 'gate-seen-to'; readonly barcode: string }
  | { readonly type: 'tick' }

/** What a step comes to. `record` is appended as one journal transaction before `session` is shown; if that fails the session stops. */
export interface Step {
  readonly session: Session
  readonly record: readonly Transaction[]
  readonly effects: readonly Effect[]
}

export type Effect =
  | { readonly kind: 'sound'; readonly sound: 'yes' | 'aside' | 'ask' | 'no' | 'patron' | 'busy' }
  | { readonly kind: 'security'; readonly barcode: string; readonly secured: boolean }
  /** A command barcode asked for something that only a screen has. */
  | {
      readonly kind: 'show'
      readonly what: 'stops' | 'sign-in' | 'help' | 'search-patron' | 'search-title' | 'tasks' | 'print' | 'pay'
    }
  /** A follow-up event the runner feeds in before anything else (the scan that waited). */
  | { readonly kind: 'then'; readonly event: SessionEvent }

export type { CheckoutDecision }
