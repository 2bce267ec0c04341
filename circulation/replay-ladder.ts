import { type ConflictKind, conflictKindNames, conflictKinds, type Rung } from './conflict-kinds.ts'
import type { Outcome } from './outcome.ts'

/** On which rung each kind of conflict stands in a library. */
export type Ladder = Readonly<Record<ConflictKind, Rung>>

const rungs: readonly Rung[] = ['report', 'ask', 'automatic']

/** For a library system that tells everything, with its times: nothing waits for a person that the evidence decides. */
export const automaticLadder: Ladder = ladderOf(() => 'automatic')

/** For every other: what closes another person's loan or rests on inference is asked first. */
export const cautiousLadder: Ladder = ladderOf(kind => conflictKinds[kind].cautious)

/** A default with what a library has changed. */
export function ladderWith(base: Ladder, changed: Partial<Ladder>): Ladder {
  return { ...base, ...changed }
}

/** What holds for a decision of several kinds: the lowest rung among them. */
export function rungOf(kinds: readonly ConflictKind[], ladder: Ladder): Rung {
  const lowest = Math.min(rungs.length - 1, ...kinds.map(kind => rungs.indexOf(ladder[kind])))
  return rungs[lowest]!
}

/** The question in place of a decision that a person is to confirm first: what is recommended stands first, and nothing is written. */
export function toConfirm(kinds: readonly ConflictKind[]): Extract<Outcome, { kind: 'needs-person' }> {
  const choices = ['as-recommended', 'look-for-it', 'leave-as-is'] as const
  return { kind: 'needs-person', question: 'confirm', about: kinds, choices, where: 'office' }
}

export type ReadLadder = { readonly ok: true; readonly ladder: Partial<Ladder> } | { readonly ok: false; readonly wrong: string }

/** Reads what a library has changed; refuses a kind or a rung that does not exist, by its name. */
export function readLadder(value: unknown): ReadLadder {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, wrong: 'ladder' }
  for (const [kind, rung] of Object.entries(value)) {
    if (!conflictKindNames.includes(kind as ConflictKind)) return { ok: false, wrong: kind }
    if (!rungs.includes(rung as Rung)) return { ok: false, wrong: `${kind}: ${String(rung)}` }
  }
  return { ok: true, ladder: { ...(value as Partial<Ladder>) } }
}

function ladderOf(rung: (kind: ConflictKind) => Rung): Ladder {
  return Object.fromEntries(conflictKindNames.map(kind => [kind, rung(kind)])) as Ladder
}
