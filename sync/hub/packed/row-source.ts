import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** Where the rows to be packed come from: the database, some at a time, so that whoever asks for something else comes in between. */
export interface RowSource {
  readonly db: Kysely<Tables>
  readonly rowsAtOnce: number
  /** The column in the order of code points, in which keys are packed. */
  inOrder(column: string): RawBuilder<string>
  /** Between two pages. Rejects where the hub ends. */
  turn(): Promise<void>
}

/** Rows of one page: small enough that a scan waits some milliseconds for it, large enough that questions are few. */
export const rowsAtOnce = 2000

/** Resolves to a source on this database. */
export async function rowSource(db: Kysely<Tables>, turn: () => Promise<void>, atOnce = rowsAtOnce): Promise<RowSource> {
  const { rows } = await sql<{ plain: boolean }>`select datcollate in ('C', 'POSIX', 'C.UTF-8', 'C.utf8') as plain
    from pg_database where datname = current_database()`.execute(db)
  const isPlain = rows[0]?.plain === true
  return {
    db,
    rowsAtOnce: atOnce,
    inOrder: column => (isPlain ? sql<string>`${sql.ref(column)}` : sql<string>`${sql.ref(column)} collate "C"`),
    turn,
  }
}

/** All rows, page by page; `read` gives those behind a row, in order, as many as are asked for or fewer at the end. */
export async function* pages<Row>(
  { rowsAtOnce: most, turn }: Pick<RowSource, 'rowsAtOnce' | 'turn'>,
  read: (after: Row | undefined, most: number) => Promise<{ readonly rows: readonly Row[] }>,
): AsyncGenerator<readonly Row[]> {
  let after: Row | undefined
  for (;;) {
    const { rows } = await read(after, most)
    if (rows.length > 0) yield rows
    if (rows.length < most) return
    after = rows.at(-1)
    await turn()
  }
}

/** Each row of `all`, one by one. */
export async function* each<Row>(all: AsyncIterable<readonly Row[]>): AsyncGenerator<Row> {
  for await (const rows of all) yield* rows
}

/** One parameter however many keys there are; a list of them would end at 65 535. */
export function oneOf(column: string, keys: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(column)} = any(${keys})`
}
