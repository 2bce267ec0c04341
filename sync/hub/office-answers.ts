import { numberKey } from '../../circulation/numbers.ts'
import type { ReplayChoice, ReplayQuestion } from '../../circulation/outcome.ts'
import { type Answer, type EntryId, entryKey, type RightNumber, type Undo } from '../../circulation/transaction.ts'
import { emptyTail, sealEntry } from '../journal/chain.ts'
import type { Entry } from '../journal/entry.ts'
import { newEpoch } from '../journal/epoch.ts'
import type { Have } from '../protocol/messages.ts'
import { type Filed, officeStation, type TakenBack } from '../protocol/office.ts'
import type { Envelope } from './accept-upload.ts'
import type { StoredEntry } from './ports.ts'

/** Where answers are filed: the store of uploads, as every journal's. */
export interface OfficeFile {
  entry(id: EntryId): Promise<StoredEntry | undefined>
  have(station: string, epoch: string): Promise<Have> | Have
  /** Resolves when it would survive a power cut. */
  take(station: string, upload: { epoch: string; entries: readonly Envelope[] }): Promise<'stored' | 'gap' | 'fork'>
}

/** Which hub it is: what its journal's entries say beside the answer. */
export interface OfficePlace {
  readonly now: () => string
  /** IANA zone and branch that an answer is given in. */
  readonly zone: string
  readonly branch: string
  readonly environment: Entry['environment']
}

export interface OfficeAnswer {
  readonly target: EntryId
  readonly question: ReplayQuestion
  readonly choice: ReplayChoice
  readonly right?: RightNumber
  /** Who answers, as the library knows its staff. */
  readonly staffId?: string
}

export type { Filed }

/**
 * Files answers given away from the stations (the hub's page, the simulation's scripted person). An answer filed is a fact on disk; replay
 * carries it out at its next pass, so wake it. One epoch of the hub's journal for each object: hubs that share a database never share one.
 */
export class OfficeAnswers {
  readonly #epoch = newEpoch(1)
  readonly #run = this.#epoch
  readonly #file: OfficeFile
  #last: Promise<unknown> = Promise.resolve()

  constructor(file: OfficeFile) {
    this.#file = file
  }

  /** Files one answer. Rejects only where the store fails; then nothing is filed. */
  answer(given: OfficeAnswer, place: OfficePlace): Promise<Filed> {
    const filed = this.#last.then(() => this.#fileOne(given, place))
    this.#last = filed.catch(() => undefined)
    return filed
  }

  /** Takes back what has not been carried out yet; each by an entry of its own, linked to the answer. Rejects only where the store fails. */
  takeBack(answers: readonly EntryId[], place: OfficePlace, staffId?: string): Promise<TakenBack> {
    const taken = this.#last.then(async () => {
      const [takenBack, tooLate]: [EntryId[], EntryId[]] = [[], []]
      for (const answer of answers)
        (await this.#takeBackOne(answer, place, staffId)) ? takenBack.push(answer) : tooLate.push(answer)
      return { takenBack, tooLate }
    })
    this.#last = taken.catch(() => undefined)
    return taken
  }

  async #takeBackOne({ station, epoch, sequence }: EntryId, place: OfficePlace, staffId?: string): Promise<boolean> {
    const stored = await this.#file.entry({ station, epoch, sequence })
    const transaction = stored?.entry?.transaction
    if (!stored || station !== officeStation || transaction?.kind !== 'answer' || stored.outcome) return false
    // What it answered has its outcome a moment before the answer has its own.
    const reached = (await this.#file.entry(transaction.target))?.outcome
    if (reached?.answered?.entry === entryKey({ station, epoch, sequence })) return false
    const target = { station, epoch, sequence, hash: stored.hash }
    // In the answer's own epoch, so that replay meets both together.
    await this.#write({ kind: 'undo', target, why: 'mistyped' }, place, epoch, staffId)
    return true
  }

  async #fileOne({ target, question, choice, right, staffId }: OfficeAnswer, place: OfficePlace): Promise<Filed> {
    const asked = await this.#file.entry(target)
    if (!asked) return notFiled('no-such-entry')
    const { outcome, hash } = asked
    if (outcome?.kind !== 'needs-person' || outcome.question !== question) return notFiled('not-asked')
    if (!outcome.choices.includes(choice)) return notFiled('not-on-offer')
    if (needs[choice] && !numberKey(right?.[needs[choice]] ?? '')) return notFiled('number-missing')
    const { station, epoch, sequence } = target
    const answer: Answer = {
      kind: 'answer',
      target: { station, epoch, sequence },
      hash,
      question,
      choice,
      ...(right && { right }),
    }
    const entry = await this.#write(answer, place, this.#epoch, staffId)
    return { kind: 'filed', answer: { station: officeStation, epoch: this.#epoch, sequence: entry.sequence } }
  }

  async #write(transaction: Answer | Undo, place: OfficePlace, epoch: string, staffId: string | undefined): Promise<Entry> {
    const before = await this.#file.have(officeStation, epoch)
    const at = {
      wall: place.now(),
      zone: place.zone,
      monotonicMs: 0,
      run: this.#run,
      offset: { ms: 0, uncertaintyMs: 0, ageMs: 0 },
    }
    const draft = { at, branch: place.branch, environment: place.environment, ...(staffId && { staffId }), transaction }
    const entry = sealEntry(draft, before.sequence === 0 ? emptyTail(epoch) : before, officeStation)
    const verdict = await this.#file.take(officeStation, { epoch, entries: [entry as unknown as Envelope] })
    if (verdict !== 'stored') throw new Error(`the hub's own journal does not follow: ${verdict}`)
    return entry
  }
}

const needs: Partial<Record<ReplayChoice, 'barcode' | 'card'>> = { 'correct-barcode': 'barcode', 'correct-card': 'card' }

function notFiled(why: Extract<Filed, { kind: 'not-filed' }>['why']): Filed {
  return { kind: 'not-filed', why }
}
