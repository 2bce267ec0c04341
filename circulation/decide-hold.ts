import type { RefusalCode } from './refusals.ts'
import type { PatronFacts } from './truth.ts'

export type HoldDecision = { readonly kind: 'place' } | { readonly kind: 'refuse'; readonly code: RefusalCode }

/** Decides whether the patron may queue for a title. What else stands against it, the library system says when the request comes home. */
export function decideHold(titleId: string, patron: PatronFacts): HoldDecision {
  if (patron.patron.blocks.includes('card-lost')) return { kind: 'refuse', code: 'card-lost' }
  if (patron.holds.some(hold => hold.titleId === titleId)) return { kind: 'refuse', code: 'title-already-held' }
  return { kind: 'place' }
}
