import type { PastLoan } from '../../../circulation/evidence.ts'
import type { Item, Title } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { Patron } from '../../../circulation/patron.ts'
import type { Branch, Stop } from '../../../circulation/place.ts'
import { type Basics, basicsOf } from './assume.ts'
import type { CsvRow, DamagedRow } from './csv-rows.ts'
import { holdOf } from './hold-rows.ts'
import { itemOf } from './item-rows.ts'
import { kirkantaStops } from './kirkanta.ts'
import type { KnownRows } from './known-rows.ts'
import type { LibraryFile, StaffInFile } from './library-file.ts'
import { type LoanAt, latestOf, loanOf } from './loan-rows.ts'
import { titleOf } from './marc-title.ts'
import type { FoundRecord } from './marcxml.ts'
import { patronOf } from './patron-rows.ts'
import { branchOf, stopsOf } from './place-rows.ts'
import { Account, type LibraryReport, Remarks, RowProblem } from './report.ts'
import { type StopRow, stopOf, stopsOfRows } from './stop-rows.ts'

export type TableName = 'branches' | 'stops' | 'items' | 'patrons' | 'loans' | 'holds'

/** Everything that stands in a library's files, row by row. */
export interface RawLibrary {
  readonly folderName: string
  readonly file: LibraryFile
  readonly recordsFile: string
  readonly records: readonly FoundRecord[]
  readonly tables: Readonly<Record<TableName, readonly (CsvRow | DamagedRow)[]>>
  readonly missing: readonly string[]
  /** What Kirjastohakemisto answered, as text. */
  readonly kirkanta?: string
}

/** A library in our own rows, with the account of how it was read. */
export interface LibraryRows {
  readonly file: LibraryFile
  readonly basics: Basics
  readonly branches: readonly Branch[]
  readonly stops: readonly Stop[]
  readonly staff: readonly StaffInFile[]
  readonly items: readonly Item[]
  readonly patrons: readonly Patron[]
  readonly loans: readonly Loan[]
  readonly endedLoans: readonly PastLoan[]
  readonly holds: readonly Hold[]
  readonly report: LibraryReport
}

/** Turns files into rows: what a row refers to must have been kept before it. Throws `LibraryFilesError` where `library.json` contradicts the files. */
export function mapLibrary(raw: RawLibrary): LibraryRows {
  const { file, tables } = raw
  const remarks = new Remarks()
  const basics = basicsOf(file, raw.folderName, timesOf(tables))
  const branches = mapBranches(raw, basics, remarks)
  const stops = [...stopsOf(file, branches), ...mapStops(raw, branches, remarks)]
  const titles = new Map<string, Title>()
  const stopIds = new Set(stops.map(({ stopId }) => stopId))
  const known: KnownRows = {
    ...basics,
    file,
    branches,
    stopIds,
    titles,
    items: new Map(),
    statusWords: new Map(),
    patrons: new Map(),
  }

  const titleAccount = mapTitles(raw, known)
  const items = judge('items.csv', tables.items, (row, account) => {
    const item = itemOf(row, known, remarks)
    known.items.set(numberKey(item.barcode), item)
    known.statusWords.set(numberKey(item.barcode), row.cell('status'))
    if (!titles.has(item.titleId)) titles.set(item.titleId, item)
    account.keep()
  })
  const patrons = judge('patrons.csv', tables.patrons, (row, account) => {
    const patron = withOtherCards(patronOf(row, known, remarks), known)
    for (const card of patron.cards) known.patrons.set(numberKey(card), patron)
    account.keep()
  })
  const { loans, endedLoans, account: loanAccount } = mapLoans(tables.loans, known, remarks)
  const { holds, account: holdAccount } = mapHolds(tables.holds, known)
  for (const name of raw.missing) remarks.add(`there is no ${name}`, name, 0)
  return {
    file,
    basics,
    branches: [...branches.values()],
    stops,
    staff: file.staff,
    items: [...known.items.values()],
    patrons: [...new Set(known.patrons.values())],
    loans,
    endedLoans,
    holds,
    report: {
      library: basics.library,
      titles: titleAccount.counted(),
      items: items.counted(),
      patrons: patrons.counted(),
      loans: loanAccount.counted(),
      holds: holdAccount.counted(),
      assumed: basics.assumed,
      remarks: remarks.told(),
    },
  }
}

/** A second row with the same `patron_id` is a second card: the first row's is the active one. Protected by one of them is protected. */
function withOtherCards(patron: Patron, { patrons }: KnownRows): Patron {
  const first = [...patrons.values()].find(({ patronId }) => patronId === patron.patronId)
  if (!first) return patron
  return { ...first, cards: [...first.cards, ...patron.cards], ...(patron.isProtected && { isProtected: true as const }) }
}

