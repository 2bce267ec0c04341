import { type FileHandle, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Papa from 'papaparse'
import { featuresIn } from '../sync/connectors/koha/features.ts'
import { loanRulesIn } from '../sync/connectors/koha/loan-rules.ts'
import { KohaRest } from '../sync/connectors/koha/rest.ts'
import { columns, type Table, takeOut } from '../sync/connectors/koha/take-out.ts'
import { readKohaSettings } from './koha-settings.node.ts'

const tables = Object.keys(columns) as Table[]

/**
 * Takes a Koha's register out over REST into a new folder of library files, from which a hub begins. The files are whole when this resolves, and none is
 * there where it rejects. Resolves to lines for whoever runs it.
 */
export async function takeOutOfKoha(settingsFile: string, folder: string, now: () => string): Promise<readonly string[]> {
  const { koha } = readKohaSettings(settingsFile, process.env)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).some(name => name.endsWith('.csv') || name === 'library.json'))
    throw new Error(`${folder} holds library files already: give a new folder`)
  // What happens in Koha while it is read counts as after it.
  const asOf = now()
  const rest = new KohaRest(koha, { now })
  const path = (table: Table, end: string) => join(folder, `${table}.csv${end}`)
  const files = new Map<Table, CsvFile>()
  try {
    for (const table of tables) {
      files.set(table, new CsvFile(await open(path(table, '.partial'), 'w', 0o600)))
      await files.get(table)!.put(columns[table])
    }
    const { embeds, offers } = featuresIn(await rest.definition())
    const { rows, left } = await takeOut(rest, koha, embeds, (table, cells) => files.get(table)!.put(cells))
    for (const file of files.values()) await file.end()
    const rules = offers('/circulation_rules')
      ? await rest.get('/circulation_rules', { query: { effective: 'false' } })
      : undefined
    const { told, remarks } = loanRulesIn(rules, koha.library)
    await writeFile(
      join(folder, 'library.json'),
      `${JSON.stringify({ zone: koha.zone, ...(told && { rules: [told] }) }, null, 2)}\n`,
    )
    for (const table of tables) await rename(path(table, '.partial'), path(table, ''))
    return [
      ...remarks.map(remark => `note: ${remark}`),
      ...tables.map(table => `${table.padEnd(8)} ${rows[table]}${left[table] > 0 ? `, ${left[table]} left out` : ''}`),
      `registerAsOf: ${asOf}   (into the Koha settings, before the hub is started with --library ${folder})`,
    ]
  } catch (error) {
    for (const file of files.values()) await file.close()
    const left = [...tables.flatMap(table => [path(table, '.partial'), path(table, '')]), join(folder, 'library.json')]
    for (const file of left) await rm(file, { force: true })
    throw error
  }
}

const bufferedAtMost = 64 * 1024

/** Rows into a file as they come, a piece at a time. */
class CsvFile {
  readonly #handle: FileHandle
  #lines = ''

  constructor(handle: FileHandle) {
    this.#handle = handle
  }

  async put(cells: readonly unknown[]): Promise<void> {
    this.#lines += `${Papa.unparse([cells.map(cell => cell ?? '')], { newline: '\n' })}\n`
    if (this.#lines.length > bufferedAtMost) await this.#write()
  }

  /** All is on the disk. */
  async end(): Promise<void> {
    await this.#write()
    await this.#handle.sync()
    await this.close()
  }

  async close(): Promise<void> {
    await this.#handle.close().catch(() => {})
  }

  async #write(): Promise<void> {
    const lines = this.#lines
    this.#lines = ''
    await this.#handle.writeFile(lines)
  }
}
