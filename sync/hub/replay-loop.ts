import { decideReplay } from '../../circulation/decide-replay.ts'
import type { Outcome } from '../../circulation/outcome.ts'
import { evidenceInShort } from '../../circulation/replay/evidence-in-short.ts'
import { markOf, type ReplayFacts, type ReplayPolicy } from '../../circulation/replay/happening.ts'
import { milliseconds } from '../../circulation/replay/scan-order.ts'
import { traceEnds } from '../../circulation/replay/trace.ts'
import { type Answer, type EntryId, entryKey } from '../../circulation/transaction.ts'
import { ConnectorError } from '../connectors/connector.ts'
import { inHandFor } from '../connectors/within-lanes.ts'
import { officeStation } from '../protocol/office.ts'
import { AskedInPass } from './asked-in-pass.ts'
import type { Brake } from './brake/brake.ts'
import type { Patience } from './brake/patience.ts'
import type { ClockPolicy } from './corrected-time.ts'
import { type InHand, takeInHand } from './in-hand.ts'
import { inLanes, type LaneEnd } from './in-lanes.ts'
import { sayingKocFile } from './koc-notes.ts'
import { type LaneKeys, laneKeys } from './lane-keys.ts'
import { ReadBack } from './looks/read-back.ts'
import type { PassEnd } from './pass-end.ts'
import type { ReplayPorts, SendingMark, StoredEntry } from './ports.ts'
import { afterRejections, isMoney, keepingAnswer, mayBeDecidedByNow, moneyToPerson, toPerson } from './questions-asked.ts'
import { replayAnswer } from './replay-answers.ts'
import { factsAbout } from './replay-facts.ts'
import { ReplayJournals } from './replay-journal.ts'
import { inReplayOrder, isReadable, sentFirst } from './replay-order.ts'
import { Tries } from './tries.ts'
import { requestsTooSoon, waitsBehind } from './unsure-copies.ts'
import { whatIsOpen } from './what-is-open.ts'

/** Where a crash is worst; a test may die there. */
export type CrashPoint = 'before-mark' | 'after-mark' | 'after-apply' | 'after-outcome'

export interface ReplayOptions {
  readonly policy?: ReplayPolicy
  readonly clocks?: ClockPolicy
  /** How an entry is decided, and in which order; the product's own unless a trial puts something else in. */
  readonly decide?: typeof decideReplay
  readonly order?: typeof inReplayOrder
  /** After so many rejections of one transaction a person looks at it. */
  readonly triesBeforePerson?: number
  /** How many entries are in hand at once; by the connector's lanes otherwise. */
  readonly lanes?: number
  /** What the administrator lets be written, and when; everything at once without one. */
  readonly brake?: Brake
  /** Questions that other stations' journals may answer are kept closed; all are asked at once without it. */
  readonly keepClosed?: Patience
  /** An answer from an office desk rests so long before it is carried out: until then whoever gave it may take it back. */
  readonly officeAnswersRestMs?: number
  /** Asked before each entry: true ends the pass there. */
  readonly halt?: () => boolean
  /** Called at each point of each entry; what it throws ends the pass as a crash would. */
  readonly at?: (point: CrashPoint, id: EntryId) => void | Promise<void>
}

const usualPolicy: ReplayPolicy = { renewalPatienceMs: 14 * 86_400_000, holdShelfMs: 7 * 86_400_000 }
/** What another process has in hand is asked for again after about so long. */
const askAgainMs = 200

/**
 * One pass, in parallel lanes, over everything uploaded that has no outcome, and over what waits for a person and may be decided by now. Each entry gets its outcome
 * once what it asks for is durably done. Rejects only when the hub's own store fails; then nothing is lost, and the next pass goes on from there.
 */
