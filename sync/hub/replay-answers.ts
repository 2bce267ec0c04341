import { decideAnswer } from '../../circulation/decide-answer.ts'
import type { decideReplay } from '../../circulation/decide-replay.ts'
import type { Action } from '../../circulation/evidence.ts'
import type { AnsweredBy, Outcome } from '../../circulation/outcome.ts'
import { amend } from '../../circulation/replay/amend.ts'
import type { Happening, ReplayDecision, ReplayFacts, ReplayPolicy } from '../../circulation/replay/happening.ts'
import { milliseconds } from '../../circulation/replay/scan-order.ts'
import { type Answer, type EntryId, entryKey } from '../../circulation/transaction.ts'
import { ConnectorError } from '../connectors/connector.ts'
import type { Brake } from './brake/brake.ts'
import type { ReplayPorts, StoredEntry } from './ports.ts'
import { afterRejections, isMoney } from './questions-asked.ts'
import { factsAbout } from './replay-facts.ts'
import type { ReplayJournals } from './replay-journal.ts'
import { unheardScans } from './unheard-scans.ts'

/** What carrying out an answer needs of the pass it belongs to. */
export interface AnsweringPass {
  readonly ports: ReplayPorts
  readonly journals: ReplayJournals
  readonly policy: ReplayPolicy
  readonly decide: typeof decideReplay
  readonly brake?: Brake
  /** The outcome of what was sent for it before an answer was lost; undefined where nothing stands open. */
  afterLostAnswer(stored: StoredEntry): Promise<Outcome | undefined>
  send(stored: StoredEntry, actions: readonly Action[], outcome: Outcome, under: EntryId): Promise<Outcome>
  settle(stored: StoredEntry, outcome: Outcome, facts?: ReplayFacts): Promise<unknown>
}

/**
 * Carries out a person's answer. First the entry it is about gets its outcome, which names the answer; then the answer gets its own: `applied`,
 * `already-applied` where the same was answered before, `history-only` where facts had decided meanwhile, `refused` where somebody else had answered
 * otherwise. One that was taken back before it was carried out does nothing. Killed in between, the next pass knows by the name. Resolves to `wait` while what it is about has not come or has no outcome yet, and to
 * `held` while the brake lets it not be written.
 */
export async function replayAnswer(stored: StoredEntry, answer: Answer, pass: AnsweringPass): Promise<'done' | 'wait' | 'held'> {
  if (await pass.journals.isErased(stored.id)) {
    await pass.settle(stored, { kind: 'applied-with-note', notes: [{ code: 'erased-before-upload' }] })
    return 'done'
  }
  const found = await pass.ports.uploads.entry(answer.target)
  if (!found?.outcome) return 'wait'
  if (found.hash !== answer.hash) await pass.settle(stored, { kind: 'refused', code: 'another-entry' })
  else {
    // Another answer may have been carried out in this very pass.
    const late = found.outcome.kind === 'needs-person' ? await pass.afterLostAnswer(found) : undefined
    if (late) await pass.settle(found, late)
    // One word sends money once: what it sent and nobody can find is asked anew.
    const outcome =
      late?.kind === 'needs-person' && isMoney(found)
        ? decidedMeanwhile
        : await answered(stored, answer, late ? { ...found, outcome: late } : found, pass)
    if (outcome === 'held') return 'held'
    await pass.settle(stored, outcome)
  }
  return 'done'
}

