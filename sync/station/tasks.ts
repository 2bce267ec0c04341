import type { Hold } from '../../circulation/loan.ts'
import { numberKey } from '../../circulation/numbers.ts'
import type { Outcome, OutcomeNote } from '../../circulation/outcome.ts'
import { entryKey, type Transaction } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import type { OutcomeMessage } from '../protocol/messages.ts'
import type { Task } from './desk.ts'
import type { LocalTruth } from './local-truth.ts'
import { provisionalTasks } from './provisional-tasks.ts'
import { type PutAside, putAsideBy, stillLies } from './put-aside.ts'
import { idOf, scanOf } from './scan-of.ts'
import type { Line } from './session.ts'
import type { TaskActs } from './task-acts.ts'

export interface TaskSources {
  /** By `entryKey` of our entry. */
  readonly outcomes: ReadonlyMap<string, OutcomeMessage>
  readonly entry: (key: string) => Entry | undefined
  /** Without an outcome so far, in the journal's order. */
  readonly waiting: readonly Entry[]
  readonly lines: readonly Line[]
  readonly truth: LocalTruth
  readonly acts: TaskActs
}

/**
 * What is left to do for a person, newest first: questions of the replay, books to find, what should be known; and, of what the hub has said nothing of
 * yet, the books that the desk itself put aside.
 */
export async function tasksFrom(sources: TaskSources): Promise<readonly Task[]> {
  const told = [...sources.outcomes].map(([taskId, message]) => taskOf(taskId, message, sources))
  const found = (await Promise.all([...told, ...provisionalTasks(sources)])).filter(task => task !== undefined)
  return found.sort((one, other) => other.outcome.at.localeCompare(one.outcome.at))
}

async function taskOf(taskId: string, message: OutcomeMessage, sources: TaskSources): Promise<Task | undefined> {
  const { entry: find, lines, truth, acts } = sources
  const entry = find(taskId)
  const transaction = entry?.transaction
  const about = stillToDo(message.outcome, transaction) ?? alreadyAside(message.outcome, transaction)
  if (!about) return undefined
  const barcode = barcodeOf(message.outcome, transaction)
  const done = acts.isDone(taskId, message.at)
  const scanned = barcode !== undefined && acts.wasScanned(barcode, taskId, message.at)
  if (about.kind !== 'question' && (done || (about.kind === 'find' && scanned))) return undefined
  // What was seen to before the hub agreed is seen to.
  if (about.why && entry && barcode && !acts.isLastWord(entry, barcode)) return undefined
  const facts = barcode ? await truth.item(numberKey(barcode)) : undefined
  if (about.why && entry && facts && !stillLies(about, facts, entry.at.wall)) return undefined
  const { item, holds = [] } = facts ?? {}
  const to = putAsideBy(transaction)?.to ?? pickUpOf(message.outcome, holds)
  const holdNumber = holdNumberIn(message.outcome)
  const line = lines.find(known => known.entry && entryKey(known.entry) === taskId)
  const { epoch, sequence } = message
  const answered = entry && answerOf(entry, message, sources)
  const lookedFor = message.outcome.answered?.choice === 'look-for-it' && !done && !scanned
  return {
    taskId,
    kind: about.kind === 'question' && lookedFor ? 'find' : about.kind,
    where: about.where,
    ...(about.why && { why: about.why }),
    ...(about.because && { because: about.because }),
    ...(holdNumber && { holdNumber }),
    ...(to && { to }),
    outcome: message,
    ...(entry && { target: { station: entry.station, epoch, sequence }, scan: scanOf(entry) }),
    ...(line && { line }),
    ...(barcode && { barcode }),
    ...(item && { title: item.title }),
    ...answered,
  }
}

/** What this vehicle can do now; the rest waits for an office desk, or for the line. */
export function isForUs({ kind, where, answered, why }: Task): boolean {
  return !answered && !(why && liesInItsCrate.includes(why)) && (where === 'here' || kind === 'find')
}

/** What lies there and goes on anyway needs no thought on the road. */
const liesInItsCrate: readonly NonNullable<Task['why']>[] = ['transfer', 'set-aside', 'look-at']

/** What waits for somebody at an office desk. */
export function isForOffice({ kind, where, answered }: Task): boolean {
  return !answered && where === 'office' && kind !== 'find'
}

type ToDo = Pick<Task, 'kind' | 'where'> & PutAside

