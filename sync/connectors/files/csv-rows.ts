import Papa from 'papaparse'
import { LibraryFilesError } from './report.ts'

/** One row; `cells` by our names of columns, trimmed, empty where the file has no such column. */
export interface CsvRow {
  readonly kind: 'row'
  readonly line: number
  cell(column: string): string
}

export interface DamagedRow {
  readonly kind: 'damaged'
  readonly line: number
  readonly reason: string
}

export interface CsvTable {
  /** The file's name, for messages. */
  readonly file: string
  /** Without these the file is of no use. */
  readonly required: readonly string[]
  /** Our name of a column -> the file's. */
  readonly mapping?: Readonly<Record<string, string>>
}

/** A quoted cell may go over this many lines; a quotation mark open for longer was never closed. */
const longestCell = 50

/**
 * Reads a table line by line, as it comes. A row that cannot be read is told with its line, and reading goes on with the very next line, so that a
 * quotation mark left open costs one row and not the rest of the file. Throws `LibraryFilesError` where a required column is missing.
 */
export async function* csvRows(text: AsyncIterable<string>, table: CsvTable): AsyncGenerator<CsvRow | DamagedRow> {
  const lines = new Lines(linesOf(text))
  const { columns, delimiter, places } = await header(lines, table)
  for (;;) {
    const line = lines.next
    const taken = await logicalRow(lines)
    if (!taken) return
    if (taken.length === 1 && taken[0]!.trim() === '') continue
    const { cells, reason, over } = readCells(taken, delimiter, columns)
    // A mark in the middle of a cell opens nothing: what follows are rows of their own.
    lines.putBack(over)
    if (reason !== undefined) {
      yield { kind: 'damaged', line, reason }
    } else {
      yield { kind: 'row', line, cell: column => cells[places.get(column) ?? -1]?.trim() ?? '' }
    }
  }
}

async function header(lines: Lines, { file, required, mapping = {} }: CsvTable) {
  const first = ((await lines.take()) ?? '').replace(/^\ufeff/, '')
  const { data, meta } = Papa.parse<string[]>(first)
  const names = (data[0] ?? []).map(name => name.trim())
  const ours = new Map(Object.entries(mapping).map(([our, theirs]) => [theirs, our]))
  // A column of our own name is not meant where another one was named for it.
  const nameOf = (name: string) => ours.get(name) ?? (mapping[name] === undefined ? name : undefined)
  const places = new Map(names.flatMap((name, place) => (nameOf(name) === undefined ? [] : [[nameOf(name)!, place] as const])))
  const wanted = new Set([...required, ...Object.keys(mapping)])
  const missing = [...wanted].filter(column => !places.has(column)).map(column => mapping[column] ?? column)
  if (missing.length) {
    const has = names.length ? names.join(', ') : 'none'
    throw new LibraryFilesError('no-column', `${file} has no column ${missing.join(', ')}; its columns are: ${has}`)
  }
  return { columns: names.length, delimiter: meta.delimiter, places }
}

/** Lines that belong together: while a quotation mark is open, the row goes on. */
async function logicalRow(lines: Lines): Promise<string[] | undefined> {
  const first = await lines.take()
  if (first === undefined) return undefined
  const taken = [first]
  let marks = countMarks(first)
  while (marks % 2 === 1 && taken.length < longestCell) {
    const more = await lines.take()
    if (more === undefined) break
    taken.push(more)
    marks += countMarks(more)
  }
  // A mark that nothing closes opened nothing either.
  if (marks % 2 === 1) lines.putBack(taken.splice(1))
  return taken
}

function countMarks(text: string): number {
  return text.split('"').length - 1
}

interface ReadRow {
  readonly cells: string[]
  readonly reason?: string
  /** Lines that are not of this row. */
  readonly over: readonly string[]
}

function readCells(taken: readonly string[], delimiter: string, columns: number): ReadRow {
  const text = taken.join('\n')
  const { data, errors, meta } = Papa.parse<string[]>(text, { delimiter, newline: '\n', preview: 1 })
  const cells = data[0] ?? []
  if (errors.some(({ type }) => type === 'Quotes'))
    return { cells, reason: 'a quotation mark is not closed', over: taken.slice(1) }
  const own = taken.length === 1 ? 1 : text.slice(0, meta.cursor).replace(/\n$/, '').split('\n').length
  const over = taken.slice(own)
  if (text.includes('\ufffd') && taken.slice(0, own).some(line => line.includes('\ufffd')))
    return { cells, reason: 'it is not UTF-8 text', over: taken.slice(1) }
  const more = cells.slice(columns)
  if (cells.length < columns || more.some(cell => cell.trim() !== ''))
    return { cells, reason: `it has ${cells.length} columns, the first line has ${columns}`, over: taken.slice(1) }
  return { cells, over }
}

/** Cuts text into lines as it comes; only LF and CRLF end one. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield line.replace(/\r$/, '')
  }
  if (rest !== '') yield rest.replace(/\r$/, '')
}

class Lines {
  /** Number of the line that comes next. */
  next = 1
  readonly #source: AsyncIterator<string>
  readonly #ahead: string[] = []

  constructor(source: AsyncIterable<string>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  async take(): Promise<string | undefined> {
    const kept = this.#ahead.shift()
    const line = kept ?? (await this.#source.next()).value
    if (line !== undefined) this.next++
    return line
  }

  putBack(lines: readonly string[]): void {
    this.#ahead.unshift(...lines)
    this.next -= lines.length
  }
}
