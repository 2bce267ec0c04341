import type { Hold } from '../../circulation/loan.ts'
import type { HoldStanding, ItemStanding, Standing } from '../oracle/standing.ts'
import type { HubStores } from './hub-stores.ts'

/** How the library system stands, in the oracle's words. */
export async function libraryStanding(stores: HubStores): Promise<Standing> {
  const items = new Map<string, ItemStanding>()
  const holds = new Map<string, readonly HoldStanding[]>()
  for (const barcode of await stores.barcodes()) {
    const { item, loan, place, endedLoans: ended, holds: onTitle } = await stores.tables.about(barcode)
    const { titleId, circulationStatus } = item!
    const whose = loan ? { patronId: loan.patronId, dueOn: loan.dueOn } : { ...(place !== undefined && { place }) }
    const had = [...ended, ...(loan ? [loan] : [])].map(({ patronId }) => patronId)
    items.set(barcode, { titleId, ...whose, lost: circulationStatus === 'lost', had })
    if (!holds.has(titleId)) holds.set(titleId, onTitle.map(standingOf))
  }
  const fees = (await stores.patrons()).map(({ patronId, feesCents }) => [patronId, feesCents] as const)
  return { items, holds, fees: new Map(fees) }
}

function standingOf({ patronId, placedAt, state }: Hold): HoldStanding {
  const copy = state.kind === 'queued' ? {} : { barcode: state.barcode }
  return { patronId, placedAt: Date.parse(placedAt), state: state.kind, ...copy }
}
