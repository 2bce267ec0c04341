import type { MemoryTables } from '../../sync/connectors/builtin/memory-tables.fixture.ts'
import type { HoldStanding, ItemStanding, Standing } from '../oracle/standing.ts'

/** How the library system stands, in the oracle's words. */
export async function libraryStanding(tables: MemoryTables): Promise<Standing> {
  const items = new Map<string, ItemStanding>()
  const holds = new Map<string, readonly HoldStanding[]>()
  for (const [barcode, { titleId }] of tables.items) {
    const [item, loan, place] = [await tables.item(barcode), tables.loans.get(barcode), tables.places.get(barcode)]
    const ended = await tables.endedLoans(barcode)
    const whose = loan ? { patronId: loan.patronId, dueOn: loan.dueOn } : { ...(place !== undefined && { place }) }
    const had = [...ended, ...(loan ? [loan] : [])].map(({ patronId }) => patronId)
    items.set(barcode, { titleId, ...whose, lost: item?.circulationStatus === 'lost', had })
    if (!holds.has(titleId)) holds.set(titleId, (await tables.holdsOn(titleId)).map(standingOf))
  }
  const fees = [...tables.patrons.values()].map(({ patronId, feesCents }) => [patronId, feesCents] as const)
  return { items, holds, fees: new Map(fees) }
}

function standingOf({ patronId, placedAt, state }: Awaited<ReturnType<MemoryTables['holdsOn']>>[number]): HoldStanding {
  const copy = state.kind === 'queued' ? {} : { barcode: state.barcode }
  return { patronId, placedAt: Date.parse(placedAt), state: state.kind, ...copy }
}
