import type { CarryOut, KohaAction } from './carry-out.ts'
import { KohaError } from './koha-error.ts'
import { holdWanted } from './traces.ts'

type ActionOf<K extends KohaAction['kind']> = Extract<KohaAction, { kind: K }>

/** Places a hold on the title. It takes its place in the queue from now on: Koha orders by priority. */
export async function askForHold(action: ActionOf<'place-hold'>, ports: CarryOut): Promise<void> {
  const { patron_id, biblio_id } = await holdWanted(action, ports)
  const body = { patron_id, biblio_id, pickup_library_id: action.branch }
  await ports.catalogue.rest.write('POST', '/holds', { body, library: action.branch })
}

/** Cancels the patron's hold on that title; where there are several, none is chosen. */
export async function cancelHold(action: ActionOf<'cancel-hold'>, ports: CarryOut): Promise<void> {
  const holds = await ports.catalogue.holds(await holdWanted(action, ports))
  const [hold, ...others] = holds
  if (!hold) throw new KohaError('refused', 'the patron has no hold on that title')
  if (others.length > 0) throw new KohaError('refused', 'the patron has several holds on that title')
  const reason = (await ports.features()).cancelNeedsReason ? { body: '' } : {}
  await ports.catalogue.rest.write('DELETE', `/holds/${hold.hold_id}`, reason)
}
