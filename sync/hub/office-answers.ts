import { numberKey } from '../../circulation/numbers.ts'
import type { ReplayChoice, ReplayQuestion } from '../../circulation/outcome.ts'
import type { Answer, EntryId, RightNumber } from '../../circulation/transaction.ts'
import { emptyTail, sealEntry } from '../journal/chain.ts'
import type { Entry } from '../journal/entry.ts'
import { newEpoch } from '../journal/epoch.ts'
import type { Have } from '../protocol/messages.ts'
import type { Envelope } from './accept-upload.ts'
import type { StoredEntry } from './ports.ts'

/** The station under whose name answers from office desks stand: the hub keeps a journal of its own for them. No station is enrolled under it. */
export const officeStation = 'hub.office'

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

export type Filed =
  | { readonly kind: 'filed'; readonly answer: EntryId }
  /** Nothing is filed: no such entry, nothing is asked (any more), or not with that choice; or the choice needs a number or a title. */
  | { readonly kind: 'not-filed'; readonly why: 'no-such-entry' | 'not-asked' | 'not-on-offer' | 'number-missing' }

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
    const before = await this.#file.have(officeStation, this.#epoch)
    const at = {
      wall: place.now(),
      zone: place.zone,
      monotonicMs: 0,
      run: this.#run,
      offset: { ms: 0, uncertaintyMs: 0, ageMs: 0 },
    }
    const draft = { at, branch: place.branch, environment: place.environment, ...(staffId && { staffId }), transaction: answer }
    const entry = sealEntry(draft, before.sequence === 0 ? emptyTail(this.#epoch) : before, officeStation)
    const verdict = await this.#file.take(officeStation, { epoch: this.#epoch, entries: [entry as unknown as Envelope] })
    if (verdict !== 'stored') throw new Error(`the hub's own journal does not follow: ${verdict}`)
    return { kind: 'filed', answer: { station: officeStation, epoch: this.#epoch, sequence: entry.sequence } }
  }
}

const needs: Partial<Record<ReplayChoice, 'barcode' | 'card'>> = { 'correct-barcode': 'barcode', 'correct-card': 'card' }

function notFiled(why: Extract<Filed, { kind: 'not-filed' }>['why']): Filed {
  return { kind: 'not-filed', why }
}
