import type { Entry } from './entry.ts'
import { JournalError } from './journal.ts'
import { type ReadLine, readLine } from './line-format.ts'

export interface ReadCopy {
  /** Whole entries in the order of the copy, each once. */
  readonly entries: readonly Entry[]
  /** How many entries the copy once held, damaged ones too. */
  readonly held: number
}

/**
 * Reads the lines of one copy and leaves out what is damaged. Throws a `JournalError` of kind `chain` on lines that are whole but not ours.
 * `known` carries what was read from one copy to the other: equal bytes need not be hashed twice.
 */
export function readCopy(lines: readonly string[], station: string, known = new Map<string, Entry>()): ReadCopy {
  const byHash = new Map<string, Entry>()
  let damaged = 0
  for (const line of lines) {
    const again = known.get(line)
    const read: ReadLine = again ? { kind: 'entry', entry: again } : readLine(line)
    if (read.kind === 'entry') known.set(line, read.entry)
    if (read.kind === 'newer')
      throw new JournalError('chain', `the journal was written by a newer version (format ${read.format})`)
    // A lost line feed makes one damaged line of two entries.
    if (read.kind === 'damaged') damaged += Math.max(1, line.split('"previous":').length - 1)
    else if (read.entry.station !== station)
      throw new JournalError('chain', `the journal is that of ${read.entry.station}, not ${station}`)
    else if (!byHash.has(read.entry.hash)) byHash.set(read.entry.hash, read.entry)
  }
  return { entries: [...byHash.values()], held: byHash.size + damaged }
}

export interface Merged {
  readonly entries: readonly Entry[]
  /** The first entry of the second copy that the first copy's history does not lead to; undefined when one copy holds all that the other does. */
  readonly parted?: Entry
}

/**
 * Every entry of both copies once. Where one copy holds all of the other's in the same order, it is the result; otherwise what only the second copy
 * holds fills the holes of the first or comes after it. An entry is known by its hash, so one that already stands on a branch is not taken twice.
 */
export function mergeCopies(inFirst: readonly Entry[], inSecond: readonly Entry[]): Merged {
  const first = withTheFullerOf(inSecond, inFirst)
  const second = withTheFullerOf(inFirst, inSecond)
  if (isWithin(first, second)) return { entries: second }
  if (isWithin(second, first)) return { entries: first }
  const known = new Set(first.map(({ hash }) => hash))
  const onlySecond = second.filter(({ hash }) => !known.has(hash))
  const entries = [...first]
  for (const entry of onlySecond) entries.splice(placeFor(entry, entries), 0, entry)
  return { entries, ...(onlySecond[0] && { parted: onlySecond[0] }) }
}

/**
 * Whose an entry is its hash does not hold: where one copy cannot say it (its sealed part is damaged, or it has forgotten already and the other not yet), it
 * is taken from the copy that can.
 */
function withTheFullerOf(others: readonly Entry[], entries: readonly Entry[]): readonly Entry[] {
  const fuller = new Map(others.filter(other => tells(other) > 0).map(other => [other.hash, other]))
  return entries.map(entry => {
    const other = tells(entry) < 2 ? fuller.get(entry.hash) : undefined
    if (!other || other.epoch !== entry.epoch || tells(other) <= tells(entry)) return entry
    return other
  })
}

/** 2: whose it is, or that it is nobody's; 1: sealed, so that perhaps the hub can tell; 0: forgotten. */
function tells({ forgotten, sealed }: Entry): 0 | 1 | 2 {
  if (sealed) return 1
  return forgotten ? 0 : 2
}

/** Whether all of `part` stands in `whole` in the same order. */
function isWithin(part: readonly Entry[], whole: readonly Entry[]): boolean {
  let found = 0
  for (const { hash } of whole) if (part[found]?.hash === hash) found += 1
  return found === part.length
}

/** In its hole, if its epoch has one there that it fits; else at the end, where nobody who read on from an earlier entry can miss it. */
function placeFor(entry: Entry, entries: readonly Entry[]): number {
  const epoch = entries.filter(one => one.epoch === entry.epoch)
  const before = epoch.find(one => one.sequence === entry.sequence - 1)
  const fits = entry.sequence === 1 || before?.hash === entry.previous
  const taken = epoch.some(one => one.sequence === entry.sequence)
  const after = entries.findIndex(one => one.epoch === entry.epoch && one.sequence > entry.sequence)
  return fits && !taken && after >= 0 ? after : entries.length
}
