import type { Clock } from '../../host/clock.ts'
import type { JournalFile } from '../../host/journal-file.ts'
import { systemClock } from '../../host/system-clock.ts'
import { emptyTail, hashEntry, sealEntry, tailAfter } from './chain.ts'
import type { Draft, Entry, Tail } from './entry.ts'
import { isBranch, newEpoch } from './epoch.ts'
import type { FirstCopy } from './first-copy.ts'
import { type Copies, type Journal, JournalError, type Recovery } from './journal.ts'
import type { JournalSeal } from './journal-seal.ts'
import { writeLine } from './line-format.ts'
import { firstForgettable, withoutPersons } from './persons-in-entry.ts'
import { type Recovered, recover } from './recovery.ts'
import { sealedFile, sealedFirstCopy } from './sealed-copies.ts'
import { SecondCopy } from './second-copy.ts'

/** Moments of an append at which a test may kill the program. */
export type CrashPoint = 'before-database' | 'between-copies' | 'after-file'

export interface JournalOptions {
  readonly station: string
  /** The second copy, where there is one. */
  readonly file?: JournalFile
  /** Seals on the disk whose an entry is; what lies there open is sealed at the start. */
  readonly seal?: JournalSeal
  /** For entries whose draft does not say; `production` if not given. */
  readonly environment?: Entry['environment']
  /** Dates the entry that tells of a fork. */
  readonly clock?: Clock
  /** Names a new epoch, by its ordinal; never the same name twice. For simulations that must repeat. */
  readonly newEpoch?: (ordinal: number) => string
  /** Salts an entry that says whose it is; chance unless given. For simulations that must repeat. */
  readonly newSalt?: () => string
  /** A test's deliberate bug: what recovery is for must then go wrong. */
  readonly sabotage?: 'no-recover'
  readonly crashPoint?: (name: CrashPoint) => void | Promise<void>
}

export interface Opened {
  readonly journal: Journal
  readonly recovery: Recovery
}

/** Recovers the copies, brings both to the same journal, and returns the one writer on them. */
export async function openJournal(copy: FirstCopy, options: JournalOptions): Promise<Opened> {
  const { seal } = options
  let isOpen = false
  const onOpen = () => {
    isOpen = true
  }
  const first = seal ? { ...sealedFirstCopy(copy, seal, onOpen), alone: () => copy.alone() } : copy
  const second = options.file && new SecondCopy(seal ? sealedFile(options.file, seal, onOpen) : options.file)
  const stored = await first.read()
  const fileLines = options.sabotage === 'no-recover' ? undefined : await second?.read()
  const found = recover({ station: options.station, database: stored.lines, ...stored, ...(fileLines && { file: fileLines }) })
  const entries = withForkFound(found, options)
  const lines = entries.map(writeLine)

  await bring(first, stored.lines, entries, lines)
  if (fileLines) await second?.bring(fileLines, lines)
  if (isOpen) await sealWhatIsOpen(first, fileLines && second, entries)
  const last = entries.at(-1)
  const unseen = second !== undefined && fileLines === undefined
  const epochs = epochsIn(entries)
  const tail = last && !unseen ? tailAfter(last) : emptyTail(nextEpoch(epochs, options))
  epochs.add(tail.epoch)
  return { journal: new WritingJournal(first, second, tail, epochs.size, options), recovery: found.recovery }
}

/** Brings the first copy to hold the whole journal; what it holds already is not touched if only the end is missing. */
async function bring(
  first: FirstCopy,
  stored: readonly string[],
  entries: readonly Entry[],
  lines: readonly string[],
): Promise<void> {
  const begins = stored.every((line, index) => line === lines[index])
  if (!begins) await first.replace(entries)
  else if (entries.length > stored.length) await first.add(entries.slice(stored.length))
}

/** What was written before there was a key. What a copy does not take now is sealed at the next start. */
async function sealWhatIsOpen(first: FirstCopy, second: SecondCopy | undefined, entries: readonly Entry[]): Promise<void> {
  await second?.forget(entry => entry).catch(() => undefined)
  await first.forget(entries, '').catch(() => undefined)
}

function epochsIn(entries: readonly Entry[]): Set<string> {
  return new Set(entries.map(({ epoch }) => epoch).filter(epoch => !isBranch(epoch)))
}

function nextEpoch({ size }: ReadonlySet<string>, options: JournalOptions): string {
  return (options.newEpoch ?? newEpoch)(size + 1)
}

/** After a fork neither side goes on: the new epoch begins with the entry that tells of it, told in the words of the last entry there is. */
function withForkFound({ entries, forkFound }: Recovered, options: JournalOptions): readonly Entry[] {
  if (!forkFound) return entries
  const clock = options.clock ?? systemClock()
  const epoch = nextEpoch(epochsIn(entries), options)
  const last = entries.at(-1)
  const draft: Draft = {
    at: { wall: clock.now(), zone: last?.at.zone ?? 'UTC', monotonicMs: clock.monotonicMs(), run: `recovery-${epoch}` },
    branch: last?.branch ?? '',
    transaction: { kind: 'fork-found', ...forkFound },
  }
  return [...entries, sealEntry(draft, emptyTail(epoch), options.station, options.environment ?? last?.environment)]
}