/** The answer's own outcome, after its target has got one. */
async function answered(
  stored: StoredEntry,
  answer: Answer,
  target: StoredEntry,
  pass: AnsweringPass,
): Promise<Outcome | 'held'> {
  const outcome = target.outcome!
  const by = outcome.answered
  if (by?.entry === entryKey(stored.id)) return { kind: 'applied' }
  if (outcome.kind !== 'needs-person') return by ? afterAnother(answer, by) : decidedMeanwhile
  if (outcome.question !== answer.question) return decidedMeanwhile
  const name = nameOf(stored.id, answer)
  if (target.fork || !target.entry) {
    if (answer.choice !== 'leave-as-is') return notOnOffer
    await pass.settle(target, { kind: 'history-only', notes: [{ code: 'left-as-is' }], answered: name })
    return { kind: 'applied' }
  }
  const given = (await pass.journals.happening(stored.entry!)) as Happening<Answer>
  const x = await pass.journals.happening(target.entry)
  const facts = await factsOf(target, x, pass)
  const unheard = await unheardScans(facts.item?.scans ?? [], stored, given, pass.ports.uploads)
  const waiting = { x, facts: { ...facts, ...(unheard.length > 0 && { unheard }) } }
  const right = amend(x, answer)
  const amended = right === x ? waiting : { x: right, facts: await factsOf(target, right, pass) }
  const verdict = decideAnswer(given, outcome, waiting, amended, pass.policy, pass.decide, pass.ports.connector.can.marksItems)
  if (verdict.kind === 'not-carried-out') {
    const ruled = verdict.decision && (await pass.brake?.ruleAnew(target, waiting, verdict.decision))
    if (ruled?.kind === 'held') return 'held'
    if (verdict.decision)
      await settleTarget(target, { ...verdict, decision: ruled ?? verdict.decision, under: target.id }, by, waiting.facts, pass)
    return verdict.why === 'not-on-offer' ? notOnOffer : decidedMeanwhile
  }
  const ruled = await pass.brake?.ruleAnswered(target, amended, verdict.decision)
  if (ruled?.kind === 'held') return 'held'
  if (outcome.question === 'confirm')
    await pass.brake?.answered(target, outcome.about ?? [], answer.choice, stored.entry?.staffId)
  if (!(await settledUnlessRefused(target, verdict, name, amended.facts, pass)))
    return { kind: 'refused', code: 'system-rejected' }
  const { notes = [] } = verdict
  return notes.length > 0 ? { kind: 'applied-with-note', notes } : { kind: 'applied' }
}

/** False where the system does not take the money: it is not tried again at the same word, and a person is asked what now. */
async function settledUnlessRefused(...of: Parameters<typeof settleTarget>): Promise<boolean> {
  const [target, , , facts, pass] = of
  try {
    await settleTarget(...of)
    return true
  } catch (error) {
    if (!isMoney(target) || !(error instanceof ConnectorError) || error.kind !== 'rejected') throw error
    await pass.settle(target, afterRejections(target, await pass.ports.uploads.openMarks()), facts)
    return false
  }
}

async function settleTarget(
  target: StoredEntry,
  { decision, under }: { readonly decision: ReplayDecision; readonly under: EntryId },
  by: AnsweredBy | undefined,
  facts: ReplayFacts,
  pass: AnsweringPass,
): Promise<void> {
  // What the right number still waits for keeps it among the questions, as answered.
  const decided = decision.kind === 'decided' ? decision : { actions: [], outcome: target.outcome! }
  const outcome = by ? { ...opened(decided.outcome), answered: by } : decided.outcome
  const sent = decided.actions.length > 0 ? await pass.send(target, decided.actions, outcome, under) : outcome
  if (JSON.stringify(sent) !== JSON.stringify(target.outcome)) await pass.settle(target, sent, facts)
}

/** Whoever answers a question has opened it. */
function opened(outcome: Outcome): Outcome {
  if (outcome.kind !== 'needs-person') return outcome
  const { closedUntil: _, ...open } = outcome
  return open
}

function factsOf(target: StoredEntry, { transaction }: Happening, { journals, ports }: AnsweringPass) {
  const waitedMs = milliseconds(ports.now()) - milliseconds(target.receivedAt)
  return factsAbout(target, { ...target.entry!, transaction }, journals, ports, waitedMs)
}

/** The first answer counts; whoever gave another one is told. */
function afterAnother({ choice, right }: Answer, by: AnsweredBy): Outcome {
  const isSame = by.choice === choice && JSON.stringify(by.right ?? {}) === JSON.stringify(right ?? {})
  return isSame ? { kind: 'already-applied' } : { kind: 'refused', code: 'answered-otherwise' }
}

function nameOf(id: EntryId, { choice, right }: Answer): AnsweredBy {
  return { entry: entryKey(id), choice, ...(right && { right }) }
}

const decidedMeanwhile: Outcome = { kind: 'history-only', notes: [{ code: 'decided-meanwhile' }] }
const notOnOffer: Outcome = { kind: 'refused', code: 'not-on-offer' }
