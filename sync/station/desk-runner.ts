import { isReplayed, type Transaction } from '../../circulation/transaction.ts'
import type { Draft, Entry, EntryTime } from '../journal/entry.ts'
import { type Journal, JournalError } from '../journal/journal.ts'
import type { LibrarySettings, Register, RegisterState } from '../register/register.ts'
import { DeskError } from './desk.ts'
import { deskPlace, firstBranch, momentAt, zoneOf } from './desk-place.ts'
import type { EntryClock } from './entry-time.ts'
import type { NumberFacts } from './facts.ts'
import type { GateJob } from './gate-jobs.ts'
import { gatherFacts } from './gather-facts.ts'
import { knownTime } from './known-time.ts'
import type { LocalTruth } from './local-truth.ts'
import type { Effect, Session, SessionEvent, Step } from './session.ts'
import { isIdle, step } from './step.ts'
import type { SyncState } from './sync-client.ts'

/** What the runner works on; `settings`, `registerState` and `sync` are read anew for every event. */
export interface Workplace {
  readonly journal: Journal
  readonly register: Register
  readonly truth: LocalTruth
  readonly clock: EntryClock
  readonly run: string
  readonly idleMs: number
  settings(): LibrarySettings
  registerState(): RegisterState
  sync(): SyncState
  /** Asks the library system about a number, where a good line allows; true where the register may know more now. */
  lookUp(number: string): Promise<boolean>
  /** Entries are on disk. Called before the session is shown. */
  written(entries: readonly Entry[]): void
  entry(key: string): Entry | undefined
  gate(barcode: string): GateJob | undefined
}

/**
 * Takes one event at a time: gathers its facts, steps, writes what is to be recorded, and only then shows the new session. What is shown is on
 * disk; if the journal fails, the desk stops and nothing else changes.
 */
export class DeskRunner {
  #session: Session
  readonly #at: Workplace
  readonly #show: (session: Session) => void
  readonly #effect: (effect: Effect) => void
  #turn: Promise<unknown> = Promise.resolve()

  constructor(session: Session, at: Workplace, show: (session: Session) => void, effect: (effect: Effect) => void) {
    this.#session = session
    this.#at = at
    this.#show = show
    this.#effect = effect
  }

  session(): Session {
    return this.#session
  }

