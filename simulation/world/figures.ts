import type { OutcomeNote, ReplayQuestion } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import { beginning } from './beginning.ts'
import { differences } from './differences.ts'
import type { Verdict } from './judge.ts'
import { notedByOutcomes } from './noted.ts'
import { type Peer, replayLikePeers } from './peers.ts'
import { standingAfter } from './possible-truths.ts'
import { type Evidence, tellsNoTimes, tellsOfKoha } from './sabotage.ts'
import type { Profile } from './script.ts'
import type { SmallWorld } from './small-world.ts'

/** One flat object of numbers; those of several scripts are added up. */
export type Figures = Readonly<Record<string, number>>

/** Every kind of conflict that replay can name; a long simulation should meet them all. */
const notes: readonly OutcomeNote['code'][] = [
  'was-not-on-loan',
  'newer-loan-kept',
  'taken-from-earlier-loan',
  'hold-caught',
  'hold-filled',
  'hold-put-back',
  'found-again',
  'card-replaced',
  'block-newer-than-register',
  'due-date-differs',
  'fee-reversed',
  'erased-before-upload',
  'renewal-void',
  'moved',
  'left-as-is',
  'decided-meanwhile',
]
const questions: readonly ReplayQuestion[] = [
  'unknown-item',
  'unknown-patron',
  'order-unclear',
  'unreadable',
  'item-withdrawn',
  'not-for-loan',
  'age-limit-overlooked',
  'undo-not-exact',
  'fork',
  'system-error',
  'hold-refused',
]
export const conflictKinds: readonly string[] = [...notes, ...questions]

/** What these days came to; `kinds` are the conflicts that were met. */
export function figuresOf(
  world: SmallWorld,
  verdict: Verdict,
  days: number,
  evidence: Evidence = 'full',
): { figures: Figures; kinds: readonly string[] } {
  const isAnswer = (key: string) => key.startsWith('hub.office/')
  const given = [...verdict.given].flatMap(([key, outcomes]) => (isAnswer(key) ? [] : [outcomes]))
  const told = [...verdict.given.values()].flat()
  const asked = given.filter(outcomes => outcomes.some(({ kind }) => kind === 'needs-person'))
  const kinds = told.flatMap(outcome => {
    if (outcome.kind === 'needs-person') return [outcome.question]
    return 'notes' in outcome ? outcome.notes.map(({ code }) => code) : []
  })
  const count = (kind: string) => verdict.differences.filter(one => one.kind === kind).length
  const newerClosed = verdict.differences.filter(({ kind, truth }) => kind === 'misplaced' && truth.includes('"with"')).length
  return {
    figures: {
      days,
      transactions: given.length,
      conflicts: given.filter(outcomes => outcomes.at(-1)?.kind !== 'applied' || outcomes.length > 1).length,
      lost: verdict.lost.length,
      doubled: verdict.doubled.length,
      misplaced: count('misplaced'),
      wrongly_closed: newerClosed,
      wrong_fees: count('wrong-fee'),
      wrong_dates: count('wrong-date'),
      undeclared_dates: verdict.undeclared.days.length + verdict.undeclared.beginnings.length,
      undeclared_fees: verdict.undeclared.fees.length,
      wrong_holds: count('wrong-hold'),
      wrong_history: count('wrong-history'),
      silent_differences: silent(world, verdict, evidence),
      needs_person: asked.length,
      needs_person_open: world.openAtHome.size,
      contradictory: verdict.contradictory.size,
      unneeded_questions: verdict.unneeded.length,
      no_true_choice: world.unanswerable.size,
      by_hand: world.byHand.size,
      ...peerFigures('force', world, verdict),
      ...peerFigures('refuse', world, verdict),
    },
    kinds,
  }
}

