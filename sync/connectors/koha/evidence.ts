import { Temporal } from 'temporal-polyfill'
import type { ItemEvidence, ItemSeen, PatronEvidence } from '../../../circulation/evidence.ts'
import type { Item } from '../../../circulation/item.ts'
import type { Hold, HoldState } from '../../../circulation/loan.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { ToldLoan, ToldLoans } from '../../../circulation/told-loans.ts'
import { isInstant, type KohaCheckout, type KohaHold, type KohaItem, type KohaPastCheckout } from './answers.ts'
import { type Catalogue, type ItemLoans, patronBy } from './catalogue.ts'
import type { KohaSettings } from './configuration.ts'

const nothing = { holds: [], scans: [], pastLoans: [], fees: [], renewals: [], priors: [] }

/** How an item stands, its loans with their instants, also those that are over, and each hold with its owner. */
export async function itemEvidence(catalogue: Catalogue, barcode: string, settings: KohaSettings): Promise<ItemEvidence> {
  const told = await catalogue.item(barcode)
  if (!told) return nothing
  const known = await catalogue.known.item(barcode)
  const [loans, queue] = await Promise.all([catalogue.loansOf(told.item_id), catalogue.holds({ biblio_id: told.biblio_id })])
  const { open, over = [] } = loans
  const holds = queue.filter(hold => mayBeFor(hold, told)).toSorted((a, b) => turnOf(a) - turnOf(b))
  const borrowers = [...over, ...(open ? [open] : [])].flatMap(({ patron_id }) => patron_id ?? [])
  const names = await catalogue.patronIds([...holds.map(({ patron_id }) => patron_id), ...borrowers])
  const item: Item = known
    ? { ...known, circulationStatus: 'ok' }
    : {
        barcode: told.external_id ?? barcode,
        titleId: `koha:${told.biblio_id}`,
        title: told.biblio?.title ?? '',
        homeBranch: told.home_library_id ?? '',
        circulationStatus: 'ok',
      }
  const shown = holds.map(hold => holdIn(hold, item, names.get(hold.patron_id)!, settings.zone))
  const dated = toldLoans(loans, told, names)
  const seen = { ...itemSeen(told, open, holds, names, settings), ...lastEndIn(dated) }
  return { ...nothing, item, seen, holds: shown, ...(dated && { told: dated }) }
}

/** Undefined where this Koha does not tell of loans that are over. */
function toldLoans(
  { open, over, isWhole }: ItemLoans,
  { lost_status }: KohaItem,
  names: ReadonlyMap<number, string>,
): ToldLoans | undefined {
  if (!over) return
  // A loan that was ended because the item is lost was ended by nobody who had it in hand.
  const isLost = (lost_status ?? 0) !== 0 && !open
  const begun = ({ patron_id, library_id, checkout_date }: KohaCheckout | KohaPastCheckout): ToldLoan => ({
    ...(patron_id != null && { patronId: names.get(patron_id)! }),
    branch: library_id ?? '',
    from: instantIn(checkout_date),
  })
  const ended = over.map((one, index): ToldLoan => {
    const { checkin_date, checkin_library_id: endedAtBranch } = one
    if (isLost && index === 0) return begun(one)
    return { ...begun(one), to: instantIn(checkin_date), ...(endedAtBranch != null && { endedAtBranch }) }
  })
  const loans = [...ended.toReversed(), ...(open ? [begun(open)] : [])]
  if (isWhole) return { loans }
  const since = loans.find(({ to }) => to !== undefined)?.to
  return since === undefined ? undefined : { since, loans }
}

function lastEndIn(dated: ToldLoans | undefined): Pick<ItemSeen, 'lastEnd'> {
  const ends = (dated?.loans ?? []).flatMap(({ to }) => to ?? [])
  const last = ends.toSorted().at(-1)
  return last === undefined ? {} : { lastEnd: last }
}

