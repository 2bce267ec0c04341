import { Temporal } from 'temporal-polyfill'
import { type ConflictKind, conflictsIn } from '../../../circulation/conflict-kinds.ts'
import type { ReplayChoice } from '../../../circulation/outcome.ts'
import type { Happening, ReplayDecision, ReplayFacts } from '../../../circulation/replay/happening.ts'
import { type Ladder, ladderWith, rungOf, toConfirm } from '../../../circulation/replay-ladder.ts'
import { type EntryId, entryKey } from '../../../circulation/transaction.ts'
import { type BrakeSettings, openBrake, type Wait } from '../../protocol/brake.ts'
import type { StoredEntry } from '../ports.ts'
import type { BrakeStore, HeldBack, Limits } from './brake-store.ts'
import { holdsAll } from './holds-all.ts'
import { closedUntil, startOfDay } from './opening-hours.ts'

type Decided = Extract<ReplayDecision, { kind: 'decided' }>

/** A decision as it may be carried out (perhaps as a question instead), or why it may not be now. */
export type Ruled = Decided | { readonly kind: 'held'; readonly wait: Wait }

/**
 * The administrator's brake on one library system. Replay asks it before it touches an entry, and again with the decision in hand; what it holds
 * back stays without an outcome and is asked about at the next pass. Lanes may ask at the same time.
 */
export interface Brake {
  /** Before each pass: reads the settings, so that a change holds from the next entry on. */
  begin(): Promise<void>
  /** Whether it holds everything at this moment but what nobody can read. */
  holdsAll(): boolean
  /** Why this entry may not be looked at now. */
  before(stored: StoredEntry): Wait | undefined
  rule(stored: StoredEntry, x: Happening, facts: ReplayFacts, decision: Decided): Promise<Ruled>
  /** The same of what fresh facts decided where an answer came too late. */
  ruleAnew(stored: StoredEntry, on: Decidable, decision: ReplayDecision): Promise<Ruled | undefined>
  /** A person has decided it: nothing is asked again, but pauses, pace and cap hold. */
  ruleAnswered(stored: StoredEntry, on: Decidable, decision: ReplayDecision): Promise<Ruled | undefined>
  /** How a person answered what was to be confirmed. */
  answered(stored: StoredEntry, kinds: readonly ConflictKind[], choice: ReplayChoice, by?: string): Promise<void>
  /** It was passed over because an earlier one of its item waits. */
  passedOver(stored: StoredEntry): void
  /** Why an entry without an outcome waits, as far as it is the brake that holds it. */
  waitOf(id: EntryId): Wait | undefined
  /** Whether it holds anything at all of a station. */
  holds(station: string): boolean
}

/** What a decision was made on. */
export interface Decidable {
  readonly x: Happening
  readonly facts: ReplayFacts
}

export interface BrakePorts {
  readonly store: BrakeStore
  readonly connector: string
  /** Where no library has changed it. */
  readonly ladder: Ladder
  now(): string
  /** The library's zone: hours and days are its. */
  zone(): string
}

/** Opens the brake; it holds everything until `begin` has read its settings. */
export function openBrakeOn(ports: BrakePorts): Brake {
  return new SettingsBrake(ports)
}

class SettingsBrake implements Brake {
  readonly #ports: BrakePorts
  #settings: BrakeSettings = { ...openBrake, paused: true }
  /** The minute is full: nothing more is looked at in this pass. */
  #full = false
  readonly #waits = new Map<string, Wait>()
  readonly #told = new Map<string, string>()

  constructor(ports: BrakePorts) {
    this.#ports = ports
  }

  async begin(): Promise<void> {
    const { store, connector } = this.#ports
    this.#settings = await store.settings(connector)
    this.#full = false
  }

