import { decideReplay } from '../../circulation/decide-replay.ts'
import type { Action } from '../../circulation/evidence.ts'
import type { Outcome, OutcomeNote } from '../../circulation/outcome.ts'
import { applied, type Happening, type ReplayDecision, type ReplayFacts } from '../../circulation/replay/happening.ts'
import type { Transaction } from '../../circulation/transaction.ts'
import type { StoredEntry } from '../../sync/hub/ports.ts'
import type { Entry } from '../../sync/journal/entry.ts'
import type { Sabotage } from './sabotage.ts'
import { buggyConnector, buggyUploads } from './tampered-ports.ts'

/** Deliberate bugs, each of which a few hundred days must find. */
export const sabotages: Readonly<Record<string, Sabotage>> = {
  'return-closes-newer-loan': decidingAfter(closesNewerLoan),
  'later-scans-ignored': decidingOn(facts => ({ ...facts, ...(facts.item && { item: { ...facts.item, scans: [] } }) })),
  'asks-too-much': decidingAfter(asksWhatIsKnown),
  'undo-forgotten': decidingAfter((x, _, decision) => (x.transaction.kind === 'undo' ? applied([], []) : decision)),
  'move-forgotten': forgetting('move'),
  'renewal-forgotten': forgetting('renewal'),
  'stop-correction-forgotten': forgetting('stop-correction'),
  'arrival-counts-as-order': { replay: { decide: (x, facts, policy) => decideReplay(asLast(x, facts), facts, policy) } },
  'offset-flipped': { uploads: buggyUploads({ entry: withOffsetFlipped }) },
  'summer-hour-lost': { uploads: buggyUploads({ entry: anHourOffInSummer }) },
  'erased-is-sent': {
    uploads: buggyUploads({ run: stored => stored.filter(({ entry }) => entry?.transaction.kind !== 'undo') }),
  },
  'same-sequence-is-same-entry': { uploads: inner => buggyUploads({ waiting: onePerSequence(new Map()) })(inner) },
  'outcome-twice': { uploads: buggyUploads({ outcomes: 2 }) },
  'sent-without-looking': {
    connector: buggyConnector({
      forgetsMarks: true,
      item: evidence => ({ ...evidence, scans: evidence.scans.map(({ mark: _, ...scan }) => scan) }),
    }),
  },
  'old-card-unknown': {
    connector: buggyConnector({
      patron: (evidence, card) => (evidence.patron?.cards[0] === card ? evidence : { loans: [], holds: [] }),
    }),
  },
  'hold-ignored-on-return': without('catch-hold'),
  'own-hold-stays': without('fill-hold'),
  'fee-stays': without('drop-fee', 'correct-past-loan'),
  'lost-stays-lost': without('set-status'),
  'past-loan-forgotten': without('record-past-loan'),
  'hold-cancelled-when-taken': changing(action =>
    action.kind === 'put-hold-back' ? { kind: 'cancel-hold', holdId: action.holdId, at: action.at } : action,
  ),
  'fee-from-replay-time': changing((action, now) => (action.kind === 'end-loan' ? { ...action, feeUntil: now } : action)),
  'due-from-replay-time': changing((action, now) =>
    action.kind === 'begin-loan' ? { ...action, dueOn: now.slice(0, 10) } : action,
  ),
  'request-from-replay-time': changing((action, now) => (action.kind === 'place-hold' ? { ...action, at: now } : action)),
  'branch-of-the-hub': changing(action =>
    action.kind === 'take-in' || action.kind === 'end-loan' ? { ...action, branch: 'MAIN' } : action,
  ),
  'changes-unseen': { evidence: 'sip2', ...decidingOn(withoutInferred) },
  'stamped-day-unsaid': { evidence: 'sip2', uploads: buggyUploads({ outcome: unsaid('due-date-differs') }) },
  'koha-loan-from-now': {
    evidence: 'koha-dated',
    ...changing((action, now) => (action.kind === 'begin-loan' ? { ...action, at: now } : action)),
  },
  'koha-fee-until-now': {
    evidence: 'koha',
    ...changing((action, now) =>
      action.kind === 'end-loan' || action.kind === 'take-in' ? { ...action, feeUntil: now } : action,
    ),
  },
  'koha-renewal-forgotten': { evidence: 'koha', ...forgetting('renewal') },
  'fee-unsaid': { evidence: 'sip2', uploads: buggyUploads({ outcome: unsaid('fee-to-check') }) },
}

