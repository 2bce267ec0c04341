import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { FeeRule } from '../connectors/builtin/overdue-fee.ts'
import type { LibraryRows } from '../connectors/files/map-library.ts'
import { fingerprint, readLibrary } from '../connectors/files/read-library.node.ts'
import { LibraryFilesError, summary } from '../connectors/files/report.ts'
import type { LibraryTables, TableChange } from '../connectors/library-tables.ts'
import { hashPin } from '../register/pin.ts'
import type { LibrarySettings } from '../register/register.ts'
import type { Tables } from './tables.ts'

export interface LibraryImport {
  /** The library's files; only read. */
  readonly files: string
  /** The hub's own folder, where the full report is kept. */
  readonly folder: string
  readonly today?: string
  /** Told what was imported, or why nothing was. */
  readonly say: (text: string) => void
}

const changesAtOnce = 1000

/**
 * Brings a library's files into a hub that has none yet, through its log; settings are read anew each time. Rows are imported once: what has
 * been lent since counts, not what the files say later. Throws `LibraryFilesError`.
 */
export async function libraryFromFiles(
  database: Kysely<Tables>,
  tables: LibraryTables,
  { files, folder, today, say }: LibraryImport,
): Promise<{ readonly settings: LibrarySettings; readonly fees: FeeRule }> {
  const library = await readLibrary(files)
  const mark = `library-files ${await fingerprint(files)}`
  const known = await importsIn(database)
  if (known.some(({ done }) => done)) {
    const same = await tables.wasWritten(mark)
    say(
      same
        ? `The library files in ${files} were imported before and have not changed.`
        : `The library files in ${files} have changed since they were imported. The hub keeps what it has; to import them anew, start it with an empty folder.`,
    )
  } else {
    await refuseOthers(database, known, mark, folder)
    await write(tables, changesOf(library), mark)
    const reportFile = join(folder, 'library-report.json')
    await writeFile(reportFile, `${JSON.stringify(library.report, null, 2)}\n`)
    say(summary(library.report, reportFile))
  }
  return { settings: settingsOf(library, today), fees: { ...library.basics.overdueFees, zone: library.basics.zone } }
}

/** How a library is whose rows come by a drop folder: settings, and what its rows are read by. Throws `LibraryFilesError`. */
export async function placesFromFiles(files: string, today: string | undefined) {
  const library = await readLibrary(files, 'places')
  const { file, basics, branches, stops } = library
  const { zone, rules } = basics
  const stopIds = new Set(stops.map(({ stopId }) => stopId))
  const reading = { file, zone, rules, stopIds, branches: new Map(branches.map(branch => [branch.branch, branch])) }
  return { settings: settingsOf(library, today), fees: { ...basics.overdueFees, zone }, reading }
}

/** Which files were imported here, as a whole or in part. */
async function importsIn(database: Kysely<Tables>) {
  const rows = await database.selectFrom('library_marks').select('mark').where('mark', 'like', 'library-files %').execute()
  return rows.map(({ mark }) => ({ mark, done: !mark.includes(' part ') }))
}

/** An import that was interrupted goes on, if the files are still the same; rows of any other library are never mixed with these. */
async function refuseOthers(
  database: Kysely<Tables>,
  known: readonly { readonly mark: string }[],
  mark: string,
  folder: string,
): Promise<void> {
  const goesOn = known.length > 0 && known.every(part => part.mark.startsWith(`${mark} part `))
  if (goesOn) return
  const item = await database.selectFrom('items').select('barcode').limit(1).executeTakeFirst()
  if (item || known.length > 0)
    throw new LibraryFilesError('library-file', `${folder} holds another library: start the hub with an empty folder`)
}

async function write(tables: LibraryTables, changes: readonly TableChange[], mark: string): Promise<void> {
  for (let from = 0; from < changes.length; from += changesAtOnce)
    await tables.write(changes.slice(from, from + changesAtOnce), `${mark} part ${from / changesAtOnce}`)
  await tables.write([], mark)
}

function changesOf({ items, patrons, loans, endedLoans, holds }: LibraryRows): TableChange[] {
  return [
    ...items.flatMap(item => [
      { kind: 'put-item', item } as const,
      { kind: 'set-place', barcode: item.barcode, branch: item.homeBranch } as const,
    ]),
    ...patrons.map(patron => ({ kind: 'put-patron', patron }) as const),
    ...loans.map(loan => ({ kind: 'put-loan', loan }) as const),
    ...endedLoans.map(loan => ({ kind: 'put-ended-loan', loan }) as const),
    ...holds.map(hold => ({ kind: 'put-hold', hold }) as const),
  ]
}

function settingsOf({ basics, branches, stops, staff }: LibraryRows, today: string | undefined): LibrarySettings {
  const { library, environment, rules } = basics
  return {
    library,
    environment,
    rules,
    branches,
    stops,
    staff: staff.map(({ pin, badge, pinHash, ...member }) => {
      const hash = pinHash ?? (pin === undefined ? undefined : hashPin(pin, saltOf(library, member.staffId)))
      return { ...member, ...(badge !== undefined && { badge }), ...(hash !== undefined && { pinHash: hash }) }
    }),
    ...(today !== undefined && { today }),
  }
}

/** The same at every start, so that the settings do not change for nothing; whose PIN must withstand more gives `pinHash`. */
function saltOf(library: string, staffId: string): string {
  return createHash('sha256').update(`${library}\n${staffId}`).digest('hex').slice(0, 32)
}