export async function replayOnce(ports: ReplayPorts, options: ReplayOptions = {}, tries = new Tries()): Promise<PassEnd> {
  const { uploads } = ports
  await options.brake?.begin()
  const { open, marks, isHeld } = await whatIsOpen(ports, options.brake)
  const journals = new ReplayJournals(uploads, open.filter(isReadable), options.clocks, ports.today)
  const pass = new Pass(ports, options, tries, journals, new Map(marks.map(mark => [entryKey(mark.id), mark])))
  const ordered = await (options.order ?? inReplayOrder)(open, journals)
  const end = await pass.over(sentFirst(ordered, marks))
  return isHeld && end === 'quiet' ? 'waiting' : end
}

/** `again`: it could not be done, its item and patron wait for the next try. `held`: the brake holds it and what comes after it to its item. */
type TryEnd = 'done' | 'again' | 'held'

class Pass {
  /** What cannot go on until its second try. */
  readonly #stuck = new Set<string>()
  /** What got an outcome in this pass: an answer may decide what stands further down the list. */
  readonly #settled = new Map<string, Outcome>()
  readonly #asked = new AskedInPass()
  readonly #hands = new Map<string, InHand>()
  #tooSoon: ReadonlySet<StoredEntry> = new Set()
  /** What the brake holds back. */
  readonly #held = new Set<string>()
  #end: PassEnd = 'quiet'
  /** Nothing more begins. */
  #over = false
  /** A crash ends all lanes where they are. */
  #crashed: { readonly error: unknown } | undefined

  constructor(
    private readonly ports: ReplayPorts,
    private readonly options: ReplayOptions,
    private readonly tries: Tries,
    private readonly journals: ReplayJournals,
    private readonly marks: ReadonlyMap<string, SendingMark>,
  ) {}

  async over(open: readonly StoredEntry[]): Promise<PassEnd> {
    const keys = await laneKeys(open, this.journals, this.ports, this.marks)
    this.#tooSoon = requestsTooSoon(keys, ({ id }) => this.marks.has(entryKey(id)))
    await inLanes(open, {
      lanes: this.options.lanes ?? inHandFor(this.ports.connector),
      keys: stored => [...keys.get(stored)!.own, ...keys.get(stored)!.titles],
      run: stored => this.#inLane(stored, keys.get(stored)!),
      pause: () => new Promise(resolve => setTimeout(resolve, askAgainMs * (0.5 + Math.random()))),
      halt: () => this.#over || !!this.options.halt?.(),
    })
    return this.#asked.mayBeAnswered && (this.#end === 'quiet' || this.#end === 'waiting') ? 'more' : this.#end
  }

  /** Its item and its patron wait with what cannot go on now; everything else goes on. */
  async #inLane(stored: StoredEntry, laneKeys: LaneKeys): Promise<LaneEnd> {
    const { own: keys, titles } = laneKeys
    const earlier = this.#tooSoon.has(stored) ? this.#again() : this.#endOfEarlier([...keys, ...titles])
    if (earlier) this.options.brake?.passedOver(stored)
    const end = earlier ?? (await this.#triedInHand(stored, laneKeys))
    if (end === 'elsewhere') return 'later'
    const outcome = this.#settled.get(entryKey(stored.id))
    if (mayBeDecidedByNow(outcome ?? stored.outcome, this.ports)) this.#asked.asks([...keys, ...titles])
    else if (outcome) this.#asked.decided([...keys, ...titles])
    if (end === 'again') for (const key of earlier ? keys : waitsBehind(stored, laneKeys)) this.#stuck.add(key)
    // A person's other books need not wait for one that the brake holds back.
    if (end === 'held') for (const key of keys) if (/^(item|entry) /.test(key)) this.#held.add(key)
    if (end === 'held') this.#waits()
    return 'done'
  }

