import { milliseconds } from '../../circulation/instant.ts'
import { isReplayed } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import type { Copies, Recovery } from '../journal/journal.ts'
import { isRefusedAtHome } from '../protocol/brake.ts'
import type { OutcomeMessage } from '../protocol/messages.ts'
import type { RegisterState } from '../register/register.ts'
import type { GateTask, SentState, StationStatus, Task } from './desk.ts'
import { gateAmongTasks } from './gate-tasks.ts'
import { keptKey } from './kept-key.ts'
import { knownTime } from './known-time.ts'
import type { Line, Session } from './session.ts'
import type { SyncState } from './sync-client.ts'

/** A station that has no hub. */
export const noSync: SyncState = { link: 'none', outcomes: new Map() }

/** Which entries the hub holds: those of epochs it has whole, and of the last one up to a sequence. */
export class Held {
  readonly #epochs: readonly string[]
  readonly #have: SyncState['have']

  /** `epochs` in the journal's order. */
  constructor(epochs: readonly string[], have: SyncState['have']) {
    this.#epochs = epochs
    this.#have = have
  }

  has({ epoch, sequence }: Pick<Entry, 'epoch' | 'sequence'>): boolean {
    if (!this.#have) return false
    if (epoch === this.#have.epoch) return sequence <= this.#have.sequence
    return this.#epochs.indexOf(epoch) < this.#epochs.indexOf(this.#have.epoch)
  }

  /** How many of these, in the journal's order; what is held comes first in it. */
  countOf(entries: readonly Entry[]): number {
    let from = 0
    let to = entries.length
    while (from < to) {
      const middle = (from + to) >>> 1
      if (this.has(entries[middle]!)) from = middle + 1
      else to = middle
    }
    return from
  }
}

export interface StatusSources {
  readonly session: Session
  readonly sync: SyncState
  readonly held: Held
  /** Replayed kinds without an outcome so far. */
  readonly unresolved: readonly Entry[]
  readonly register: RegisterState
  readonly copies: Copies
  readonly recovery: Recovery
  readonly tasks: readonly Task[]
  readonly gate: readonly GateTask[]
  readonly sent: StationStatus['sent']
  readonly waits?: StationStatus['waits']
  /** Wall clock now, UTC. */
  readonly instant: string
  readonly monotonicMs: number
}

/** How the station stands, as the header and the list show it. */
export function stationStatus(sources: StatusSources): StationStatus {
  const { session, sync, held, unresolved, register, copies, recovery, tasks, gate, sent, waits, instant, monotonicMs } = sources
  const unsent = unresolved.length - held.countOf(unresolved)
  const known = knownTime(instant, monotonicMs, sync.offset, register.asOf)
  const age = dataAgeMs(register, known.instant)
  return {
    link: sync.link,
    unsent,
    awaitingOutcome: unresolved.length - unsent,
    register,
    ...(age !== undefined && { dataAgeMs: age }),
    copies,
    recovery,
    sent,
    ...(waits && { waits }),
    tasks: [...gateAmongTasks(gate, instant), ...tasks],
    gate,
    ...(sync.refusedByHub && { refusedByHub: sync.refusedByHub }),
    ...refusedAtHome(sync),
    ...(known.clock && { clock: known.clock }),
    ...(sync.noRoom && { noRoom: sync.noRoom }),
    ...(sync.neighboursLeftOut && { neighboursLeftOut: sync.neighboursLeftOut }),
    today: {
      lent: count(session.lines, 'checkout'),
      returned: count(session.lines, 'checkin'),
      renewed: count(session.lines, 'renewal'),
    },
  }
}

function refusedAtHome({ waits = [] }: SyncState): Pick<StationStatus, 'refusedAtHome'> {
  const why = waits.map(one => one.why).find(isRefusedAtHome)
  return why ? { refusedAtHome: why } : {}
}

/** At a known time, in whole minutes so that it does not change at every look. */
export function dataAgeMs({ asOf, readAt }: Pick<RegisterState, 'asOf' | 'readAt'>, known: string): number | undefined {
  const of = readAt ?? asOf
  if (!of) return undefined
  const age = milliseconds(known) - milliseconds(of)
  return Math.max(0, Math.floor(age / 60_000) * 60_000)
}

function count(lines: readonly Line[], kind: Line['kind']): number {
  return lines.filter(line => line.kind === kind && !line.undone).length
}

/** How far each line has come. Between two contacts only new lines are looked at: a long day's list is not walked at every scan. */
export class SentStates {
  #sent: StationStatus['sent'] = {}
  #newest: string | undefined
  #told: { readonly outcomes?: SyncState['outcomes']; readonly have?: SyncState['have'] } = {}

  of(lines: readonly Line[], { outcomes, have }: SyncState, held: Held): StationStatus['sent'] {
    const { epoch, sequence } = this.#told.have ?? {}
    const isSame = this.#told.outcomes === outcomes && epoch === have?.epoch && sequence === have?.sequence
    const known = isSame ? lines.findIndex(({ lineId }) => lineId === this.#newest) : -1
    const fresh = known < 0 ? lines : lines.slice(0, known)
    if (fresh.length > 0 || !isSame) {
      const states = fresh.flatMap(line => {
        const state = stateOf(line, outcomes, held)
        return state ? [[line.lineId, state] as const] : []
      })
      this.#sent = { ...(known < 0 ? {} : this.#sent), ...Object.fromEntries(states) }
    }
    this.#newest = lines[0]?.lineId
    this.#told = { outcomes, have }
    return this.#sent
  }
}

function stateOf({ entry, kind }: Line, outcomes: SyncState['outcomes'], held: Held): SentState | undefined {
  if (!entry || kind === 'refused' || kind === 'asked') return undefined
  return outcomeState(outcomes.get(keptKey(entry))) ?? (held.has(entry) ? 'sent' : 'unsent')
}

function outcomeState(message: OutcomeMessage | undefined): SentState | undefined {
  switch (message?.outcome.kind) {
    case undefined:
      return undefined
    case 'applied':
    case 'already-applied':
      return 'home'
    case 'applied-with-note':
    case 'history-only':
      return 'noted'
    case 'needs-person':
      return message?.outcome.closedUntil ? 'sent' : 'needs-person'
    default:
      return message?.outcome.kind
  }
}

/** Replayed kinds that wait for the hub. */
export function unresolvedEntries(entries: readonly Entry[], { outcomes }: SyncState): readonly Entry[] {
  return entries.filter(entry => isReplayed(entry.transaction) && !outcomes.has(keptKey(entry)))
}
