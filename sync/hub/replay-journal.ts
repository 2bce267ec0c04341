import { numberKey } from '../../circulation/numbers.ts'
import { amend } from '../../circulation/replay/amend.ts'
import type { Happening, LookFacts } from '../../circulation/replay/happening.ts'
import { placeSaid } from '../../circulation/replay/order-by-answer.ts'
import {
  type Answer,
  type EntryId,
  entryKey,
  type KocExported,
  type Move,
  type Transaction,
  type Undo,
} from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import { type ClockPolicy, type CorrectedTimes, correctedTimes } from './corrected-time.ts'
import { scansOf } from './koc-notes.ts'
import type { StoredEntry, UploadStore } from './ports.ts'

/** So many entries before the first that is open are read too: the contacts that its clock was measured at. */
const lookBack = 500

/** What the journals say around the entries that are open, read once a pass: times, branches, what was taken back. */
export class ReplayJournals {
  readonly #uploads: UploadStore
  readonly #clocks: ClockPolicy | undefined
  readonly #runs = new Map<string, Promise<Run>>()
  readonly #from: ReadonlyMap<string, number>
  readonly #today: string | undefined
  #amending: Promise<ReadonlyMap<string, readonly CarriedOut[]>> | undefined

  constructor(uploads: UploadStore, open: readonly StoredEntry[], clocks?: ClockPolicy, today?: string) {
    this.#uploads = uploads
    this.#today = today
    this.#clocks = clocks
    const from = new Map<string, number>()
    for (const { id } of open) from.set(epochKey(id), Math.min(from.get(epochKey(id)) ?? id.sequence, id.sequence))
    this.#from = from
  }

