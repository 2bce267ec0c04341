import { ConnectorError } from '../connector.ts'
import { read } from './answers.ts'
import type { CarryOut } from './carry-out.ts'
import type { KohaSettings } from './configuration.ts'
import { reasonsIn } from './confirms.ts'
import { KohaError } from './koha-error.ts'

export interface Availability {
  readonly blockers: readonly string[]
  readonly confirms: readonly string[]
  readonly token: string | undefined
}

/** What Koha would say to a loan now. */
export async function availabilityOf(
  patron: number,
  item: number,
  branch: string,
  { catalogue }: Pick<CarryOut, 'catalogue'>,
): Promise<Availability> {
  const query = { patron_id: String(patron), item_id: String(item) }
  const body = await catalogue.rest.get('/checkouts/availability', { query, library: branch })
  if (body === undefined) throw new KohaError('unreachable', 'this Koha is too old: it does not say what it says to a loan')
  const told = read('availability', body)
  return {
    blockers: reasonsIn(told.blockers),
    confirms: reasonsIn(told.confirms),
    token: told.confirmation_token ?? undefined,
  }
}

/** Rejects, with Koha's own reasons, what Koha forbids, and what it wants confirmed by somebody who is not there. `touched`: what it says of the item will be otherwise by then. */
export function mayBeLent(
  { blockers, confirms }: Pick<Availability, 'blockers' | 'confirms'>,
  barcode: string,
  { confirms: accepted }: KohaSettings,
  touched = false,
): void {
  const forbids = blockers.filter(reason => !(touched && aboutItsLoan.has(reason)))
  if (forbids.length > 0) throw new ConnectorError('rejected', `Koha does not lend ${barcode}: ${forbids.join(', ')}`)
  if (touched) return
  const unasked = confirms.filter(reason => !accepted.some(one => one === reason))
  if (unasked.length > 0)
    throw new ConnectorError('rejected', `Koha wants somebody to confirm the loan of ${barcode}: ${unasked.join(', ')}`)
}

/** These come from the loan that stands now. */
const aboutItsLoan = new Set(['NO_MORE_RENEWALS', 'NO_RENEWAL_FOR_ONSITE_CHECKOUTS', 'RETURN_IMPOSSIBLE'])
