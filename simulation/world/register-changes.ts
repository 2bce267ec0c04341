import type { MemoryTables } from '../../sync/connectors/builtin/memory-tables.fixture.ts'
import type { Changes } from '../../sync/protocol/messages.ts'

/** What a station that has that version must learn. */
export function changesSince(tables: MemoryTables, since: number, asOf: string): Changes {
  const changed = tables.changed.slice(firstAfter(tables.changed, since))
  const keys = (kind: (typeof changed)[number]['kind']) => [
    ...new Set(changed.flatMap(one => (one.kind === kind ? [one.key] : []))),
  ]
  const found = <Row>(rows: ReadonlyMap<string, Row>, wanted: readonly string[]) => wanted.flatMap(key => rows.get(key) ?? [])
  const [loans, holds] = [keys('loan'), keys('hold')]
  return {
    since,
    version: tables.version,
    asOf,
    items: found(tables.items, keys('item')),
    itemsGone: [],
    patrons: found(tables.patrons, keys('patron')),
    patronsGone: [],
    loans: found(tables.loans, loans),
    loansEnded: loans.filter(key => !tables.loans.has(key)),
    holds: found(tables.holds, holds),
    holdsGone: holds.filter(key => !tables.holds.has(key)),
    statuses: keys('status').map(barcode => ({ barcode, status: tables.statuses.get(barcode) ?? 'ok' })),
  }
}

/** Versions only rise. */
function firstAfter(changed: MemoryTables['changed'], version: number): number {
  let index = changed.length
  while (index > 0 && changed[index - 1]!.version > version) index--
  return index
}
