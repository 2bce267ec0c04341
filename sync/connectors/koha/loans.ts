import { Temporal } from 'temporal-polyfill'
import { ConnectorError } from '../connector.ts'
import type { KohaCheckout } from './answers.ts'
import { availabilityOf, mayBeLent } from './availability.ts'
import type { CarryOut, KohaAction } from './carry-out.ts'
import { dayIn } from './evidence.ts'
import { itemOf, patronOf } from './fits.ts'
import { KohaError } from './koha-error.ts'

type ActionOf<K extends KohaAction['kind']> = Extract<KohaAction, { kind: K }>

/** Lends after asking what Koha says to it, with the token of what it wants confirmed. What it says changed meanwhile is asked once more. */
export async function lend(action: ActionOf<'begin-loan'>, ports: CarryOut): Promise<void> {
  const { barcode, branch } = action
  const { item_id } = await itemOf(barcode, ports)
  const { patron_id, cardnumber } = await patronOf(action.patronId, ports)
  if (ports.offlineLoan) {
    await checked(patron_id, item_id, action, ports)
    // Past all of Koha's checks, it would be taken from whoever has it by now.
    if (await ports.catalogue.checkoutOf(item_id)) throw new ConnectorError('rejected', `${barcode} is on loan`)
    await ports.offlineLoan({ barcode, card: cardnumber ?? action.patronId, at: action.at, branch })
  } else {
    await checkOut(patron_id, item_id, action, ports).catch(async error => {
      if (error instanceof KohaError && error.status === 412) return checkOut(patron_id, item_id, action, ports)
      return madeNothing(error, patron_id, item_id, ports)
    })
  }
  const { settings } = ports
  if (!settings.promisedDayByRenewal || !(await ports.features()).renewalTakesDueDate) return
  const now = await ports.catalogue.checkoutOf(item_id)
  if (now && now.patron_id === patron_id && dayIn(now.due_date, settings.zone) < action.dueOn)
    // Refused, it stays due earlier: that shows, and is noted.
    await extend(now, action.dueOn, branch, ports).catch(error => {
      if (!(error instanceof KohaError) || error.kind !== 'refused') throw error
    })
}

/** The token is of the reasons as they are this moment. The day it is due is Koha's to reckon: it takes no other. */
async function checkOut(patron: number, item: number, action: ActionOf<'begin-loan'>, ports: CarryOut): Promise<void> {
  const { confirms, token } = await checked(patron, item, action, ports)
  const query = confirms.length > 0 ? { confirmation: token } : {}
  const body = { patron_id: patron, item_id: item }
  await ports.catalogue.rest.write('POST', '/checkouts', { query, body, library: action.branch })
}

async function checked(patron: number, item: number, { barcode, branch }: ActionOf<'begin-loan'>, ports: CarryOut) {
  const told = await availabilityOf(patron, item, branch, ports)
  mayBeLent(told, barcode, ports.settings)
  return told
}

/** Koha's own word that it lent nothing, as a 500: where nothing shows, it is a no. */
async function madeNothing(error: unknown, patron: number, item: number, { catalogue }: CarryOut): Promise<void> {
  if (!(error instanceof KohaError) || error.kind !== 'silent' || !/Unknown error during checkout/.test(error.message))
    throw error
  const now = await catalogue.checkoutOf(item)
  if (now?.patron_id === patron) return
  throw new KohaError('refused', error.message, { cause: error })
}

/** Renews; to the promised day where this Koha takes one. */
export async function renew({ barcode, dueOn }: ActionOf<'renew-loan'>, ports: CarryOut): Promise<void> {
  const { item_id } = await itemOf(barcode, ports)
  const open = await ports.catalogue.checkoutOf(item_id)
  if (!open) throw new ConnectorError('rejected', `${barcode} is not on loan`)
  await extend(open, dueOn, open.library_id ?? undefined, ports)
}

async function extend(
  { checkout_id }: KohaCheckout,
  dueOn: string,
  library: string | undefined,
  { catalogue, settings, features }: CarryOut,
): Promise<void> {
  const { renewal, renewalTakesDueDate } = await features()
  const body = renewalTakesDueDate ? { due_date: endOfDay(dueOn, settings.zone) } : undefined
  await catalogue.rest.write('POST', `/checkouts/${checkout_id}/${renewal}`, { body, library })
}

/** Koha's loans of whole days end a minute before midnight. */
function endOfDay(day: string, zone: string): string {
  const end = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: '23:59' })
  return end.toString({ timeZoneName: 'never', smallestUnit: 'second' })
}
