import type { Connector } from '../../connectors/connector.ts'
import type { LibraryTables, TableChange } from '../../connectors/library-tables.ts'

/** Asks the system about a number, as an item and then as a card. What the register did not know yet is put into it; what it knew has learnt. */
export async function lookUpNow(number: string, connector: Connector, tables: LibraryTables): Promise<boolean> {
  const { item, seen } = await connector.itemEvidence(number)
  if (item && seen) {
    const place = { kind: 'set-place', barcode: item.barcode, branch: seen.place ?? item.homeBranch } as const
    if (!(await tables.item(number))) await put(tables, [{ kind: 'put-item', item }, place])
    return true
  }
  const { patron } = await connector.patronEvidence(number)
  if (patron && !(await tables.patronByCard(number))) await put(tables, [{ kind: 'put-patron', patron }])
  return patron !== undefined
}

async function put(tables: LibraryTables, changes: readonly TableChange[]): Promise<void> {
  await tables.write(changes, `seen:${crypto.randomUUID()}`)
}
