import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { type CsvRow, csvRows, type DamagedRow } from './csv-rows.ts'
import { iso2709Records } from './iso2709.ts'
import { readLibraryFile } from './library-file.ts'
import { type LibraryRows, mapLibrary, type TableName } from './map-library.ts'
import { type FoundRecord, marcXmlRecords } from './marcxml.ts'
import { LibraryFilesError } from './report.ts'

/** Without these columns a table's file is of no use. */
export const requiredColumns: Readonly<Record<TableName, readonly string[]>> = {
  branches: ['branch', 'name'],
  stops: ['stop_id', 'branch'],
  items: ['barcode', 'record', 'branch'],
  patrons: ['card', 'category', 'expires'],
  loans: ['barcode', 'card', 'checked_out', 'due'],
  holds: ['card', 'level', 'target', 'pickup_branch', 'requested'],
}
const tables = Object.keys(requiredColumns) as TableName[]
const recordFiles = ['records.mrcx', 'records.xml', 'records.mrc']
const neverMissing: readonly TableName[] = ['branches', 'items']

/** Reads the files of a library in a folder, which is never written to; with `places` those that say how it is, and no rows. Throws `LibraryFilesError` where they cannot be used as a whole. */
export async function readLibrary(folder: string, only?: 'places'): Promise<LibraryRows> {
  const has = (name: string) => existsSync(join(folder, name))
  for (const name of neverMissing.filter(name => !only || name === 'branches'))
    if (!has(`${name}.csv`)) throw new LibraryFilesError('no-file', `there is no ${name}.csv in ${folder}`)
  const file = readLibraryFile(has('library.json') ? await readFile(join(folder, 'library.json'), 'utf8') : undefined)
  const recordsFile = only ? undefined : recordFiles.find(has)
  const read = async (name: TableName): Promise<(CsvRow | DamagedRow)[]> => {
    if (!has(`${name}.csv`) || (only && name !== 'branches' && name !== 'stops')) return []
    const mapping = file.mapping[name]
    const table = { file: `${name}.csv`, required: requiredColumns[name], ...(mapping && { mapping }) }
    return collect(csvRows(createReadStream(join(folder, `${name}.csv`), 'utf8'), table))
  }
  const kirkanta = has('kirkanta.json') ? await readFile(join(folder, 'kirkanta.json'), 'utf8') : undefined
  const rows = Object.fromEntries(await Promise.all(tables.map(async name => [name, await read(name)] as const)))
  return mapLibrary({
    folderName: basename(resolve(folder)),
    file,
    ...(kirkanta !== undefined && { kirkanta }),
    recordsFile: recordsFile ?? recordFiles[0]!,
    records: recordsFile ? await collect(recordsOf(join(folder, recordsFile))) : [],
    tables: rows as Record<TableName, (CsvRow | DamagedRow)[]>,
    missing: only
      ? []
      : [
          ...tables
            .filter(name => name !== 'stops')
            .map(name => `${name}.csv`)
            .filter(name => !has(name)),
          ...(recordsFile ? [] : ['records.mrcx']),
        ],
  })
}

/** Changes with any byte of the rows; `library.json` apart, which is read anew at every start. */
export async function fingerprint(folder: string): Promise<string> {
  const hash = createHash('sha256')
  // Stops are settings: they too are read anew at every start.
  for (const name of [...tables.filter(table => table !== 'stops').map(table => `${table}.csv`), ...recordFiles]) {
    if (!existsSync(join(folder, name))) continue
    hash.update(`${name}\n`)
    for await (const chunk of createReadStream(join(folder, name))) hash.update(chunk as Buffer)
  }
  return hash.digest('hex').slice(0, 16)
}

/** Records as they come, binary MARC or MARCXML by the name. */
export function recordsOf(path: string): AsyncIterable<FoundRecord> {
  return path.endsWith('.mrc') ? iso2709Records(createReadStream(path)) : marcXmlRecords(createReadStream(path, 'utf8'))
}

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const row of rows) all.push(row)
  return all
}
