import type { Branch, Stop } from '../../../circulation/place.ts'
import type { CsvRow } from './csv-rows.ts'
import { type LibraryFile, wrongKeys } from './library-file.ts'
import { RowProblem } from './report.ts'

const busName = /bookmobile|kirjastoauto|bokbuss|bokbuss|bibliobus|girjebiila/i

/** A branch, and whether its kind was only guessed from its name. Throws `RowProblem`. */
export function branchOf(row: CsvRow, file: LibraryFile, zone: string): { readonly branch: Branch; readonly guessed: boolean } {
  const code = row.cell('branch')
  if (!code) throw new RowProblem('branch is empty')
  const said = file.branches[code]
  const column = row.cell('kind')
  if (column && column !== 'library' && column !== 'bookmobile')
    throw new RowProblem(`kind is neither library nor bookmobile: ${column}`)
  const name = said?.name ?? (row.cell('name') || code)
  const kind = said?.kind ?? (column as Branch['kind'] | '')
  return {
    guessed: !kind,
    branch: {
      branch: code,
      name,
      kind: kind || (busName.test(name) ? 'bookmobile' : 'library'),
      zone: said?.zone ?? zone,
      closedOn: said?.closedOn ?? [],
      closedWeekdays: said?.closedWeekdays ?? [],
      ...(said?.floating !== undefined && { floating: said.floating }),
    },
  }
}

/** The stops of `library.json`. Throws where it names a branch that the files do not have, or a stop twice. */
export function stopsOf(file: LibraryFile, branches: ReadonlyMap<string, Branch>): readonly Stop[] {
  const wrong = [
    ...Object.keys(file.branches)
      .filter(code => !branches.has(code))
      .map(code => `branches.${code}: is not in branches.csv`),
    ...file.stops.flatMap(({ branch, stopId }, index) => [
      ...(branches.has(branch) ? [] : [`stops.${index}.branch: ${branch} is not in branches.csv`]),
      ...(file.stops.findIndex(other => other.stopId === stopId) === index
        ? []
        : [`stops.${index}.stopId: ${stopId} stands twice`]),
    ]),
  ]
  if (wrong.length) throw wrongKeys(wrong)
  return file.stops.map(({ visits, ...stop }) => ({
    ...stop,
    visits: visits.map(({ cancelled, ...visit }) => ({ ...visit, ...(cancelled && { cancelled }) })),
  }))
}
