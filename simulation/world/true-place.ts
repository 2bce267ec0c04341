import { type EntryId, entryKey } from '../../circulation/transaction.ts'
import { AlwaysOnline } from '../oracle/always-online.ts'
import type { ItemStanding } from '../oracle/standing.ts'
import type { PlainEvent } from '../oracle/true-events.ts'
import { beginning } from './beginning.ts'
import type { SmallWorld } from './small-world.ts'

/** Who has a book and until when, or where it lies. */
export type Place = Partial<Pick<ItemStanding, 'patronId' | 'place' | 'dueOn' | 'lost'>>

export function truePlace({ morning }: SmallWorld, events: readonly PlainEvent[], barcode: string): Place {
  const online = new AlwaysOnline(beginning(morning))
  for (const event of events) online.tell(event)
  return online.standing().items.get(barcode) ?? {}
}

/** Where it was before something was written down, as these `events` tell: what has been taken back since never was, then either. */
export function truePlaceBefore(world: SmallWorld, events: readonly PlainEvent[], id: EntryId, barcode: string): Place {
  const then = world.events.findIndex(({ key }) => key === entryKey(id))
  const before = new Set(world.events.slice(0, Math.max(0, then)).map(({ key }) => key))
  return truePlace(
    world,
    events.filter(({ key }) => before.has(key)),
    barcode,
  )
}

export async function asTheLibraryHas({ hub: { tables } }: SmallWorld, barcode: string): Promise<Place> {
  const { item, loan, place } = await tables.about(barcode)
  const lost = item?.circulationStatus === 'lost'
  return loan ? { patronId: loan.patronId, dueOn: loan.dueOn, lost } : { lost, ...(place !== undefined && { place }) }
}

export function isSamePlace(one: Place, other: Place): boolean {
  if (!!one.lost !== !!other.lost || one.patronId !== other.patronId) return false
  return one.patronId !== undefined || one.place === other.place
}