function judge(
  file: string,
  rows: readonly (CsvRow | DamagedRow)[],
  take: (row: CsvRow, account: Account) => void,
  account = new Account(file),
): Account {
  for (const row of rows) {
    try {
      if (row.kind === 'damaged') account.leave(row.line, row.reason)
      else take(row, account)
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error
      account.leave(row.line, error.message)
    }
  }
  return account
}

function mapBranches({ file, tables }: RawLibrary, basics: Basics, remarks: Remarks): Map<string, Branch> {
  const branches = new Map<string, Branch>()
  const buses: string[] = []
  const account = judge('branches.csv', tables.branches, (row, counted) => {
    const { branch, guessed } = branchOf(row, file, basics.zone)
    if (branches.has(branch.branch)) throw new RowProblem(`branch ${branch.branch} stands twice`)
    branches.set(branch.branch, branch)
    if (guessed && branch.kind === 'bookmobile') buses.push(branch.branch)
    counted.keep()
  })
  for (const { line, reason } of account.counted().left) remarks.add(`a branch is left out: ${reason}`, 'branches.csv', line)
  if (buses.length) basics.assumed.push(`${buses.join(', ')}: bookmobiles, by their names`)
  return branches
}

/** Stops of `stops.csv`, then Kirjastohakemisto's; one that `library.json` has already is as it says there. */
function mapStops(
  { file, tables, kirkanta }: RawLibrary,
  branches: ReadonlyMap<string, Branch>,
  remarks: Remarks,
): readonly Stop[] {
  const rows: StopRow[] = []
  const account = judge('stops.csv', tables.stops, (row, counted) => {
    rows.push(stopOf(row, branches))
    counted.keep()
  })
  for (const { line, reason } of account.counted().left) remarks.add(`a stop's row is left out: ${reason}`, 'stops.csv', line)
  if (kirkanta !== undefined) rows.push(...kirkantaStops(kirkanta, file.kirkanta, branches, remarks))
  const said = new Set(file.stops.map(({ stopId }) => stopId))
  return stopsOfRows(rows.filter(({ stop }) => !said.has(stop.stopId)))
}

/** A title is of use here if somebody can hold one of its items in their hand; the others are named when the items are known. */
function mapTitles({ recordsFile, records, tables }: RawLibrary, { titles }: KnownRows): Account {
  const account = new Account(recordsFile)
  const wanted = new Set(tables.items.map(row => (row.kind === 'row' ? row.cell('record') : '')))
  for (const found of records) {
    try {
      if ('damage' in found) throw new RowProblem(found.damage)
      const title = titleOf(found.record)
      if (titles.has(title.titleId)) throw new RowProblem(`record ${title.titleId} stands twice`)
      titles.set(title.titleId, title)
      if (!wanted.has(title.titleId)) throw new RowProblem(`record ${title.titleId} has no item in items.csv`)
      account.keep()
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error
      account.leave(found.line, error.message)
    }
  }
  return account
}

function mapLoans(rows: readonly (CsvRow | DamagedRow)[], known: KnownRows, remarks: Remarks) {
  const open: LoanAt[] = []
  const endedLoans: PastLoan[] = []
  const account = judge('loans.csv', rows, (row, counted) => {
    const read = loanOf(row, known, remarks)
    if (read.kind === 'open') open.push({ line: row.line, loan: read.loan })
    else {
      endedLoans.push(read.loan)
      counted.end()
    }
  })
  const { kept, older } = latestOf(open)
  for (const _ of kept) account.keep()
  for (const { line, reason } of older) account.leave(line, reason)
  return { loans: kept.map(({ loan }) => loan), endedLoans, account }
}

function mapHolds(rows: readonly (CsvRow | DamagedRow)[], known: KnownRows) {
  const holds = new Map<string, Hold>()
  let number = 0
  const account = judge('holds.csv', rows, (row, counted) => {
    number++
    const read = holdOf(row, known, number)
    if (read.kind === 'ended') return counted.end()
    const { hold } = read
    if (holds.has(hold.holdId)) throw new RowProblem(`hold ${hold.holdId} stands twice`)
    holds.set(hold.holdId, hold)
    counted.keep()
  })
  return { holds: [...holds.values()], account }
}

function* timesOf({ loans, holds }: RawLibrary['tables']): Generator<string> {
  for (const row of loans) if (row.kind === 'row') yield* [row.cell('checked_out'), row.cell('due'), row.cell('checked_in')]
  for (const row of holds) if (row.kind === 'row') yield row.cell('requested')
}
