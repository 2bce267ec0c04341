import type { Action } from './evidence.ts'
import type { OutcomeNote } from './outcome.ts'
import { type Happening, patronMeant, type ReplayDecision, type ReplayFacts } from './replay/happening.ts'

/**
 * Every way in which a late transaction may change what somebody else did meanwhile, in one closed table. `closes`: another person's loan ends
 * by it. `cautious`: the rung on which a library begins that knows its system only from outside. i18n `conflict.<kind>`.
 */
export const conflictKinds = {
  /** A loan here ends the loan that another patron had. */
  'closes-others-loan': { closes: true, cautious: 'ask' },
  /** A return ends the loan of another patron than the desk saw. */
  'returns-others-loan': { closes: true, cautious: 'ask' },
  /** Who has it and since when was worked out, not told by the library system. */
  'rests-on-inference': { closes: false, cautious: 'ask' },
  /** A loan that has ended really ended earlier. */
  'cuts-past-loan': { closes: false, cautious: 'automatic' },
  /** Somebody has borrowed it since: it becomes history. */
  'newer-loan-kept': { closes: false, cautious: 'automatic' },
  /** It was seen elsewhere since, and lies there. */
  'becomes-history': { closes: false, cautious: 'automatic' },
  /** It was set aside for somebody else, who waits again. */
  'takes-held-item': { closes: false, cautious: 'automatic' },
  /** A hold is caught with an item that has gone on since its return. */
  'catches-hold': { closes: false, cautious: 'automatic' },
  /** A hold that had expired stands again. */
  'restores-hold': { closes: false, cautious: 'automatic' },
  /** It was declared lost, missing or claimed returned. */
  'finds-lost': { closes: false, cautious: 'automatic' },
  /** Money that the library system has charged falls away. */
  'reverses-fee': { closes: false, cautious: 'automatic' },
  /** Lent to somebody whom the library had blocked by then. */
  'overlooks-block': { closes: false, cautious: 'automatic' },
  /** Written on a newer card than was read. */
  'follows-card': { closes: false, cautious: 'automatic' },
  /** Another due day than was promised. */
  'changes-due-date': { closes: false, cautious: 'automatic' },
  /** A renewal comes to nothing. */
  'voids-renewal': { closes: false, cautious: 'automatic' },
  /** What was written is taken back. */
  'erases-written': { closes: false, cautious: 'automatic' },
  /** A loan that was written goes to another patron. */
  'moves-loan': { closes: false, cautious: 'automatic' },
} as const satisfies Record<string, { readonly closes: boolean; readonly cautious: Rung }>

export type ConflictKind = keyof typeof conflictKinds

/** How far a library lets a kind go: told only, asked each time, or done. */
export type Rung = 'report' | 'ask' | 'automatic'

export const conflictKindNames = Object.keys(conflictKinds) as readonly ConflictKind[]

/** Which kinds of conflict a decision settles; none for one that finds everything as the desk saw it. In the table's order. */
export function conflictsIn(x: Happening, facts: ReplayFacts, decision: ReplayDecision): readonly ConflictKind[] {
  if (decision.kind === 'wait') return []
  const { actions, outcome } = decision
  const notes = 'notes' in outcome ? outcome.notes : []
  const found = new Set<ConflictKind>([
    ...actions.flatMap(action => kindOfAction(action, x, facts)),
    ...notes.flatMap(({ code }) => kindsOfNotes[code] ?? []),
  ])
  if (outcome.kind === 'history-only' && !found.has('newer-loan-kept') && !found.has('voids-renewal'))
    found.add('becomes-history')
  if (found.size > 0 && (facts.item?.inferred || ('inferred' in outcome && outcome.inferred))) found.add('rests-on-inference')
  return conflictKindNames.filter(kind => found.has(kind))
}

/** Whether another person's loan ends by it: what a library may allow only so often a day. */
export function closesAnothersLoan(kinds: readonly ConflictKind[]): boolean {
  return kinds.some(kind => conflictKinds[kind].closes)
}

const kindsOfNotes: Partial<Record<OutcomeNote['code'], ConflictKind>> = {
  'newer-loan-kept': 'newer-loan-kept',
  'hold-caught': 'catches-hold',
  'hold-put-back': 'takes-held-item',
  'found-again': 'finds-lost',
  'card-replaced': 'follows-card',
  'block-newer-than-register': 'overlooks-block',
  'due-date-differs': 'changes-due-date',
  'fee-reversed': 'reverses-fee',
  'renewal-void': 'voids-renewal',
  moved: 'moves-loan',
}

function kindOfAction(action: Action, x: Happening, facts: ReplayFacts): readonly ConflictKind[] {
  switch (action.kind) {
    case 'end-loan':
      return endsAnothers(action.patronId, x, facts)
    case 'correct-past-loan':
      return action.endedAt === undefined ? [] : ['cuts-past-loan']
    case 'put-hold-back':
      return ['takes-held-item']
    case 'restore-hold':
      return x.transaction.kind === 'undo' || x.transaction.kind === 'move' ? [] : ['restores-hold']
    case 'drop-fee':
      return ['reverses-fee']
    case 'erase-loan':
    case 'void-renewal':
    case 'erase-scan':
    case 'restore-loan':
    case 'restore-past-loans':
      return ['erases-written']
    default:
      return []
  }
}

function endsAnothers(patronId: string | undefined, x: Happening, facts: ReplayFacts): readonly ConflictKind[] {
  const { transaction } = x
  if (transaction.kind === 'checkout') {
    const borrower = facts.patron?.patron?.patronId ?? transaction.patronId
    return patronId === borrower ? [] : ['closes-others-loan']
  }
  const seen = patronMeant(transaction, facts.target)
  return seen === undefined || seen === patronId ? [] : ['returns-others-loan']
}