  async #triedInHand(stored: StoredEntry, keys: LaneKeys): Promise<TryEnd | 'elsewhere'> {
    const hand = await takeInHand(stored, keys, this.ports)
    if (hand === 'elsewhere' || hand === 'done') return hand
    this.#hands.set(entryKey(stored.id), hand)
    return this.#triedAt(hand.stored).finally(() => hand.letGo())
  }

  #endOfEarlier(keys: readonly string[]): TryEnd | undefined {
    if (keys.some(key => this.#stuck.has(key))) return 'again'
    return keys.some(key => this.#held.has(key)) ? 'held' : undefined
  }

  async #triedAt(stored: StoredEntry): Promise<TryEnd> {
    try {
      return await this.#replay(stored)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      if (error.kind !== 'unreachable') return this.#failed(stored, error)
      this.#end = 'unreachable'
      this.#over = true
      return 'again'
    }
  }

  async #replay(stored: StoredEntry): Promise<TryEnd> {
    if (this.#settled.has(entryKey(stored.id))) return 'done'
    if (stored.fork) return this.#settle(stored, toPerson('fork'))
    if (!stored.entry) return this.#settle(stored, toPerson('unreadable'))
    if (this.options.brake?.before(stored)) return 'held'
    if (stored.entry.transaction.kind === 'answer') return this.#answer(stored, stored.entry.transaction)
    const outcome = await this.#afterLostAnswer(stored)
    if (outcome) return this.#settle(stored, outcome)
    const waitedMs = milliseconds(this.ports.now()) - milliseconds(stored.receivedAt)
    const happening = await this.journals.happening(stored.entry)
    const entry = { ...stored.entry, transaction: happening.transaction }
    const facts = await factsAbout(stored, entry, this.journals, this.ports, waitedMs)
    const decide = this.options.decide ?? decideReplay
    const decision = decide(happening, facts, this.options.policy ?? usualPolicy)
    if (decision.kind === 'wait') {
      this.#waits()
      return 'done'
    }
    const ruled = (await this.options.brake?.rule(stored, happening, facts, decision)) ?? decision
    if (ruled.kind === 'held') return 'held'
    const decided = await this.#closed(stored, keepingAnswer(ruled.outcome, stored.outcome), happening.at)
    if (JSON.stringify(decided) === JSON.stringify(stored.outcome)) return 'done'
    const ends = decided.kind === 'needs-person' ? [] : traceEnds(stored.outcome, facts.item, ruled.actions)
    const actions = [...ruled.actions, ...ends]
    return this.#settle(stored, actions.length > 0 ? await this.#send(stored, actions, decided) : decided, facts)
  }

  /** Not asked yet where a journal that is still out may answer it; looked at again until then. */
  async #closed(stored: StoredEntry, outcome: Outcome, at: string): Promise<Outcome> {
    if (outcome.kind !== 'needs-person' || outcome.answered) return outcome
    const closedUntil = await this.options.keepClosed?.(stored, outcome.question, at)
    if (closedUntil === undefined) return outcome
    this.#waits()
    return { ...outcome, closedUntil }
  }

  async #answer(stored: StoredEntry, answer: Answer): Promise<TryEnd> {
    const { ports, journals, options } = this
    if (await this.#rests(stored)) {
      this.#waits()
      return 'done'
    }
    const end = await replayAnswer(stored, answer, {
      ports,
      journals,
      policy: options.policy ?? usualPolicy,
      ...(options.brake && { brake: options.brake }),
      decide: options.decide ?? decideReplay,
      afterLostAnswer: target => this.#afterLostAnswer(target),
      send: (target, actions, outcome, under) => this.#send(target, actions, outcome, under),
      settle: (one, outcome, facts) => this.#settle(one, outcome, facts),
    })
    if (end === 'wait') this.#waits()
    return end === 'held' ? 'held' : 'done'
  }

  async #rests({ id, receivedAt }: StoredEntry): Promise<boolean> {
    const restMs = this.options.officeAnswersRestMs ?? 0
    if (id.station !== officeStation || milliseconds(this.ports.now()) - milliseconds(receivedAt) >= restMs) return false
    return !(await this.journals.isErased(id))
  }

  #waits(): void {
    this.#end = this.#end === 'quiet' ? 'waiting' : this.#end
  }

  /** Resolves to the outcome, with what the system made of it where it stamps and reckons by itself. */
  async #send({ id }: StoredEntry, actions: SendingMark['actions'], outcome: Outcome, under = id): Promise<Outcome> {
    const { uploads, connector, now } = this.ports
    const mark = markOf(under)
    await this.#reach('before-mark', id)
    await uploads.markSending({ mark, id, actions, outcome, at: now() })
    await this.#reach('after-mark', id)
    if (this.#hands.get(entryKey(under))?.stands() === false)
      throw new Error('the claim was lost: another process may have taken the entry over')
    this.tries.sent(id)
    try {
      await connector.apply(actions, mark)
    } catch (error) {
      const isRejected = error instanceof ConnectorError && error.kind === 'rejected'
      if (isRejected) this.tries.refused(id)
      // What came before a rejected action may stand: nobody else did it.
      if (isRejected && !connector.can.knows.times) await (await ReadBack.of(actions, mark, this.ports)).rejected()
      // The answer may be lost though the deed was done: look, before anything else.
      if (!(error instanceof ConnectorError) || error.kind !== 'no-answer' || (await connector.wasApplied(mark)) !== 'yes')
        throw error
    }
    await this.#reach('after-apply', id)
    return connector.can.knows.times ? outcome : (await ReadBack.of(actions, mark, this.ports)).done(outcome)
  }

  /** The outcome of what was sent before a crash or a lost answer; undefined where nothing was carried out and it may be sent anew. */
  async #afterLostAnswer(stored: StoredEntry): Promise<Outcome | undefined> {
    const { connector, now, claims, uploads } = this.ports
    // Another process may have sent it since this pass began, and died.
    const mark = claims && uploads.afresh ? (await uploads.afresh(stored)).mark : this.marks.get(entryKey(stored.id))
    if (!mark) return
    const applied = await connector.wasApplied(mark.mark)
    if (applied === 'yes' && connector.can.knows.times) return mark.outcome
    // What stands there now is the hub's own work.
    if (applied === 'yes') return (await ReadBack.of(mark.actions, mark.mark, this.ports)).done(mark.outcome, mark.at)
    if (applied === 'unknown' && connector.can.knows.times) return toPerson('system-error')
    const back = applied === 'unknown' ? await ReadBack.of(mark.actions, mark.mark, this.ports) : undefined
    if (back?.wasDone()) return (await back.toItsEnd()).done(mark.outcome, mark.at)
    const sentMs = milliseconds(now()) - milliseconds(mark.at)
    const isLate = sentMs >= connector.can.worstLatenessMs
    if (isMoney(stored) && isLate && !connector.can.knows.times) return moneyToPerson('payment-unclear', mark.actions)
    if (this.tries.isRefused(stored.id)) return
    await back?.notDone()
    if (!isLate) throw new ConnectorError('no-answer', 'the system may still carry it out')
  }

  /** A transaction that is rejected again and again goes to a person. */
  async #failed(stored: StoredEntry, error: ConnectorError): Promise<TryEnd> {
    if (error.kind !== 'rejected') return this.#again()
    const count = this.tries.count(stored.id)
    if (!isMoney(stored) && count < (this.options.triesBeforePerson ?? 3)) return this.#again()
    return this.#settle(stored, afterRejections(stored, await this.ports.uploads.openMarks()))
  }

  #again(): 'again' {
    if (!this.#over) this.#end = 'retry'
    return 'again'
  }

  async #settle(stored: StoredEntry, outcome: Outcome, facts?: ReplayFacts): Promise<TryEnd> {
    const said = await sayingKocFile(stored, outcome, this.journals, this.ports.uploads)
    await this.ports.uploads.putOutcome(stored, said, facts && evidenceInShort(facts))
    this.#settled.set(entryKey(stored.id), outcome)
    this.tries.settled(stored.id)
    await this.#reach('after-outcome', stored.id)
    return 'done'
  }

  /** The place may be one to die at; what has died in one lane has died in all. */
  async #reach(point: CrashPoint, id: EntryId): Promise<void> {
    if (this.#crashed) throw this.#crashed.error
    try {
      await this.options.at?.(point, id)
    } catch (error) {
      this.#crashed = { error }
      throw error
    }
  }
}