/** A book caught for a hold lies here; everything else waits for a desk, unless the hub says otherwise. */
function stillToDo(outcome: Outcome, transaction: Transaction | undefined): ToDo | undefined {
  const isAnswer = transaction?.kind === 'answer'
  switch (outcome.kind) {
    case 'needs-person':
      // Not asked yet: other stations' journals may answer it.
      return outcome.closedUntil ? undefined : { kind: 'question', where: outcome.where }
    case 'refused':
      // What was asked stays asked, and says so itself; only that somebody answered otherwise must be told.
      if (isAnswer) return outcome.code === 'answered-otherwise' ? { kind: 'told', where: 'here' } : undefined
      return { kind: 'told', where: 'office' }
    case 'applied-with-note':
    case 'history-only':
      if (isSetAside(outcome, transaction)) return { kind: 'find', where: 'here', why: 'set-aside' }
      if (
        outcome.notes.some(
          ({ code }) => code === 'hold-caught' || code === 'hold-gone' || (code === 'found-again' && liesUnseen(transaction)),
        )
      )
        return { kind: 'find', where: 'here' }
      return outcome.notes.some(({ code }) => ['item-added', 'mark-by-hand', 'promise-broken'].includes(code))
        ? { kind: 'told', where: 'office' }
        : undefined
    default:
      return undefined
  }
}

/** The desk knew whose turn it was, and put it aside for that very hold. */
function isSetAside(outcome: Outcome, transaction: Transaction | undefined): boolean {
  const aside = putAsideBy(transaction)
  return aside?.why === 'set-aside' && aside.holdNumber === holdNumberIn(outcome, 'hold-caught')
}

/** It went home as a return and lies in the crate for another branch, or with what somebody is to look at. */
function alreadyAside(outcome: Outcome, transaction: Transaction | undefined): ToDo | undefined {
  const isDone = outcome.kind === 'applied' || outcome.kind === 'applied-with-note' || outcome.kind === 'already-applied'
  const aside = putAsideBy(transaction)
  return isDone && aside && aside.why !== 'set-aside' ? { kind: 'find', where: 'here', ...aside } : undefined
}

function holdNumberIn(outcome: Outcome, code?: OutcomeNote['code']): string | undefined {
  if (!('notes' in outcome)) return undefined
  return outcome.notes.find(note => note.holdNumber && (!code || note.code === code))?.holdNumber
}

/** Where the hold is picked up that it was caught for, as the register knows it. */
function pickUpOf(outcome: Outcome, holds: readonly Hold[]): Task['to'] {
  const number = holdNumberIn(outcome)
  return number === undefined ? undefined : holds.find(({ holdNumber }) => holdNumber === number)?.pickup
}

/** Returned here as any other, and only later known to have been lost: it stands among the others. */
function liesUnseen(transaction: Transaction | undefined): boolean {
  return transaction?.kind === 'checkin' && transaction.destination.kind === 'shelf'
}

function barcodeOf(outcome: Outcome, transaction: Transaction | undefined): string | undefined {
  const noted = 'notes' in outcome ? outcome.notes.find(({ barcode }) => barcode)?.barcode : undefined
  const read = transaction && 'barcode' in transaction ? transaction.barcode : undefined
  return noted ?? read
}

/** The answer given here that the hub has not carried out yet, or why it did not. */
function answerOf(
  entry: Entry,
  { outcome }: OutcomeMessage,
  { acts, outcomes }: TaskSources,
): Pick<Task, 'answered' | 'notTaken'> {
  const given = acts.answerTo(entry.hash)
  if (outcome.kind !== 'needs-person' || given?.transaction.kind !== 'answer') return {}
  const became = outcomes.get(entryKey(given))?.outcome
  if (became?.kind === 'refused') return { notTaken: became.code }
  if (became) return {}
  const { choice, right } = given.transaction
  return {
    answered: {
      entry: idOf(given),
      choice,
      at: given.at.wall,
      ...(right && { right }),
      ...(given.staffId && { staffId: given.staffId }),
    },
  }
}

/** Questions that one answer may do for: the same is asked of the same number. Undefined where each has to be looked at. */
export function alikeAs({ outcome: { outcome }, barcode, scan }: Task): string | undefined {
  if (outcome.kind !== 'needs-person') return undefined
  // What the system would not take may be tried again all at once.
  if (outcome.question === 'system-error') return outcome.question
  const number = outcome.question === 'unknown-patron' ? scan?.card : barcode
  return number === undefined ? undefined : `${outcome.question} ${outcome.choices.join()} ${numberKey(number)}`
}
