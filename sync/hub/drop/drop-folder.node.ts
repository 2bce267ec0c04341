import { createReadStream } from 'node:fs'
import { appendFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { numberKey } from '../../../circulation/numbers.ts'
import { type CsvRow, csvRows } from '../../connectors/files/csv-rows.ts'
import type { KnownRows } from '../../connectors/files/known-rows.ts'
import { recordsOf, requiredColumns } from '../../connectors/files/read-library.node.ts'
import { LibraryFilesError } from '../../connectors/files/report.ts'
import type { LibraryTables } from '../../connectors/library-tables.ts'
import { inThrees } from './in-threes.ts'
import { endWhatIsNotIn, TooMuchGone } from './not-in-file.ts'
import type { KeyedTable, StandingRows } from './row-reading.ts'
import { readHolds, readItems, readLoans, readPatrons } from './table-readers.ts'
import { takeRecords } from './take-records.ts'
import { Halted, type Taken, type Taking, takeTable } from './take-table.ts'
import { TitleFile } from './title-file.node.ts'

export interface DropFolder {
  readonly folder: string
  /** Tables whose files are whole: what such a file lacks has ended over there. */
  readonly whole: readonly KeyedTable[]
}

export interface DropPorts {
  readonly standing: StandingRows
  readonly tables: Pick<LibraryTables, 'write'>
  readonly library: Pick<KnownRows, 'file' | 'zone' | 'rules' | 'branches' | 'stopIds'>
  /** Told in one line what became of each file. */
  readonly say: (text: string) => void
  nowMs(): number
}

const readers = { items: readItems, patrons: readPatrons, loans: readLoans, holds: readHolds }
const keys: Readonly<Record<KeyedTable, (row: CsvRow) => string>> = {
  items: row => numberKey(row.cell('barcode')),
  patrons: row => row.cell('patron_id') || numberKey(row.cell('card')),
  loans: row => numberKey(row.cell('barcode')),
  holds: row => row.cell('hold_id'),
}
/** What a row refers to is taken before it. */
const order = ['records', 'items', 'patrons', 'loans', 'holds'] as const
type Kind = (typeof order)[number]
const namePattern = /^(records|items|patrons|loans|holds)[^/]*\.(csv|mrc|mrcx|xml)$/i
/** A file that has not changed for so long is not being written any more. */
const settledMs = 10_000

/** Files of another library system that are laid into a folder, and what the hub's register learns from them. */
export class Drop {
  readonly #drop: DropFolder
  readonly #ports: DropPorts
  #halted = false
  #isOurs: () => boolean = () => true

  constructor(drop: DropFolder, ports: DropPorts) {
    this.#drop = drop
    this.#ports = ports
  }

  /** What is being taken stops where it is; the next start goes on. */
  halt(): void {
    this.#halted = true
  }

  /**
   * Takes what lies there, if all of it has settled. Resolves to how many files were taken or put aside. `isOurs`: whether no other process has taken the folder
   * over; where one has, what is being taken stops where it is, and the other one goes on.
   */
  async look(isOurs: () => boolean = () => true): Promise<number> {
    this.#isOurs = isOurs
    const { folder } = this.#drop
    for (const name of ['', 'done', 'failed']) await mkdir(join(folder, name), { recursive: true })
    const names = (await readdir(folder)).filter(name => namePattern.test(name))
    const files = await Promise.all(names.map(async name => ({ name, kind: kindOf(name), ...(await stat(join(folder, name))) })))
    // A night's files belong together: while one is being written the others wait for it.
    if (files.length === 0 || files.some(({ mtimeMs }) => this.#ports.nowMs() - mtimeMs < settledMs)) return 0
    files.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.mtimeMs - b.mtimeMs)
    const titles = await TitleFile.open(join(folder, '.titles.part'))
    try {
      for (const { name, kind, mtimeMs } of files) await this.#take(name, kind, instantOf(mtimeMs), titles)
    } finally {
      await titles.close()
      await rm(join(folder, '.titles.part'), { force: true })
    }
    return files.length
  }

  /** The instant (UTC) of which the register is: of the last file of each kind that was taken, the oldest. Undefined before the first. */
  async asOf(): Promise<string | undefined> {
    const done = join(this.#drop.folder, 'done')
    const newest = new Map<Kind, number>()
    for (const name of (await readdir(done).catch(() => [])).filter(one => namePattern.test(one))) {
      const { mtimeMs } = await stat(join(done, name))
      newest.set(kindOf(name), Math.max(newest.get(kindOf(name)) ?? 0, mtimeMs))
    }
    return newest.size === 0 ? undefined : instantOf(Math.min(...newest.values()))
  }

  #isHalted(): boolean {
    return this.#halted || !this.#isOurs()
  }

  async #take(name: string, kind: Kind, asOf: string, titles: TitleFile): Promise<void> {
    const { folder, whole } = this.#drop
    const { standing, tables, library, say } = this.#ports
    const path = join(folder, name)
    const leftFile = join(folder, 'failed', `${name}.left.csv`)
    await rm(leftFile, { force: true })
    let lines: string[] = []
    const flush = async () => lines.length > 0 && (await appendFile(leftFile, lines.splice(0).join('')))
    const left = (line: number, reason: string) => void lines.push(`${line},"${reason.replaceAll('"', '""')}"\n`)
    const newTitles = (titleIds: readonly string[]) => titles.find(titleIds)
    const taking: Taking = { standing, tables, library, asOf, newTitles, left, isHalted: () => this.#isHalted() }
    try {
      const taken =
        kind === 'records'
          ? await takeRecords(recordsOf(path), taking, title => titles.add(title))
          : await this.#table(path, name, kind, taking)
      if (this.#isHalted()) throw new Halted()
      // A row of which nobody knows whose it is may be any of those that would end.
      const isWhole = kind !== 'records' && whole.includes(kind) && taken.nameless === 0
      const ended = isWhole ? await endWhatIsNotIn({ table: kind, seen: taken.seen, asOf, standing, tables }) : 0
      await flush()
      await rename(path, join(folder, 'done', name))
      say(told(name, taken, isWhole ? ended : undefined))
    } catch (error) {
      if (!(error instanceof LibraryFilesError) && !(error instanceof TooMuchGone)) throw error
      await flush()
      await rename(path, join(folder, 'failed', name))
      await writeFile(join(folder, 'failed', `${name}.why.txt`), `${error.message}\n`)
      say(`${name}: not taken whole: ${error.message}`)
    } finally {
      lines = []
    }
  }

  #table(path: string, name: string, kind: KeyedTable, taking: Taking): Promise<Taken> {
    const mapping = taking.library.file.mapping[kind]
    const table = { file: name, required: requiredColumns[kind], ...(mapping && { mapping }) }
    const rows = csvRows(createReadStream(path, 'utf8'), table)
    return takeTable(rows, readers[kind], taking, { keyOf: keys[kind], ...(kind === 'patrons' && { together: 'patron_id' }) })
  }
}

function kindOf(name: string): Kind {
  return name.match(namePattern)![1]!.toLowerCase() as Kind
}

function instantOf(ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(ms)).toString({ smallestUnit: 'second' })
}

function told(name: string, { read, same, changed, ended, left, remarks }: Taken, gone: number | undefined): string {
  const parts = [`${inThrees(read)} read`, `${inThrees(changed)} changed`, `${inThrees(same)} as before`]
  if (ended > 0) parts.push(`${inThrees(ended)} over`)
  if (gone !== undefined) parts.push(`${inThrees(gone)} ended because the file has them no more`)
  if (left > 0) parts.push(`${inThrees(left)} left out, each with its line in failed/${name}.left.csv`)
  return [`${name}: ${parts.join(', ')}`, ...remarks.map(remark => `  note: ${remark}`)].join('\n')
}
