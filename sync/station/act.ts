import { numberKey } from '../../circulation/numbers.ts'
import type { RefusalCode } from '../../circulation/refusals.ts'
import type { EntryId, EntryRef, Transaction } from '../../circulation/transaction.ts'
import { entryKey } from '../../circulation/transaction.ts'
import { words } from './desk-words.ts'
import type { DeskNow, Facts } from './facts.ts'
import { type LineName, lineOf, type NewLine } from './line-of.ts'
import type { Effect, Line, Question, Session, Step, Verdict } from './session.ts'

/** One step while it is being put together. It changes nothing outside itself: the session it ends in is a new value. */
export class Act {
  session: Session
  readonly facts: Facts
  readonly now: DeskNow
  /** The tag of what this is about lies on a pad that can switch it. */
  tagAtHand = false
  /** A card of this very step opens its patron next. */
  willOpenPatron = false
  private readonly record: Transaction[] = []
  private readonly effects: Effect[] = []

  constructor(session: Session, facts: Facts, now: DeskNow) {
    this.session = session
    this.facts = facts
    this.now = now
  }

  change(part: Partial<Session>): void {
    this.session = { ...this.session, ...part }
  }

  /** An id that no other act of this station has given out. */
  newId(): string {
    this.change({ serial: this.session.serial + 1 })
    return `${this.now.run}-${this.session.serial}`
  }

  /** Puts a transaction among those to be recorded and says under which number it will stand. */
  write(transaction: Transaction): EntryId {
    this.record.push(transaction)
    const { epoch, sequence } = this.facts.tail
    return { station: this.session.station, epoch, sequence: sequence + this.record.length }
  }

  /** How an entry recorded earlier is spoken of in a new one. */
  refTo(id: EntryId): EntryRef {
    const hash = id.epoch === this.facts.tail.epoch ? undefined : this.facts.entries.get(entryKey(id))?.hash
    return hash ? { ...id, hash } : id
  }

  /** Puts a transaction among those to be recorded, with its line in today's list. */
  writeLine(transaction: Transaction, name: LineName, more: Partial<NewLine> = {}): EntryId {
    const entry = this.write(transaction)
    const line = lineOf(transaction, name, this.facts.settings)
    if (line) this.addLine({ ...line, ...more }, entry)
    return entry
  }

  /** A line of today's list; with the entry it tells of, where it was recorded. */
  addLine(line: NewLine, entry?: EntryId): void {
    const lineId = entry ? entryKey(entry) : this.newId()
    const added: Line = { lineId, at: this.now.moment.instant, ...line, ...(entry && { entry }) }
    this.change({ lines: [added, ...this.session.lines] })
  }

  /** Shows what the act came to, with the verdict's own sound unless another is given. */
  say(verdict: Omit<Verdict, 'number'>, sound: 'verdict' | 'patron' | 'none' = 'verdict'): void {
    const number = this.session.serial + 1
    this.change({ serial: number, verdict: { ...verdict, number } })
    if (sound !== 'none') this.effect({ kind: 'sound', sound: sound === 'verdict' ? verdict.shape : sound })
  }

  ask(question: Question): void {
    this.change({ question })
  }

  /** Says no, for a reason that nobody here overrides. */
  refuse(code: RefusalCode, more: Partial<Omit<Verdict, 'number' | 'shape' | 'code'>> = {}): void {
    this.say({
      shape: 'no',
      word: words('verdict.refused'),
      fact: { label: words('label.reason'), value: { kind: 'words', words: words(`refusal.${code}`) } },
      code,
      ...more,
    })
  }

  /** A question is open: what was done now is not taken, and the screen says so. */
  answerFirst(text?: string): void {
    this.change({ notTaken: text === undefined ? {} : { text } })
    this.effect({ kind: 'sound', sound: 'busy' })
  }

  effect(effect: Effect): void {
    this.effects.push(effect)
  }

  /** The gate's job for an item; recorded in the same append as what made it necessary. */
  security(barcode: string, secured: boolean): void {
    const number = numberKey(barcode)
    const { switching = [], pad } = this.session
    const lies = pad?.lying.some(tag => numberKey(tag.barcode) === number) === true
    const isThere = lies || (this.tagAtHand && pad === undefined)
    const tag = isThere || this.tagAtHand || this.facts.gate(barcode)?.tag === true
    this.write({ kind: 'security-job', barcode, secured, ...(tag && { tag }) })
    if (isThere) this.change({ switching: [...switching.filter(each => each.number !== number), { number, again: false }] })
    this.effect({ kind: 'security', barcode, secured })
  }

  step(): Step {
    return { session: this.session, record: this.record, effects: this.effects }
  }
}