export async function patronEvidence(catalogue: Catalogue, card: string): Promise<PatronEvidence> {
  const known = await catalogue.known.patronByCard(card)
  const own = known?.cards.find(one => numberKey(one) === numberKey(card)) ?? card
  const told = (await catalogue.patronWithCard(own)) ?? (known && (await catalogue.patron(known.patronId)))
  if (!told) return { loans: [], holds: [] }
  const [checkouts, holds] = await Promise.all([
    catalogue.checkoutsOf(told.patron_id),
    catalogue.holds({ patron_id: told.patron_id }),
  ])
  const [items, ready] = await Promise.all([
    catalogue.barcodes(checkouts.flatMap(({ item_id }) => item_id ?? [])),
    catalogue.barcodes(holds.flatMap(({ status, item_id }) => (isReady(status) && item_id != null ? [item_id] : []))),
  ])
  const patron = patronBy(told, own, known)
  const fees = told.account_balance == null ? {} : { feesCents: patron.feesCents }
  return { patron, loans: [], holds: [], seen: { items, ready, holds: holds.length, ...fees } }
}

/** `checked_out_date` of an item is its due day, despite its name: who has it and since when stands in the checkout alone. */
function itemSeen(
  told: KohaItem,
  checkout: KohaCheckout | undefined,
  holds: readonly KohaHold[],
  names: ReadonlyMap<number, string>,
  { zone, lostStatuses }: KohaSettings,
): ItemSeen {
  const caught = holds.find(hold => isCaught(hold, told))
  const queue = holds.filter(hold => hold === caught || (hold.status == null && !hold.suspended)).length
  const loan = checkout && {
    dueOn: dayIn(checkout.due_date, zone),
    since: instantIn(checkout.checkout_date),
    ...renewedIn(checkout),
    ...(checkout.patron_id != null && { patronId: names.get(checkout.patron_id)! }),
  }
  const lost = told.lost_status ?? 0
  if (lost !== 0) return { status: lostStatuses[String(lost)] ?? 'lost', ...loan, holds: queue }
  if (loan) return { status: 'on-loan', ...loan, holds: queue }
  const place = told.holding_library_id == null ? {} : { place: told.holding_library_id }
  if (caught && !isReady(caught.status)) return { status: 'in-transit', ...place, holds: queue }
  if (caught) return { status: 'ready', ...place, holds: queue }
  return { status: isLendable(told) ? 'in-house' : 'not-lendable', ...place, holds: queue }
}

function isLendable(told: KohaItem): boolean {
  const notForLoan = told.effective_not_for_loan_status ?? told.not_for_loan_status ?? 0
  return (told.withdrawn ?? 0) === 0 && notForLoan === 0 && (told.restricted_status ?? 0) === 0
}

function isReady(status: string | null | undefined): boolean {
  return status === 'W' || status === 'P'
}

function isCaught({ status, item_id }: KohaHold, told: KohaItem): boolean {
  return status != null && item_id === told.item_id
}

function mayBeFor(hold: KohaHold, told: KohaItem): boolean {
  if (hold.status != null) return hold.item_id === told.item_id
  return hold.item_id == null || hold.item_id === told.item_id
}

/** What is caught has no place in the queue. */
function turnOf({ status, priority }: KohaHold): number {
  return status == null ? (priority ?? 0) : -1
}

function holdIn(hold: KohaHold, { titleId, barcode }: Item, patronId: string, zone: string): Hold {
  return {
    holdId: `koha:${hold.hold_id}`,
    titleId,
    ...(hold.item_level && hold.item_id != null && { copy: barcode }),
    patronId,
    // Koha keeps the day alone.
    placedAt: Temporal.PlainDate.from(hold.hold_date ?? '1970-01-01')
      .toZonedDateTime(zone)
      .toInstant()
      .toString(),
    pickup: { branch: hold.pickup_library_id ?? '' },
    holdNumber: String(hold.hold_id),
    state: stateIn(hold, barcode),
  }
}

function stateIn({ status, expiration_date }: KohaHold, barcode: string): HoldState {
  if (status == null) return { kind: 'queued' }
  if (status === 'T') return { kind: 'in-transit', barcode }
  return { kind: 'waiting', barcode, ...(expiration_date != null && { expiresOn: expiration_date }) }
}

/** Date-times carry the server's offset. */
/** What is no instant, as a day alone, tells nothing here. */
function renewedIn({ last_renewed_date: told }: KohaCheckout): Pick<ItemSeen, 'renewedAt'> {
  return told != null && isInstant(told) ? { renewedAt: instantIn(told) } : {}
}

function instantIn(dateTime: string): string {
  return Temporal.Instant.from(dateTime).toString()
}

/** `YYYY-MM-DD` in the library's zone. */
export function dayIn(dateTime: string, zone: string): string {
  return Temporal.Instant.from(dateTime).toZonedDateTimeISO(zone).toPlainDate().toString()
}
