import { Temporal } from 'temporal-polyfill'
import { ConnectorError } from '../connector.ts'
import type { KohaCheckout } from './answers.ts'
import { availabilityOf, mayBeLent } from './availability.ts'
import type { CarryOut, KohaAction } from './carry-out.ts'
import { dayIn } from './evidence.ts'
import { itemOf, patronOf } from './fits.ts'
import { KohaError } from './koha-error.ts'

type ActionOf<K extends KohaAction['kind']> = Extract<KohaAction, { kind: K }>
/** What promises a day. */
export type WithDay = ActionOf<'begin-loan' | 'renew-loan'>

/** Lends after asking what Koha says to it, with the token of what it wants confirmed. What it says changed meanwhile is asked once more. */
export async function lend(action: ActionOf<'begin-loan'>, ports: CarryOut): Promise<void> {
  const { item_id } = await itemOf(action.barcode, ports)
  const { patron_id, cardnumber } = await patronOf(action.patronId, ports)
  const began = await begin(patron_id, item_id, cardnumber, action, ports).then(
    () => undefined,
    error => {
      if (error instanceof KohaError && error.kind === 'silent') return error
      throw error
    },
  )
  // It was on loan to nobody before: where it shows, its day is seen to also when the answer was lost.
  const failed = await keepPromise(patron_id, item_id, action, ports).catch(orTold)
  // The loan stands, whatever became of its day: what was written is looked for, never taken for unsent.
  if (failed) throw new KohaError('silent', failed.message, { cause: failed })
  if (began) throw began
}

async function begin(
  patron: number,
  item: number,
  card: string | null | undefined,
  action: ActionOf<'begin-loan'>,
  ports: CarryOut,
) {
  const { barcode, branch, at } = action
  if (ports.offlineLoan) {
    await checked(patron, item, action, ports)
    // Past all of Koha's checks, it would be taken from whoever has it by now.
    if (await ports.catalogue.checkoutOf(item)) throw new ConnectorError('rejected', `${barcode} is on loan`)
    return ports.offlineLoan({ barcode, card: card ?? action.patronId, at, branch })
  }
  await checkOut(patron, item, action, ports).catch(async error => {
    if (error instanceof KohaError && error.status === 412) return checkOut(patron, item, action, ports)
    return madeNothing(error, patron, item, ports)
  })
}

function orTold(error: unknown): KohaError {
  if (!(error instanceof KohaError)) throw error
  return error
}

/** Renews the loan that stands, where it is due before it was promised to be and Koha does it. Rejects where it could not be looked whether it is. */
export async function seeToDay(action: WithDay, ports: CarryOut): Promise<void> {
  const { item_id } = await itemOf(action.barcode, ports)
  const { patron_id } = await patronOf(action.patronId, ports)
  await keepPromise(patron_id, item_id, action, ports)
}

/** Renews a loan that is due before it was promised to be, where that is turned on. Resolves to what the renewal met with, where it did not come. */
async function keepPromise(patron: number, item: number, action: WithDay, ports: CarryOut): Promise<KohaError | undefined> {
  const { dueOn } = action
  const { settings, catalogue } = ports
  if (!settings.promisedDayByRenewal || !(await ports.features()).renewalTakesDueDate) return
  for (let tries = 0; ; tries++) {
    const now = await catalogue.checkoutOf(item)
    if (!now || now.patron_id !== patron || dayIn(now.due_date, settings.zone) >= dueOn) return
    const library = 'branch' in action ? action.branch : (now.library_id ?? undefined)
    const failed = await extend(now, dueOn, library, ports).then(() => undefined, orTold)
    // Refused, it stays due earlier: that shows, and is noted.
    if (!failed || failed.kind === 'refused') return
    // The same day is set however often it is sent: where it does not show, it is sent once more.
    if (tries > 0) return failed
  }
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
