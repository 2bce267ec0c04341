import type { ItemSeen } from '../../../circulation/evidence.ts'
import type { ItemRows, LibraryTables } from '../../connectors/library-tables.ts'
import type { LookStore } from '../looks/look-store.ts'

/** Looks that begin with the register as it was taken out of the system: an item that was never looked at since stood then as its files said. */
export interface FirstLooks {
  readonly looks: LookStore
  /** Keeps the register's word for good. Called before its rows learn anything else. */
  keep(barcode: string): Promise<void>
}

/** `asOf`: the instant (UTC) at which the files were taken out of the system. `tellsPlace`: looks at the system show where an item lies. */
export function registerAsFirstLook(
  looks: LookStore,
  tables: Pick<LibraryTables, 'about'>,
  { asOf, tellsPlace }: { readonly asOf: () => string; readonly tellsPlace: boolean },
): FirstLooks {
  const first = async (barcode: string) => {
    if ((await looks.sightings(barcode)).length > 0) return
    return seenIn(await tables.about(barcode), tellsPlace)
  }
  return {
    async keep(barcode) {
      const seen = await first(barcode)
      if (seen) await looks.remember({ items: [{ barcode, at: asOf(), seen }], patrons: [] })
    },
    looks: {
      async sightings(barcode) {
        const found = await looks.sightings(barcode)
        const seen = found.length > 0 ? undefined : seenIn(await tables.about(barcode), tellsPlace)
        return seen ? [{ ...seen, from: asOf(), to: asOf() }] : found
      },
      patron: patronId => looks.patron(patronId),
      remember: seen => looks.remember(seen),
    },
  }
}

function seenIn({ item, loan, place, holds }: ItemRows, tellsPlace: boolean): ItemSeen | undefined {
  if (!item) return
  const { circulationStatus: status } = item
  if (status === 'lost' || status === 'missing' || status === 'claims-returned') return { status }
  if (loan) return { status: 'on-loan', dueOn: loan.dueOn, patronId: loan.patronId }
  const caught = holds.find(({ state }) => state.kind !== 'queued' && state.barcode === item.barcode)
  const where = place === undefined || !tellsPlace ? {} : { place }
  if (caught) return { status: caught.state.kind === 'waiting' ? 'ready' : 'in-transit', ...where }
  return { status: status === 'ok' ? 'in-house' : 'not-lendable', ...where }
}
