/** A row or record that was not taken. */
export interface LeftOut {
  readonly file: string
  /** Where it begins in the file, from 1; in a binary MARC file, which record it is. */
  readonly line: number
  readonly reason: string
}

/** One file's account: `read` is always `kept` plus `ended` plus the rows left out. */
export interface Counted {
  readonly read: number
  readonly kept: number
  /** Loans that are over and holds that were filled or cancelled: history, not lost. */
  readonly ended: number
  readonly left: readonly LeftOut[]
}

/** What became of every row of a library's files. */
export interface LibraryReport {
  readonly library: string
  readonly titles: Counted
  readonly items: Counted
  readonly patrons: Counted
  readonly loans: Counted
  readonly holds: Counted
  /** What was assumed because the files do not say it. */
  readonly assumed: readonly string[]
  /** What was taken otherwise than it stands there; rows of one kind together. */
  readonly remarks: readonly string[]
}

const tables = ['titles', 'items', 'patrons', 'loans', 'holds'] as const
const namedAtMost = 8

/** The account in lines for a person; of many rows left out the first are named, and `rest` says where all of them stand. */
export function summary(report: LibraryReport, rest?: string): string {
  const lines = [`Library files of ${report.library}:`]
  for (const table of tables) {
    const { read, kept, ended, left } = report[table]
    const more = [ended > 0 && `${ended} ended`, left.length > 0 && `${left.length} left out`].filter(Boolean).join(', ')
    lines.push(`  ${table.padEnd(8)} ${read} read, ${kept} kept${more && `, ${more}`}`)
    for (const { file, line, reason } of left.slice(0, namedAtMost)) lines.push(`    ${file} ${line}: ${reason}`)
    if (left.length > namedAtMost) lines.push(`    and ${left.length - namedAtMost} more${rest ? `, all named in ${rest}` : ''}`)
  }
  for (const remark of report.remarks) lines.push(`  note: ${remark}`)
  for (const what of report.assumed) lines.push(`  assumed: ${what}`)
  return lines.join('\n')
}

/** Counts one file while its rows are judged. */
export class Account {
  readonly #file: string
  #read = 0
  #kept = 0
  #ended = 0
  readonly #left: LeftOut[] = []

  constructor(file: string) {
    this.#file = file
  }

  keep(): void {
    this.#read++
    this.#kept++
  }

  end(): void {
    this.#read++
    this.#ended++
  }

  leave(line: number, reason: string): void {
    this.#read++
    this.#left.push({ file: this.#file, line, reason })
  }

  counted(): Counted {
    return { read: this.#read, kept: this.#kept, ended: this.#ended, left: this.#left.toSorted((a, b) => a.line - b.line) }
  }
}

/** Remarks of one kind are told once, with their number and the first place. */
export class Remarks {
  readonly #seen = new Map<string, { count: number; readonly first: string }>()

  add(what: string, file: string, line: number): void {
    const known = this.#seen.get(what)
    if (known) known.count++
    else this.#seen.set(what, { count: 1, first: `${file} ${line}` })
  }

  told(): readonly string[] {
    return [...this.#seen].map(([what, { count, first }]) =>
      count === 1 ? `${what} (${first})` : `${what} (${count} rows, the first is ${first})`,
    )
  }
}

/** Why one row is left out; thrown while it is read and caught where it is counted. */
export class RowProblem extends Error {}

/** The files as a whole cannot be used. */
export class LibraryFilesError extends Error {
  readonly kind: 'no-file' | 'no-column' | 'library-file'
  constructor(kind: LibraryFilesError['kind'], message: string) {
    super(message)
    this.name = 'LibraryFilesError'
    this.kind = kind
  }
}
