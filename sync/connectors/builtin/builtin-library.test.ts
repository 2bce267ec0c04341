import { connectorContract } from '../connector.contract.ts'
import type { LibraryTables } from '../library-tables.ts'
import { builtinLibrary } from './builtin-library.ts'
import { MemoryTables } from './memory-tables.fixture.ts'

const fees = { centsPerDay: 20, mostCents: 600, zone: 'Europe/Helsinki' }

connectorContract('builtin over rows in memory', async () => {
  const tables: LibraryTables = new MemoryTables()
  const place = { titleId: 'title-X', title: 'Sinuhe', homeBranch: 'MAIN', circulationStatus: 'ok' } as const
  const patron = (patronId: string, feesCents = 0) =>
    ({
      kind: 'put-patron',
      patron: { patronId, cards: [`card-${patronId}`], category: 'adult', blocks: [], feesCents },
    }) as const
  await tables.write(
    [{ kind: 'put-item', item: { barcode: 'X', ...place } }, patron('Anna'), patron('Bea'), patron('Carl', 500)],
    'seed',
  )
  return { connector: builtinLibrary(tables, fees), again: async () => builtinLibrary(tables, fees) }
})