  /** Resolves when the event, and what followed from it, has been handled. Rejects with a `DeskError`. */
  dispatch(event: SessionEvent): Promise<void> {
    return this.inTurn(() =>
      this.#handle(event).catch((cause: unknown) => {
        throw new DeskError(cause)
      }),
    )
  }

  /** Runs something between two events. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => undefined)
    return done
  }

  /** Records what did not come from an event (the start). */
  record(transactions: readonly Transaction[]): Promise<boolean> {
    return this.inTurn(() => this.recordInTurn(transactions))
  }

  /** The same for who has the turn already. False if the journal failed: then the desk has stopped. */
  async recordInTurn(transactions: readonly Transaction[]): Promise<boolean> {
    return !this.#session.stopped && (await this.#write(transactions, this.#session))
  }

  /** A station whose register has just come stands somewhere from now on. */
  settle(): void {
    if (this.#session.branch !== '') return
    const branch = firstBranch(this.#at.settings())
    if (branch !== '') this.#replace({ ...this.#session, branch })
  }

  /** The lines' titles are known now. */
  nameLines(lines: Session['lines']): void {
    this.#replace({ ...this.#session, lines })
  }

  async #handle(event: SessionEvent): Promise<void> {
    if (this.#session.stopped) return
    const jump = this.#at.clock.jump()
    if (jump && !(await this.#write([{ kind: 'clock-jump', ...jump }], this.#session))) return
    if (event.type === 'tick' && !isIdle(this.#session, this.#at.clock.stamp('UTC', undefined).monotonicMs, this.#at.idleMs))
      return
    const time = this.#time()
    const next = await this.#step(event, time)
    if (!(await this.#write(next.record, next.session, time))) return
    this.#replace(next.session)
    for (const effect of next.effects) if (effect.kind !== 'then') this.#effect(effect)
    for (const effect of next.effects) if (effect.kind === 'then') await this.#handle(effect.event)
  }

  /** One time for an act: that of its scan, whatever looking up and writing take. */
  #time(): EntryTime {
    return this.#at.clock.stamp(zoneOf(this.#session, this.#at.settings()), this.#at.sync().offset)
  }

  async #step(event: SessionEvent, time: EntryTime): Promise<Step> {
    const { truth, register, journal, run, idleMs } = this.#at
    const settings = this.#at.settings()
    const known = knownTime(time.wall, time.monotonicMs, this.#at.sync().offset, this.#at.registerState().asOf)
    const moment = momentAt(time.wall, this.#session, settings, known.instant)
    const place = deskPlace(this.#session, settings, moment.today, this.#at.registerState().complete)
    const entry = (key: string) => this.#at.entry(key)
    const gate = (barcode: string) => this.#at.gate(barcode)
    const offline = this.#at.sync().link === 'none'
    const sources = { truth, register, settings, place, tail: journal.tail(), idleMs, entry, gate, offline }
    let facts = await gatherFacts(this.#session, event, sources)
    const doubted = event.type === 'scan' ? worthAsking(facts.number, moment.today) : undefined
    if (doubted !== undefined && (await this.#at.lookUp(doubted))) facts = await gatherFacts(this.#session, event, sources)
    const clockInDoubt = known.clock !== undefined && known.clock.kind !== 'off' && settings.today === undefined
    return step(this.#session, event, facts, { moment, clockInDoubt, monotonicMs: time.monotonicMs, run })
  }

  /** All of a step in one append. False if the journal failed: then the desk has stopped. */
  async #write(transactions: readonly Transaction[], after: Session, time = this.#time()): Promise<boolean> {
    if (transactions.length === 0) return true
    try {
      this.#at.written(await this.#at.journal.append(transactions.map(transaction => this.#draft(transaction, after, time))))
      return true
    } catch (error) {
      const kind = error instanceof JournalError ? error.kind : 'broken'
      this.#replace({ ...this.#session, stopped: { kind, at: this.#at.clock.stamp('UTC', undefined).wall } })
      return false
    }
  }

  /** Where and by whom: as it was before the step, but for the choice of a stop and a sign-in, which tell of themselves. */
  #draft(transaction: Transaction, after: Session, time: EntryTime): Draft {
    const settings = this.#at.settings()
    const before = this.#session
    const { branch, stopId } = transaction.kind === 'stop-chosen' ? transaction : before
    const staffId = transaction.kind === 'signed-in' ? transaction.staffId : (before.staff ?? after.staff)?.staffId
    return {
      at: { ...time, zone: zoneOf({ branch }, settings) },
      ...(staffId && { staffId }),
      branch,
      ...(stopId && { stopId }),
      ...(settings.library !== '' && { environment: settings.environment }),
      transaction,
    }
  }

  #replace(session: Session): void {
    if (session === this.#session) return
    this.#session = session
    this.#show(session)
  }
}

/** A Finnish or Swedish identity number on the wrong line of a card: nobody else's business. */
const personalIdentity = /^\d{6}(\d\d)?[-+A-FU-Y]\d{3}[0-9A-Z]$/

/** The number of a scan of which nothing is known here, or of a card that is blocked here: the library system may know better. */
function worthAsking(number: NumberFacts | undefined, today: string): string | undefined {
  if (!number?.ok || number.staff || personalIdentity.test(number.number)) return
  const { item, card } = number
  const isBlocked = card && (card.patron.blocks.length > 0 || (card.patron.expiresOn ?? today) < today)
  const isUnknown = !card && !item.item && !item.loan
  return isBlocked || isUnknown ? number.number : undefined
}

/** Those that the ledger folds. */
export function folded(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter(({ transaction }) => isReplayed(transaction))
}