type Bug = (x: Happening, facts: ReplayFacts, decision: ReplayDecision) => ReplayDecision

function decidingAfter(bug: Bug): Sabotage {
  return { replay: { decide: (x, facts, policy) => bug(x, facts, decideReplay(x, facts, policy)) } }
}

function decidingOn(change: (facts: ReplayFacts) => ReplayFacts): Sabotage {
  return { replay: { decide: (x, facts, policy) => decideReplay(x, change(facts), policy) } }
}

function forgetting(kind: Transaction['kind']): Sabotage {
  return decidingAfter((x, _, decision) => (x.transaction.kind === kind ? applied([], []) : decision))
}

function changing(action: (action: Action, now: string) => Action | undefined): Sabotage {
  return { connector: buggyConnector({ action }) }
}

function without(...kinds: readonly Action['kind'][]): Sabotage {
  return changing(action => (kinds.includes(action.kind) ? undefined : action))
}

function withoutInferred(facts: ReplayFacts): ReplayFacts {
  return { ...facts, ...(facts.item && { item: { ...facts.item, scans: facts.item.scans.filter(({ inferred }) => !inferred) } }) }
}

function unsaid(code: OutcomeNote['code']) {
  return (outcome: Outcome): Outcome => {
    if (outcome.kind !== 'applied-with-note') return outcome
    const notes = outcome.notes.filter(note => note.code !== code)
    return notes.length > 0 ? { ...outcome, notes } : { kind: 'applied' }
  }
}

function closesNewerLoan(x: Happening, { item }: ReplayFacts, decision: ReplayDecision): ReplayDecision {
  const { loan } = item ?? {}
  const keeps = decision.kind === 'decided' && decision.outcome.kind === 'history-only' && loan
  if (!keeps || x.transaction.kind !== 'checkin') return decision
  const { barcode, patronId } = loan
  const closing = { kind: 'end-loan', barcode, patronId, at: x.at, branch: x.branch, full: true } as const
  const others = decision.actions.filter(({ kind }) => kind !== 'end-loan')
  return { ...decision, actions: [closing, ...others] }
}

/** Whatever comes home last happened last. */
function asLast(x: Happening, { item }: ReplayFacts): Happening {
  const written = item?.scans.flatMap(({ at, unsent }) => (unsent ? [] : [Date.parse(at) + 1000])) ?? []
  return { ...x, at: new Date(Math.max(Date.parse(x.at), ...written)).toISOString(), uncertaintyMs: 0 }
}

function asksWhatIsKnown(_: Happening, __: ReplayFacts, decision: ReplayDecision): ReplayDecision {
  if (decision.kind !== 'decided' || decision.outcome.kind !== 'history-only') return decision
  const outcome = { kind: 'needs-person', question: 'order-unclear', choices: ['look-for-it'], where: 'here' } as const
  return { kind: 'decided', actions: [], outcome }
}

function withOffsetFlipped(entry: Entry): Entry {
  const { offset } = entry.at
  return offset ? { ...entry, at: { ...entry.at, offset: { ...offset, ms: -offset.ms } } } : entry
}

const hourMs = 3_600_000

function anHourOffInSummer(entry: Entry): Entry {
  const at = Date.parse(entry.at.wall)
  const summer = at >= Date.UTC(2026, 2, 29, 1) && at < Date.UTC(2026, 9, 25, 1)
  return summer ? { ...entry, at: { ...entry.at, wall: new Date(at + hourMs).toISOString() } } : entry
}

function onePerSequence(owner: Map<number, string>) {
  return (stored: readonly StoredEntry[]): readonly StoredEntry[] =>
    stored.filter(({ id: { sequence, station } }) => {
      if (!owner.has(sequence)) owner.set(sequence, station)
      return owner.get(sequence) === station
    })
}