/** Differences of which no outcome about the item or the patron says anything. */
function silent(
  world: SmallWorld,
  { differences: found, events, stored, given, truth, library }: Verdict,
  evidence: Evidence,
): number {
  if (tellsNoTimes(evidence)) {
    const noted = notedByOutcomes(stored, world.events, [standingAfter(beginning(world.morning), []), truth, library])
    return found.filter(({ about }) => !noted.has(about)).length
  }
  const noted = new Set<string>()
  for (const event of events) {
    const last = given.get(event.key)?.at(-1)
    if (!last || last.kind === 'applied' || last.kind === 'already-applied') continue
    for (const value of Object.values(event)) if (typeof value === 'string') noted.add(value)
  }
  return found.filter(({ about }) => !noted.has(about)).length
}

function peerFigures(peer: Peer, { morning }: SmallWorld, { events, truth, stored }: Verdict): Figures {
  const received = new Map(stored.map(({ id, receivedAt }) => [entryKey(id), Date.parse(receivedAt)]))
  const { standing, wronglyClosed } = replayLikePeers(peer, beginning(morning), events, key => received.get(key))
  const nobody = new Set<string>()
  const wrong = differences(truth, standing, {
    items: nobody,
    titles: nobody,
    patrons: nobody,
    placesOnly: nobody,
    doubtful: nobody,
    possible: () => [],
    offered: () => truth,
    letLie: () => [],
    unsure: nobody,
    histories: nobody,
  })
  const count = (kind: string) => wrong.filter(one => one.kind === kind).length
  return {
    [`misplaced_${peer}`]: count('misplaced'),
    [`wrongly_closed_${peer}`]: wronglyClosed,
    [`wrong_fees_${peer}`]: count('wrong-fee'),
    [`wrong_dates_${peer}`]: count('wrong-date'),
    [`wrong_holds_${peer}`]: count('wrong-hold'),
  }
}

export function addFigures(one: Figures, other: Figures): Figures {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries([...keys].map(key => [key, (one[key] ?? 0) + (other[key] ?? 0)]))
}

/** Why these figures are not those of a sound replay; empty where they are. */
export function broken(figures: Figures, profile: Profile = 'hot', evidence: Evidence = 'full'): readonly string[] {
  if (tellsNoTimes(evidence)) return brokenByLooks(figures, profile, evidence)
  const mustBeNone = [
    'lost',
    'doubled',
    'misplaced',
    'wrongly_closed',
    'wrong_fees',
    'wrong_dates',
    'wrong_holds',
    'wrong_history',
    'silent_differences',
    'no_true_choice',
  ]
  const wrong = mustBeNone.filter(name => (figures[name] ?? 0) > 0).map(name => `${name} is ${figures[name]}`)
  const { conflicts = 0, days = 0, unneeded_questions = 0 } = figures
  // One in a hundred can only be told over many days.
  const tooMany = unneeded_questions > (days >= enoughDays ? conflicts / 100 : Math.max(2, conflicts / 20))
  return tooMany ? [...wrong, `unneeded_questions is ${figures.unneeded_questions}`] : wrong
}

/** Without times not everything can be known: never lost or doubled, never silent, and next to never in the wrong place. */
function brokenByLooks(figures: Figures, profile: Profile, evidence: Evidence): readonly string[] {
  const count = (name: string) => figures[name] ?? 0
  const wrong = ['lost', 'doubled', 'silent_differences', ...(tellsOfKoha(evidence) ? noneOnKoha : [])]
    .filter(name => count(name) > 0)
    .map(name => `${name} is ${figures[name]}`)
  if (tellsOfKoha(evidence)) return wrong
  const misplaced = count('misplaced') + count('wrongly_closed')
  const byForce = count('misplaced_force') + count('wrongly_closed_force')
  // A tenth of what force does can only be told over many days.
  const tooMany = profile === 'calm' ? misplaced > 0 : count('days') >= enoughDays && misplaced > byForce / 10
  return tooMany ? [...wrong, `misplaced is ${misplaced}`] : wrong
}

/** It tells when each loan began and ended, and declares what it keeps of days and money. */
const noneOnKoha = ['misplaced', 'wrongly_closed', 'no_true_choice', 'undeclared_dates', 'undeclared_fees']

const enoughDays = 50