  holdsAll(): boolean {
    return holdsAll(this.#settings, this.#ports.now(), this.#ports.zone())
  }

  before(stored: StoredEntry): Wait | undefined {
    // Nothing of these is ever written: a person hears of them at once.
    if (!stored.entry || stored.fork) return
    const wait = this.#standing(stored.id.station) ?? (this.#full ? { why: 'pace' } : undefined)
    this.#note(stored, wait)
    return wait
  }

  async rule(stored: StoredEntry, x: Happening, facts: ReplayFacts, decision: Decided): Promise<Ruled> {
    const kinds = conflictsIn(x, facts, decision)
    const held = await this.#heldBack(stored, kinds, decision)
    if (held) return this.#hold(stored, held, kinds, decision)
    if (decision.actions.length === 0) return decision
    const toAsk = await this.#toAsk(stored, kinds)
    if (toAsk.length > 0) {
      await this.#ports.store.tally(stored, toAsk, 'asked')
      return { kind: 'decided', actions: [], outcome: toConfirm(toAsk) }
    }
    return this.#letThrough(stored, kinds, decision)
  }

  async ruleAnew(stored: StoredEntry, { x, facts }: Decidable, decision: ReplayDecision): Promise<Ruled | undefined> {
    return decision.kind === 'decided' ? this.rule(stored, x, facts, decision) : undefined
  }

  async ruleAnswered(stored: StoredEntry, { x, facts }: Decidable, decision: ReplayDecision): Promise<Ruled | undefined> {
    if (decision.kind !== 'decided' || decision.actions.length === 0) return
    // That somebody looks for it, or no longer does, settles no conflict.
    const isMarkOnly = decision.actions.every(({ kind }) => kind === 'set-status')
    const kinds = isMarkOnly ? [] : conflictsIn(x, facts, decision)
    if (this.#isPaused(kinds)) return this.#hold(stored, { why: 'kind-paused' }, kinds, decision)
    return this.#letThrough(stored, kinds, decision)
  }

  async answered(stored: StoredEntry, kinds: readonly ConflictKind[], choice: ReplayChoice, by?: string): Promise<void> {
    // Who goes to look has not answered yet.
    if (choice === 'look-for-it') return
    await this.#ports.store.tally(stored, kinds, choice === 'as-recommended' ? 'confirmed' : 'otherwise', by)
  }

  async #letThrough(stored: StoredEntry, kinds: readonly ConflictKind[], decision: Decided): Promise<Ruled> {
    const limit = await this.#ports.store.letThrough(stored, kinds, this.#limits())
    if (limit === 'pace') this.#full = true
    if (limit) return this.#hold(stored, { why: limit }, kinds, decision)
    this.#told.delete(entryKey(stored.id))
    return decision
  }

  passedOver(stored: StoredEntry): void {
    this.#note(stored, { why: 'behind' })
  }

  waitOf(id: EntryId): Wait | undefined {
    return this.#standing(id.station) ?? this.#waits.get(entryKey(id))
  }

  holds(station: string): boolean {
    return this.#waits.size > 0 || !!this.#standing(station)
  }

  /** What holds for every entry of a station at this moment. */
  #standing(station: string): Wait | undefined {
    const { paused, shadow, pausedStations, notBetween } = this.#settings
    if (paused) return { why: 'paused' }
    if (pausedStations.includes(station)) return { why: 'station-paused' }
    const until = closedUntil(notBetween, this.#ports.now(), this.#ports.zone())
    if (until !== undefined) return { why: 'hours', until }
    return shadow ? { why: 'shadow' } : undefined
  }

  #limits(): Limits {
    const { pace, closesPerDay } = this.#settings
    return {
      ...(pace !== undefined && { pace: { most: pace, since: this.#aMinuteAgo() } }),
      ...(closesPerDay !== undefined && { closes: { most: closesPerDay, since: this.#today() } }),
    }
  }

  #aMinuteAgo(): string {
    return Temporal.Instant.from(this.#ports.now()).subtract({ minutes: 1 }).toString({ smallestUnit: 'millisecond' })
  }

  async #heldBack(stored: StoredEntry, kinds: readonly ConflictKind[], { actions }: Decided): Promise<Wait | undefined> {
    if (this.#isPaused(kinds)) return { why: 'kind-paused' }
    if (actions.length === 0 || rungOf(kinds, this.#ladder()) !== 'report') return
    // Only what a person has agreed to already goes on, whatever rung it has been put on since.
    const agreed = await this.#ports.store.confirmed(stored)
    return kinds.every(kind => agreed.includes(kind) || this.#ladder()[kind] !== 'report') ? undefined : { why: 'report-only' }
  }

  #isPaused(kinds: readonly ConflictKind[]): boolean {
    return kinds.some(kind => this.#settings.pausedKinds.includes(kind))
  }

  async #toAsk(stored: StoredEntry, kinds: readonly ConflictKind[]): Promise<readonly ConflictKind[]> {
    const ladder = this.#ladder()
    const asked = kinds.filter(kind => ladder[kind] === 'ask')
    if (asked.length === 0) return []
    const agreed = await this.#ports.store.confirmed(stored)
    return asked.filter(kind => !agreed.includes(kind))
  }

  async #hold(stored: StoredEntry, wait: Wait, kinds: readonly ConflictKind[], decision: Decided): Promise<Ruled> {
    this.#note(stored, wait)
    const { actions, outcome } = decision
    const held: HeldBack = { why: wait.why, kinds, ...(wait.why === 'pace' ? {} : { would: { actions, outcome } }) }
    const said = JSON.stringify(held)
    if (wait.why !== 'pace' && this.#told.get(entryKey(stored.id)) !== said) {
      await this.#ports.store.hold(stored, held)
      this.#told.set(entryKey(stored.id), said)
    }
    return { kind: 'held', wait }
  }

  #note({ id }: StoredEntry, wait: Wait | undefined): void {
    if (wait) this.#waits.set(entryKey(id), wait)
    else this.#waits.delete(entryKey(id))
  }

  #ladder(): Ladder {
    return ladderWith(this.#ports.ladder, this.#settings.ladder)
  }

  #today(): string {
    return startOfDay(this.#ports.now(), this.#ports.zone())
  }
}