class WritingJournal implements Journal {
  readonly station: string
  readonly #first: FirstCopy
  readonly #second: SecondCopy | undefined
  readonly #options: JournalOptions
  #tail: Tail
  #epochs: number
  /** The epoch that the append under way begins. */
  #beginning: string | undefined
  #closed = false
  /** The first copy failed last time and may or may not have written. */
  #unsure = false
  /** The append under way; the next one waits for it, whatever became of it. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(first: FirstCopy, second: SecondCopy | undefined, tail: Tail, epochs: number, options: JournalOptions) {
    this.station = options.station
    this.#first = first
    this.#second = second
    this.#tail = tail
    this.#epochs = epochs
    this.#options = options
  }

  tail(): Tail {
    return this.#tail
  }

  append(drafts: readonly Draft[]): Promise<readonly Entry[]> {
    const written = this.#turn.then(() => this.#append(drafts))
    this.#turn = written.catch(() => undefined)
    return written
  }

  async #append(drafts: readonly Draft[]): Promise<readonly Entry[]> {
    if (this.#closed) throw new JournalError('broken', 'the journal is closed')
    if (drafts.length === 0) return []
    const { crashPoint } = this.#options
    await crashPoint?.('before-database')
    if (this.#unsure) await this.#catchUp()
    const before = this.#before(drafts)
    const entries = this.#seal(drafts, before)
    this.#unsure = true
    await this.#first.add(entries, before)
    this.#unsure = false
    this.#tail = tailAfter(entries.at(-1) as Entry)
    await crashPoint?.('between-copies')
    await this.#second?.add(entries.map(writeLine))
    await crashPoint?.('after-file')
    return entries
  }

  /** What a failed append wrote after all was never acknowledged, but it stands: the next entry comes after it. */
  async #catchUp(): Promise<void> {
    const { epoch, sequence } = this.#tail
    const held = await this.#first.entries(this.#tail)
    const stray = held.filter(one => one.epoch === this.#beginning || (one.epoch === epoch && one.sequence > sequence))
    this.#tail = stray.map(tailAfter).at(-1) ?? this.#tail
    await this.#second?.add(stray.map(writeLine))
  }

  /** Where these go: on the tail, or, when the first tells of a fork, at the beginning of a new epoch. */
  #before([first]: readonly Draft[]): Tail {
    this.#beginning = undefined
    if (first?.transaction.kind !== 'fork-found') return this.#tail
    this.#beginning = (this.#options.newEpoch ?? newEpoch)(++this.#epochs)
    return emptyTail(this.#beginning)
  }

  #seal(drafts: readonly Draft[], before: Tail): readonly Entry[] {
    let tail = before
    return drafts.map(draft => {
      const entry = sealEntry(draft, tail, this.station, this.#options.environment, this.#options.newSalt)
      tail = tailAfter(entry)
      return entry
    })
  }

  entries(after?: Pick<Tail, 'epoch' | 'sequence'>): Promise<readonly Entry[]> {
    return this.#first.entries(after)
  }

  forget(places: readonly Pick<Tail, 'epoch' | 'sequence'>[], asideBefore: string): Promise<number> {
    const forgotten = this.#turn.then(() => this.#forget(places, asideBefore))
    this.#turn = forgotten.catch(() => undefined)
    return forgotten
  }

  async #forget(places: readonly Pick<Tail, 'epoch' | 'sequence'>[], asideBefore: string): Promise<number> {
    if (this.#closed) throw new JournalError('broken', 'the journal is closed')
    const wanted = new Set(places.map(({ epoch, sequence }) => `${epoch}/${sequence}`))
    const entries = await this.#first.entries()
    const isWanted = (entry: Entry) => wanted.has(`${entry.epoch}/${entry.sequence}`) && isForgettable(entry)
    // One that was damaged since the start is recovery's.
    const changed = entries.filter(entry => isWanted(entry) && withoutPersons(entry) !== entry && hashEntry(entry) === entry.hash)
    if (changed.length === 0) return 0
    // Each copy by itself: what only one of them holds, or holds whole, stays.
    await this.#second?.forget(entry => (isWanted(entry) ? withoutPersons(entry) : entry))
    await this.#first.forget(changed.map(withoutPersons), asideBefore)
    return changed.length
  }

  copies(): Copies {
    return this.#second?.copies() ?? this.#first.alone()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    await this.#turn
    this.#closed = true
    await this.#first.close()
  }
}

/** Of an earlier format the hash is over the person, too: without them its line would read as damaged. */
function isForgettable({ format }: Entry): boolean {
  return format >= firstForgettable
}
