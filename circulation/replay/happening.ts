import type { Action, ItemEvidence, KnownScan, PatronEvidence } from '../evidence.ts'
import type { Sighting } from '../looks/sighting.ts'
import type { Outcome, OutcomeNote, ReplayChoice, ReplayQuestion } from '../outcome.ts'
import type { EntryId, Transaction } from '../transaction.ts'
import { entryKey } from '../transaction.ts'
import type { Capabilities } from './capabilities.ts'

/** A transaction with the interval its true time lies in: `at` plus or minus `uncertaintyMs`. */
export interface Happening<T extends Transaction = Transaction> {
  readonly id: EntryId
  readonly transaction: T
  readonly at: string
  readonly uncertaintyMs: number
  /** The interval, where it is narrower on one side. */
  readonly within?: KnownScan['within']
  /** IANA zone of the branch. */
  readonly zone: string
  /** The library's day, `YYYY-MM-DD`, where it is not the one of `at` (an old data set on show). */
  readonly day?: string
  /** Branch of record, after every stop correction known. */
  readonly branch: string
  /** Where a person has put it among the item's other scans: their `scanKey`. */
  readonly order?: Pick<KnownScan, 'after' | 'before'>
  /** A person said that the item is to be added. */
  readonly added?: { readonly title?: string }
}

/** What is known where a transaction is replayed. */
export interface ReplayFacts {
  /** Of the item concerned, with the journals' scans among `scans`; absent where the transaction is about none. */
  readonly item?: ItemEvidence
  /** Of the patron whose card was read. */
  readonly patron?: PatronEvidence
  /** The journal took it back as mistyped before anything of it was sent. */
  readonly erased?: boolean
  /** Copies of a title on which there are holds: all of them for a hold request or its undo, else those beside the item concerned. */
  readonly copies?: readonly ItemEvidence[]
  /** What an undo or a move is about. */
  readonly target?: ReplayTarget
  /** Scans already sent to the library system that a stop correction is about. */
  readonly corrected?: readonly CorrectedScan[]
  /** Of a loan: whose it is by a move that its own journal tells of. */
  readonly movedTo?: string
  /** Set where the system tells no times: what the hub saw of the item and may write of it. */
  readonly looks?: LookFacts
  /** Of a payment that waits for a person: what the patron owed when that was asked, in cents. */
  readonly owedWhenAsked?: number
  /** Where a person has spoken: scans of the item that came home only after that. */
  readonly unheard?: readonly EntryId[]
  /** How long it has waited on the hub. */
  readonly waitedMs?: number
}

/** Where a person says that a scan belongs: after all that its clock leaves open, or before what is kept instead of it. */
export type SaidPlace = 'last' | 'before-loans' | 'before-returns'

/** What is known of an item whose system tells no times, beside what the journals tell. */
export interface LookFacts {
  /** Oldest first; the last is how it stands now. What changed between them is among the item's scans. */
  readonly sightings: readonly Sighting[]
  readonly can: Capabilities
  /** Instant now, UTC. */
  readonly now: string
  readonly unseen: UnseenPolicy
  /** Where a person has put the scan, who was asked something else after that. */
  readonly said?: { readonly place: SaidPlace; readonly at: string }
  /** No loan of this item is due sooner than so many days after it began; one where nobody knows. */
  readonly shortestLoanDays?: number
}

/** Returns that leave no trace: of what is not on loan, at the place where the system has it. */
export interface UnseenPolicy {
  /** Branches where nobody but the hub's own stations scans: there are none. */
  readonly ownBranches: readonly string[]
  /** Nobody brings an item back within this. */
  readonly afterMs: number
}

export interface CorrectedScan {
  readonly barcode: string
  readonly entry: EntryId
  /** The right one by all corrections known: a later one may have been written before this. */
  readonly branch?: string
  /** Where the system tells no times: what was seen, the right branch by all corrections known, and marks under which it was written so far. */
  readonly seen?: { readonly sightings: readonly Sighting[]; readonly branch: string; readonly marks: readonly string[] }
}

export interface ReplayTarget {
  readonly happening: Happening
  readonly outcome?: Outcome
}

export interface ReplayPolicy {
  /** How long a renewal waits for the journal that holds its loan. */
  readonly renewalPatienceMs: number
  /** How long the library keeps a copy ready for its hold; a hold that expired sooner after a scan had not had its time. */
  readonly holdShelfMs: number
}

/** `wait`: another journal may bring what is missing; ask again at every new fact. */
export type ReplayDecision =
  | {
      readonly kind: 'decided'
      readonly actions: readonly Action[]
      /** Says itself where it rests on inferred evidence. */
      readonly outcome: Outcome
    }
  | { readonly kind: 'wait' }

/** The mark under which the hub writes an entry's actions: the same for ever, so that a second try is known as one. */
export function markOf(id: EntryId): string {
  return entryKey(id)
}

/** The hold that a request at a desk becomes; the same for ever. */
export function holdIdOf(id: EntryId): string {
  return `desk:${entryKey(id)}`
}

/** The scan that a transaction stands for. */
export function scanOf(x: Happening, kind: KnownScan['kind'], patronId?: string): KnownScan {
  const { at, uncertaintyMs, within, branch, id, order } = x
  const patron = patronId === undefined ? {} : { patronId }
  const fills = kind === 'checkout' ? filledForAnother(x.transaction) : undefined
  const interval = { at, uncertaintyMs, ...(within && { within }) }
  return { kind, branch, ...interval, entry: id, mark: markOf(id), ...patron, ...(fills && { fills }), ...order }
}

/** The hold of whoever it is taken to by somebody of the family, as the desk was told. */
function filledForAnother(transaction: Transaction): string | undefined {
  if (transaction.kind !== 'checkout') return undefined
  return transaction.overrides.some(({ reason }) => reason === 'family-member') ? transaction.fillsHold : undefined
}

/** Whose loan the desk saw that it ends; undefined where it saw none. */
export function patronMeant(transaction: Transaction, target?: ReplayTarget): string | undefined {
  if (transaction.kind === 'undo') return target && patronMeant(target.happening.transaction)
  return 'patronId' in transaction ? transaction.patronId : undefined
}

export function applied(actions: readonly Action[], notes: readonly OutcomeNote[]): ReplayDecision {
  return { kind: 'decided', actions, outcome: notes.length ? { kind: 'applied-with-note', notes } : { kind: 'applied' } }
}

export function historyOnly(actions: readonly Action[], notes: readonly OutcomeNote[]): ReplayDecision {
  return { kind: 'decided', actions, outcome: { kind: 'history-only', notes } }
}

/** A person must decide; `actions` are what is certain all the same. */
export function ask(question: ReplayQuestion, choices: readonly ReplayChoice[], actions: readonly Action[] = []): ReplayDecision {
  return { kind: 'decided', actions, outcome: { kind: 'needs-person', question, choices, where: whereToAsk[question] } }
}

/** Where the answer can be found: beside the book and the patron, or on the office's papers. */
const whereToAsk: Record<ReplayQuestion, 'here' | 'office'> = {
  'unknown-item': 'here',
  'unknown-patron': 'here',
  'order-unclear': 'here',
  'item-withdrawn': 'here',
  'not-for-loan': 'here',
  'age-limit-overlooked': 'here',
  'hold-refused': 'here',
  'payment-over': 'office',
  'payment-unclear': 'office',
  'payment-refused': 'office',
  'payment-seems-made': 'office',
  'kept-for-another': 'here',
  'declared-lost': 'office',
  unreadable: 'office',
  'undo-not-exact': 'office',
  fork: 'office',
  'system-error': 'office',
  confirm: 'office',
}
