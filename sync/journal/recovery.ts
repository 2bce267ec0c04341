import { breakAfter, emptyTail, tailAfter } from './chain.ts'
import type { Entry, Tail } from './entry.ts'
import { branchFrom, isBranch, onBranch, writtenIn } from './epoch.ts'
import type { Recovery } from './journal.ts'
import { mergeCopies, type ReadCopy, readCopy } from './merge-copies.ts'

/** What the copies say at start. */
export interface Copied {
  readonly station: string
  /** Lines of the first copy: a browser's database, or the file of a station that has no database. */
  readonly database: readonly string[]
  /** The tail that the database wrote together with its last entries. */
  readonly tail?: Tail
  /** Lines of the second copy; undefined where there is none or it cannot be read. */
  readonly file?: readonly string[]
}

export interface Recovered {
  readonly recovery: Recovery
  /** The whole journal in order: what every copy must hold from now on. */
  readonly entries: readonly Entry[]
  /** Where the journal is in doubt: a new epoch must begin, with this as its first entry. */
  readonly forkFound?: Place
}

interface Place {
  readonly epoch: string
  readonly sequence: number
}

/**
 * Compares the two copies and says what the journal is. Pure. Whatever is whole in either copy is in the result, once; what cannot stand in its
 * epoch (the other side of a fork, entries behind a hole) stands on a branch, and the place is named. Throws a `JournalError` of kind `chain`
 * if a copy belongs to another station or to a newer version: then nothing may be touched.
 */
export function recover({ station, database, tail, file }: Copied): Recovered {
  const known = new Map<string, Entry>()
  const first = readCopy(database, station, known)
  const second = file && readCopy(file, station, known)
  const merged = mergeCopies(first.entries, second?.entries ?? [])
  const { entries, severedAt } = severBranches(merged.entries)

  const held = Math.max(first.held, second?.held ?? 0)
  const doubt =
    placeOf(merged.parted) ?? severedAt ?? lostTail(entries, tail) ?? lostEnd(entries, held) ?? unfinishedFork(entries)
  const place = doubt ?? alreadyForked(first, second)
  if (!place) return { recovery: compare(entries, first, second), entries }
  const keptAside = newOnBranch(entries, first, second) || (merged.parted ? entries.length - first.entries.length : 0)
  return { recovery: { kind: 'fork', ...place, keptAside }, entries, ...(doubt && { forkFound: doubt }) }
}

/** Entries that do not follow the one before them in their epoch, and all behind them there, go to a branch. */
function severBranches(entries: readonly Entry[]): { entries: readonly Entry[]; severedAt?: Place } {
  const tails = new Map<string, Tail>()
  const branches = new Map<string, { name: string; from: number }>()
  let severedAt: Place | undefined
  const placed = entries.map(entry => {
    const branch = branches.get(entry.epoch)
    const shown = branch ? onBranch(entry, branch.name, branch.from) : entry
    const tail = tails.get(shown.epoch) ?? emptyTail(shown.epoch)
    if (!breakAfter(tail, shown)) {
      tails.set(shown.epoch, tailAfter(shown))
      return shown
    }
    severedAt ??= { epoch: writtenIn(tail.epoch), sequence: tail.sequence + 1 }
    const cut = { name: branchFrom(entry), from: entry.sequence }
    branches.set(entry.epoch, cut)
    const first = onBranch(entry, cut.name, cut.from)
    tails.set(first.epoch, tailAfter(first))
    return first
  })
  return { entries: placed, ...(severedAt && { severedAt }) }
}

/** The database says that it held more than is left of it anywhere. */
function lostTail(entries: readonly Entry[], tail: Tail | undefined): Place | undefined {
  if (!tail || tail.sequence === 0 || entries.some(({ hash }) => hash === tail.hash)) return undefined
  const left = entries.filter(({ epoch }) => epoch === tail.epoch)
  return { epoch: tail.epoch, sequence: (left.at(-1)?.sequence ?? 0) + 1 }
}

/** Damaged lines at the end of a copy that no other copy makes good. Their numbers may be at the hub already: they must not be given out again. */
function lostEnd(entries: readonly Entry[], held: number): Place | undefined {
  if (entries.length >= held) return undefined
  const last = entries.at(-1)
  return { epoch: last ? writtenIn(last.epoch) : 'unknown', sequence: (last?.sequence ?? 0) + 1 }
}

/** A branch as the last word: the entry that tells of the fork did not get to the disk. */
function unfinishedFork(entries: readonly Entry[]): Place | undefined {
  const last = entries.at(-1)
  if (!last || !isBranch(last.epoch)) return undefined
  const sequence = entries.find(({ epoch }) => epoch === last.epoch)?.sequence ?? last.sequence
  return { epoch: writtenIn(last.epoch), sequence }
}

/** One copy knows as a branch what the other still has in its epoch: found before, but perhaps never told, because the program died. */
function alreadyForked(first: ReadCopy, second: ReadCopy | undefined): Place | undefined {
  const epochs = new Map(first.entries.map(({ hash, epoch }) => [hash, epoch]))
  return placeOf(second?.entries.find(({ hash, epoch }) => epochs.has(hash) && epochs.get(hash) !== epoch))
}

function newOnBranch(entries: readonly Entry[], first: ReadCopy, second: ReadCopy | undefined): number {
  const names = ({ epoch, hash }: Entry) => `${epoch}/${hash}`
  const inFirst = new Set(first.entries.map(names))
  const inSecond = new Set(second?.entries.map(names))
  return entries.filter(one => isBranch(one.epoch) && !(inFirst.has(names(one)) && inSecond.has(names(one)))).length
}

function compare(entries: readonly Entry[], first: ReadCopy, second: ReadCopy | undefined): Recovery {
  const toFirst = entries.length - first.entries.length
  if (toFirst > 0 && first.entries.length === 0) return { kind: 'restored', entries: toFirst }
  if (toFirst > 0) return { kind: 'completed', copy: 'database', entries: toFirst }
  const toSecond = second ? entries.length - second.entries.length : 0
  return toSecond > 0 ? { kind: 'completed', copy: 'file', entries: toSecond } : { kind: 'clean' }
}

function placeOf(entry: Entry | undefined): Place | undefined {
  return entry && { epoch: writtenIn(entry.epoch), sequence: entry.sequence }
}
