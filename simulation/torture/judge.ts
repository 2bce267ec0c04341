import type { Entry } from '../../sync/journal/entry.ts'
import { writtenIn } from '../../sync/journal/epoch.ts'
import { readLine } from '../../sync/journal/line-format.ts'

/** What a person was told is recorded: number as written, and its time. */
export interface Acknowledged {
  readonly station: string
  readonly epoch: string
  readonly sequence: number
  readonly at: string
}

/** From what was painted: `station/epoch/sequence`, a branch under the name of the epoch it was written in. */
export function acknowledged({ entry, at }: { readonly entry: string; readonly at: string }): Acknowledged {
  const [station = '', epoch = '', sequence] = entry.split('/')
  return { station, epoch: writtenIn(epoch), sequence: Number(sequence), at }
}

/** The same for the same entry, whatever branch it stands on; different for the two sides of a fork. */
export const nameOf = ({ epoch, sequence, at }: Acknowledged): string => `${epoch}/${sequence} ${at}`

/** What became of the promises: names of entries. */
export interface Judgement {
  readonly missing: readonly string[]
  readonly doubled: readonly string[]
}

/**
 * Holds what was acknowledged against one copy of the journal. Missing: acknowledged and not there, or not readable there. Doubled: there twice, or
 * recorded more often than it was acted upon (`acts`: barcode -> scans and answers).
 */
export function judge(promised: Iterable<Acknowledged>, lines: readonly string[], acts?: ReadonlyMap<string, number>): Judgement {
  const entries = lines.flatMap(line => entryIn(line))
  const found = countOf(entries.map(entry => nameOf({ ...entry, epoch: writtenIn(entry.epoch), at: entry.at.wall })))
  const hashes = countOf(entries.map(({ hash }) => hash))
  const missing = [...promised].map(nameOf).filter(name => !found.has(name))
  const twice = [...hashes].filter(([, count]) => count > 1).map(([hash]) => hash)
  const tooOften = acts
    ? [...countOf(entries.flatMap(({ transaction }) => scannedIn(transaction)))].filter(
        ([code, count]) => count > (acts.get(code) ?? 0),
      )
    : []
  return { missing, doubled: [...twice, ...tooOften.map(([barcode, count]) => `${barcode} ${count} times`)] }
}

/** How many forks a journal tells of. */
export function forksTold(lines: readonly string[]): number {
  return lines.flatMap(line => entryIn(line)).filter(({ transaction }) => transaction.kind === 'fork-found').length
}

function entryIn(line: string): readonly Entry[] {
  const read = readLine(line)
  return read.kind === 'entry' ? [read.entry] : []
}

/** A loan or a return is one scan (or one answer to a question). */
function scannedIn(transaction: Entry['transaction']): readonly string[] {
  return transaction.kind === 'checkout' || transaction.kind === 'checkin' ? [transaction.barcode] : []
}

function countOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