  /** The entry as replay sees it: true time, branch after corrections, and numbers as a person has corrected them. */
  async happening(entry: Entry): Promise<Happening> {
    const run = await this.#run(entry)
    const time = run.times.get(entry.sequence) ?? correctedTimes([entry], undefined, this.#clocks).get(entry.sequence)!
    const { station, epoch, sequence, transaction, at } = entry
    const branch = run.branches.get(sequence) ?? entry.branch
    const day = this.#today === undefined ? {} : { day: this.#today }
    const happening: Happening = { id: { station, epoch, sequence }, transaction, ...time, zone: at.zone, ...day, branch }
    const amended = (await this.#answersTo(entry)).reduce(amend, happening)
    return transaction.kind === 'move' ? this.#ofItsLoan(amended, transaction) : amended
  }

  /** What takes a loan to another card is about that loan's item, whatever was read when it was lent. */
  async #ofItsLoan(happening: Happening, move: Move): Promise<Happening> {
    if ((await this.#answersTo(move.target)).length === 0) return happening
    const loan = (await this.#uploads.entry(move.target))?.entry
    const barcode = loan && barcodeOf(await this.happening(loan))
    return barcode === undefined ? happening : { ...happening, transaction: { ...move, barcode } }
  }

  async #answersTo(id: EntryId): Promise<readonly Answer[]> {
    return ((await this.#answers()).get(entryKey(id)) ?? []).map(({ answer }) => answer)
  }

  /** Entries that were about another item than was read, with the item that a person named. */
  async rightItems(): Promise<readonly { readonly id: EntryId; readonly barcode: string }[]> {
    return [...(await this.#answers()).values()].flatMap(answers => {
      const last = answers.findLast(({ answer }) => answer.choice === 'correct-barcode')?.answer
      return last?.right?.barcode ? [{ id: last.target, barcode: last.right.barcode }] : []
    })
  }

  /** Whether its own journal took it back because the scan never was. */
  async isErased(id: EntryId): Promise<boolean> {
    return (await this.#run(id)).mistyped.has(entryKey(id))
  }

  /** The entry by which its own journal says that what it lent is back. */
  async broughtBackBy(id: EntryId): Promise<Entry | undefined> {
    return (await this.#run(id)).broughtBack.get(entryKey(id))
  }

  /** The last entry by which its own journal takes a loan to another card. */
  async movedBy(id: EntryId): Promise<EntryId | undefined> {
    return (await this.#run(id)).moved.get(entryKey(id))
  }

  /** The last place that a person gave a scan of that item, unless another of its scans has come home since: nobody has spoken of that one. */
  async placeSaid(entry: Entry, barcode: string): Promise<LookFacts['said']> {
    for (const { answer, stored } of (await this.#answers()).get(entryKey(entry))?.toReversed() ?? []) {
      const place = placeSaid(entry.transaction.kind, answer)
      if (!place || !stored.entry) continue
      const about = await this.#uploads.entriesAbout(barcode)
      if (about.some(({ arrival, entry: other }) => arrival > stored.arrival && isScan(other))) return
      return { place, at: (await this.happening(stored.entry)).at }
    }
    return undefined
  }

  /** Whether it was left in Koha's own file too, so that somebody may have carried it out by hand. */
  async isInKocFile(id: EntryId): Promise<boolean> {
    const { inKocFile } = await this.#run(id)
    return inKocFile.some(({ fromSequence, toSequence }) => fromSequence <= id.sequence && id.sequence <= toSequence)
  }

  /** The loans and returns that a file for Koha was written of. */
  async inFile({ id }: StoredEntry, { epoch, fromSequence, toSequence }: KocExported): Promise<readonly StoredEntry[]> {
    return scansOf(await this.#uploads.run(id.station, epoch, fromSequence, toSequence))
  }

  async between(id: EntryId, fromSequence: number, toSequence: number): Promise<readonly StoredEntry[]> {
    return this.#uploads.run(id.station, id.epoch, fromSequence, toSequence)
  }

  #answers(): Promise<ReadonlyMap<string, readonly CarriedOut[]>> {
    this.#amending ??= this.#readAnswers()
    return this.#amending
  }

  async #readAnswers(): Promise<ReadonlyMap<string, readonly CarriedOut[]>> {
    const amending = new Map<string, CarriedOut[]>()
    for (const stored of await this.#uploads.answers()) {
      const answer = stored.entry?.transaction
      if (answer?.kind !== 'answer') continue
      const key = entryKey(answer.target)
      amending.set(key, [...(amending.get(key) ?? []), { answer, stored }])
    }
    return amending
  }

  #run(id: EntryId): Promise<Run> {
    const key = epochKey(id)
    const first = this.#from.get(key)
    // An entry long before the open ones (what an undo is about) is read with its own surroundings.
    const near = first !== undefined && id.sequence >= first - lookBack
    const found = this.#runs.get(near ? key : entryKey(id))
    if (found) return found
    const run = this.#read(id, Math.max(1, (near ? first : id.sequence) - lookBack))
    this.#runs.set(near ? key : entryKey(id), run)
    return run
  }

  async #read({ station, epoch }: EntryId, fromSequence: number): Promise<Run> {
    const stored = await this.#uploads.run(station, epoch, fromSequence, 2_000_000_000)
    const received = new Map(stored.map(({ id, receivedAt }) => [id.sequence, receivedAt]))
    const entries = stored.flatMap(({ entry, fork }) => (entry && !fork ? [entry] : []))
    return {
      times: correctedTimes(entries, ({ sequence }) => received.get(sequence), this.#clocks),
      branches: correctedBranches(entries),
      inKocFile: entries.flatMap(({ transaction }) => (transaction.kind === 'koc-exported' ? [transaction] : [])),
      broughtBack: new Map(
        entries.flatMap(entry => (isBack(entry.transaction) ? [[entryKey(entry.transaction.target), entry] as const] : [])),
      ),
      moved: movesOf(entries),
      mistyped: new Set(entries.flatMap(({ transaction }) => (isMistyped(transaction) ? [entryKey(transaction.target)] : []))),
    }
  }
}

/** An answer, and the entry that it stands in. */
interface CarriedOut {
  readonly answer: Answer
  readonly stored: StoredEntry
}

interface Run {
  readonly times: CorrectedTimes
  readonly branches: ReadonlyMap<number, string>
  readonly moved: ReadonlyMap<string, EntryId>
  readonly mistyped: ReadonlySet<string>
  readonly broughtBack: ReadonlyMap<string, Entry>
  readonly inKocFile: readonly KocExported[]
}

function movesOf(entries: readonly Entry[]): Map<string, EntryId> {
  const moves = entries.flatMap(({ transaction, station, epoch, sequence }) =>
    transaction.kind === 'move' ? [[entryKey(transaction.target), { station, epoch, sequence }] as const] : [],
  )
  return new Map(moves)
}

/** The barcode an entry is about, as it is looked up. */
export function barcodeOf({ transaction }: Pick<Entry, 'transaction'>): string | undefined {
  return 'barcode' in transaction && transaction.barcode !== undefined ? numberKey(transaction.barcode) : undefined
}

/** It says that an earlier scan never was, and is none itself. */
export function isMistyped(transaction: Transaction): transaction is Undo {
  return transaction.kind === 'undo' && transaction.why === 'mistyped'
}

function isScan(entry: Entry | undefined): boolean {
  return entry?.transaction.kind === 'checkout' || entry?.transaction.kind === 'checkin'
}

function isBack(transaction: Transaction): transaction is Undo {
  return transaction.kind === 'undo' && transaction.why === 'book-is-here'
}

/** The last correction of a stop wins. */
function correctedBranches(entries: readonly Entry[]): Map<number, string> {
  const branches = new Map<number, string>()
  for (const { transaction } of entries)
    if (transaction.kind === 'stop-correction')
      for (const { sequence } of entries)
        if (sequence >= transaction.fromSequence && sequence <= transaction.toSequence) branches.set(sequence, transaction.branch)
  return branches
}

function epochKey({ station, epoch }: EntryId): string {
  return entryKey({ station, epoch, sequence: 0 })
}
