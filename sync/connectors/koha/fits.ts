import { numberKey } from '../../../circulation/numbers.ts'
import { ConnectorError } from '../connector.ts'
import type { KohaItem, KohaPatron } from './answers.ts'
import { availabilityOf, mayBeLent } from './availability.ts'
import type { CarryOut, KohaAction } from './carry-out.ts'
import { isPaid, paymentOf } from './credits.ts'

/** An item as it will stand when the actions before have been carried out. */
export interface Standing {
  readonly item: KohaItem
  /** Koha's number of whoever has it. */
  patron: number | undefined
  /** Something was done to it before, within the same actions. */
  touched: boolean
}

/** Looks whether all the actions fit, before any is sent: rejects with `rejected`, and nothing has been done. */
export async function fits(actions: readonly KohaAction[], ports: CarryOut): Promise<void> {
  const standings = new Map<string, Standing>()
  for (const action of actions) {
    if (action.kind === 'place-hold' || action.kind === 'cancel-hold') {
      await holdFits(action, ports)
      continue
    }
    if (action.kind === 'pay-fees') {
      await paymentFits(action, ports)
      continue
    }
    const key = numberKey(action.barcode)
    const standing = standings.get(key) ?? (await standingOf(action.barcode, ports))
    standings.set(key, standing)
    await loanFits(action, standing, ports)
    standing.touched = true
  }
}

async function loanFits(
  action: Exclude<KohaAction, { kind: 'place-hold' | 'cancel-hold' | 'pay-fees' }>,
  standing: Standing,
  ports: CarryOut,
): Promise<void> {
  const { barcode } = action
  switch (action.kind) {
    case 'take-in':
      takesBack(ports)
      // What is declared lost stays on its loan until it is taken in.
      if (standing.patron !== undefined && !isLost(standing)) throw no(`${barcode} is on loan`)
      standing.patron = undefined
      return
    case 'end-loan':
      takesBack(ports)
      if (standing.patron === undefined) throw no(`${barcode} is not on loan`)
      if (action.patronId !== undefined) await isOf(action.patronId, barcode, standing, ports)
      standing.patron = undefined
      return
    case 'begin-loan': {
      if (standing.patron !== undefined) throw no(`${barcode} is on loan`)
      const { patron_id } = await patronOf(action.patronId, ports)
      const told = await availabilityOf(patron_id, standing.item.item_id, action.branch, ports)
      mayBeLent(told, barcode, ports.settings, standing.touched)
      standing.patron = patron_id
      return
    }
    case 'renew-loan':
      if (standing.patron === undefined) throw no(`${barcode} is not on loan`)
      return isOf(action.patronId, barcode, standing, ports)
  }
}

/** What is in the account already is owed no more, and fits. */
async function paymentFits(action: Extract<KohaAction, { kind: 'pay-fees' }>, { catalogue, settings }: CarryOut) {
  const { patron_id } = await patronOf(action.patronId, { catalogue })
  const isOwed = action.cents <= Math.round((await catalogue.balanceOf(patron_id)) * 100)
  if (!isOwed && !(await isPaid(paymentOf(action, settings.zone), catalogue))) throw no('more is paid than is owed')
}

async function holdFits(action: Extract<KohaAction, { kind: 'place-hold' | 'cancel-hold' }>, ports: CarryOut): Promise<void> {
  const { patronId, titleId } = action
  if (patronId === undefined || titleId === undefined) throw no('a hold is found by its patron and its title alone')
  await patronOf(patronId, ports)
  await biblioOf(titleId, ports)
}

function isLost({ item, touched }: Standing): boolean {
  return !touched && (item.lost_status ?? 0) !== 0
}

/** Nobody else's loan is ended or renewed. */
async function isOf(patronId: string, barcode: string, standing: Standing, ports: CarryOut): Promise<void> {
  const { patron_id } = await patronOf(patronId, ports)
  if (standing.patron !== patron_id) throw no(`${barcode} is not on the loan that was meant`)
}

async function standingOf(barcode: string, ports: CarryOut): Promise<Standing> {
  const item = await itemOf(barcode, ports)
  const open = await ports.catalogue.checkoutOf(item.item_id)
  if (open && open.patron_id == null) throw no(`Koha hides who has ${barcode}`)
  return { item, patron: open?.patron_id ?? undefined, touched: false }
}

function takesBack({ returns }: CarryOut): void {
  if (!returns) throw no('Koha takes nothing back by REST: the settings need its SIP2 server')
}

/** Rejects where Koha has no such item. */
export async function itemOf(barcode: string, { catalogue }: Pick<CarryOut, 'catalogue'>): Promise<KohaItem> {
  const item = await catalogue.item(barcode)
  if (!item) throw no(`no item has the barcode ${barcode}`)
  return item
}

/** Rejects where Koha has no such patron. */
export async function patronOf(patronId: string, { catalogue }: Pick<CarryOut, 'catalogue'>): Promise<KohaPatron> {
  const patron = await catalogue.patron(patronId)
  if (!patron) throw no('Koha does not know the patron by any card')
  return patron
}

/** Rejects where Koha has none of the title's copies. */
export async function biblioOf(titleId: string, { catalogue }: Pick<CarryOut, 'catalogue'>): Promise<number> {
  const biblio = await catalogue.biblioOf(titleId)
  if (biblio === undefined) throw no(`Koha does not know the title ${titleId} by any copy`)
  return biblio
}

function no(why: string): ConnectorError {
  return new ConnectorError('rejected', why)
}
