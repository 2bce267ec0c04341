import type { Title } from '../../../circulation/item.ts'
import type { CsvRow, DamagedRow } from '../../connectors/files/csv-rows.ts'
import type { KnownRows } from '../../connectors/files/known-rows.ts'
import { Remarks, RowProblem } from '../../connectors/files/report.ts'
import type { LibraryTables, TableChange } from '../../connectors/library-tables.ts'
import type { StandingRows } from './row-reading.ts'
import { SeenKeys } from './seen-keys.ts'

/** What a file is taken into, and against. */
export interface Taking {
  readonly standing: StandingRows
  readonly tables: Pick<LibraryTables, 'write'>
  /** What `library.json` says: words, columns, places. */
  readonly library: Pick<KnownRows, 'file' | 'zone' | 'rules' | 'branches' | 'stopIds'>
  /** The instant (UTC) at which the file was written: what the hub knows from later is not overwritten. */
  readonly asOf: string
  /** Titles of the records that came beside the items. */
  newTitles(titleIds: readonly string[]): Promise<readonly Title[]>
  /** Somebody wants to stop: what is left of the file is for the next start, which finds the rest as it is. */
  isHalted(): boolean
  /** A row that is kept aside, with its line. */
  left(line: number, reason: string): void
}

/** The file was left in the middle, and where it lay. */
export class Halted extends Error {}

/** What became of a file's rows. */
export interface Taken {
  readonly read: number
  /** Rows that say what stood already. */
  readonly same: number
  readonly changed: number
  /** Loans that are over and holds that were filled. */
  readonly ended: number
  readonly left: number
  readonly remarks: readonly string[]
  /** Keys of the rows that are in the file, of those left out too. */
  readonly seen: SeenKeys
  /** Rows of which not even the key can be read. */
  readonly nameless: number
}

/** One row as the table's reader sees it: its key, and what it changes; nothing where it stands so already. */
export interface ReadRow {
  readonly key: string
  readonly changes: readonly TableChange[]
  readonly isOver?: boolean
}

/** Reads a batch of rows against what stands. A row that cannot be used throws `RowProblem` from its own function. */
export type TableReader = (batch: readonly CsvRow[], taking: Taking, remarks: Remarks) => Promise<readonly (() => ReadRow)[]>

export interface HowToRead {
  /** The row's key as the register has it, also of one that cannot be used; empty where it cannot be told. */
  readonly keyOf: (row: CsvRow) => string
  /** Rows with the same value there belong to one and are not cut apart. */
  readonly together?: string
}

const rowsAtOnce = 1000

/**
 * Takes a file row by row and writes what differs from what stands, a batch at a time, so that memory does not grow with the file and the same file twice
 * writes nothing.
 */
export async function takeTable(
  rows: AsyncIterable<CsvRow | DamagedRow>,
  read: TableReader,
  taking: Taking,
  { keyOf, together }: HowToRead,
): Promise<Taken> {
  const remarks = new Remarks()
  const seen = new SeenKeys()
  const counts = { read: 0, same: 0, changed: 0, ended: 0, left: 0, nameless: 0 }
  const leave = (line: number, reason: string) => {
    counts.left++
    taking.left(line, reason)
  }

  async function take(batch: readonly CsvRow[]): Promise<void> {
    const changes: TableChange[] = []
    const results = await read(batch, taking, remarks)
    for (const [index, one] of results.entries()) {
      try {
        const row = one()
        seen.add(row.key)
        changes.push(...row.changes)
        if (row.changes.length > 0) counts.changed++
        else if (row.isOver) counts.ended++
        else counts.same++
      } catch (error) {
        if (!(error instanceof RowProblem)) throw error
        const key = keyOf(batch[index]!)
        if (key === '') counts.nameless++
        else seen.add(key)
        leave(batch[index]!.line, error.message)
      }
    }
    if (changes.length > 0) await taking.tables.write(changes, `drop:${crypto.randomUUID()}`)
  }

  const batch: CsvRow[] = []
  for await (const row of rows) {
    if (taking.isHalted()) throw new Halted()
    counts.read++
    if (row.kind === 'damaged') {
      counts.nameless++
      leave(row.line, row.reason)
      continue
    }
    const follows = together !== undefined && row.cell(together) !== '' && row.cell(together) === batch.at(-1)?.cell(together)
    if (batch.length >= rowsAtOnce && !follows) await take(batch.splice(0))
    batch.push(row)
  }
  await take(batch)
  return { ...counts, remarks: remarks.told(), seen }
}
