import type { KohaCheckout, KohaPastCheckout } from './answers.ts'
import type { CarryOut, KohaAction } from './carry-out.ts'
import type { ItemLoans } from './catalogue.ts'
import { isPaid, paymentOf } from './credits.ts'
import { biblioOf, itemOf, patronOf } from './fits.ts'

export type Shown = 'yes' | 'no' | 'unknown'

/** Remembers how things stand before an action is sent; asked later, tells whether it shows. Reading it changes nothing. */
export async function traceOf(action: KohaAction, ports: CarryOut): Promise<() => Promise<Shown>> {
  switch (action.kind) {
    case 'begin-loan':
      return traceOfLoan(action, ports)
    case 'end-loan': {
      const { item_id } = await itemOf(action.barcode, ports)
      const before = await ports.catalogue.checkoutOf(item_id)
      return async () => {
        const now = await ports.catalogue.checkoutOf(item_id)
        if (now !== undefined && now.checkout_id === before?.checkout_id) return 'no'
        // Over; another desk may have ended it.
        return (await ports.catalogue.item(action.barcode))?.holding_library_id === action.branch ? 'yes' : 'unknown'
      }
    }
    case 'renew-loan': {
      const { item_id } = await itemOf(action.barcode, ports)
      const before = await ports.catalogue.checkoutOf(item_id)
      return async () => {
        const now = await ports.catalogue.checkoutOf(item_id)
        if (now === undefined || before === undefined || now.checkout_id !== before.checkout_id) return 'unknown'
        return isRenewed(before, now) ? 'yes' : 'no'
      }
    }
    case 'take-in':
      // A return of what is not on loan leaves no trace that can be told from others.
      return async () => 'unknown'
    case 'place-hold':
    case 'cancel-hold':
      return traceOfHold(action, ports)
    case 'pay-fees':
      return async () => ((await isPaid(paymentOf(action, ports.settings.zone), ports.catalogue)) ? 'yes' : 'no')
  }
}

async function traceOfLoan(action: Extract<KohaAction, { kind: 'begin-loan' }>, ports: CarryOut) {
  const { item_id } = await itemOf(action.barcode, ports)
  const { patron_id } = await patronOf(action.patronId, ports)
  const before = await ports.catalogue.loansOf(item_id)
  const known = new Set(inAll(before).map(({ checkout_id }) => checkout_id))
  return async (): Promise<Shown> => {
    const now = await ports.catalogue.loansOf(item_id)
    if (!before.over || !now.over) {
      const { open } = now
      // It may have been brought back since, which this Koha does not tell.
      return open && open.patron_id === patron_id && open.checkout_id !== before.open?.checkout_id ? 'yes' : 'unknown'
    }
    // It may have been brought back since.
    const since = inAll(now).filter(({ checkout_id }) => !known.has(checkout_id) && checkout_id > Math.max(0, ...known))
    if (since.some(one => one.patron_id === patron_id)) return 'yes'
    return since.length === 0 ? 'no' : 'unknown'
  }
}

function inAll({ open, over = [] }: ItemLoans): readonly (KohaCheckout | KohaPastCheckout)[] {
  return open ? [open, ...over] : over
}

async function traceOfHold(action: Extract<KohaAction, { kind: 'place-hold' | 'cancel-hold' }>, ports: CarryOut) {
  const wanted = await holdWanted(action, ports)
  const idsNow = async () => (await ports.catalogue.holds(wanted)).map(({ hold_id }) => hold_id)
  const before = await idsNow()
  return async (): Promise<Shown> => {
    const now = await idsNow()
    const changed = action.kind === 'place-hold' ? now.some(one => !before.includes(one)) : before.some(one => !now.includes(one))
    return changed ? 'yes' : 'no'
  }
}

/** The holds of that patron on that title. */
export async function holdWanted(action: Extract<KohaAction, { kind: 'place-hold' | 'cancel-hold' }>, ports: CarryOut) {
  const { patron_id } = await patronOf(action.patronId!, ports)
  return { patron_id, biblio_id: await biblioOf(action.titleId!, ports) }
}

function isRenewed(before: KohaCheckout, now: KohaCheckout): boolean {
  const more = (now.renewals_count ?? 0) > (before.renewals_count ?? 0)
  return more || now.last_renewed_date !== before.last_renewed_date || now.due_date !== before.due_date
}
