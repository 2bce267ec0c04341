import type { ReportRow } from '../../connectors/koha/reports.ts'
import type { LibrarySettings } from '../../register/register.ts'

/** From today on a branch of which the report tells is closed when it says so; past days, and branches that it does not name, stay as they are. */
export function withClosedDays(
  settings: LibrarySettings,
  rows: readonly ReportRow<'closedDays'>[],
  today: string,
): LibrarySettings {
  const told = new Set(rows.map(({ branchcode }) => branchcode))
  const branches = settings.branches.map(branch => {
    if (!told.has(branch.branch)) return branch
    const past = branch.closedOn.filter(day => day < today)
    const ahead = rows.flatMap(row => (row.branchcode === branch.branch && row.closed_on >= today ? [row.closed_on] : []))
    return { ...branch, closedOn: [...new Set([...past, ...ahead])].toSorted() }
  })
  return { ...settings, branches }
}
