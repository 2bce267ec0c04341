import { Temporal } from 'temporal-polyfill'
import type { Hold, HoldState } from '../../../circulation/loan.ts'
import { parseNumber } from '../../../circulation/numbers.ts'
import type { KohaHold, KohaPatron } from '../../connectors/koha/answers.ts'
import type { KohaSettings } from '../../connectors/koha/configuration.ts'
import { dayIn } from '../../connectors/koha/evidence.ts'
import { instantIn, itemIn, patronIn } from '../../connectors/koha/register-rows.ts'
import type { ItemAndLoan, RegisterSource } from '../../connectors/koha/register-source.ts'
import type { LibraryTables, TableChange } from '../../connectors/library-tables.ts'

export interface Learning {
  readonly tables: LibraryTables
  readonly source: RegisterSource
  readonly settings: Pick<KohaSettings, 'lostStatuses' | 'zone'>
  /** Called before the rows of an item learn anything. */
  beforeLearning?(barcode: string): Promise<void>
  /** The last day of the restriction on whoever has this card, where it is told. */
  barredUntil?(card: string): string | undefined
  now(): string
}

/** What the register must learn of items; nothing where it has it already. */
export async function learnItems(rows: readonly ItemAndLoan[], learning: Learning): Promise<number> {
  const changes: TableChange[] = []
  for (const row of rows) changes.push(...(await itemChanges(row, learning)))
  return learn(changes, learning)
}

export async function learnPatrons(rows: readonly KohaPatron[], learning: Learning): Promise<number> {
  const changes: TableChange[] = []
  for (const told of rows) {
    const { tables } = learning
    const known = (await tables.patronByCard(told.cardnumber ?? '')) ?? (await knownByNumber(told, learning))
    const patron = patronIn(told, known, learning.barredUntil?.(told.cardnumber ?? ''))
    if (patron && parseNumber(patron.cards[0]!).ok && !isSame(patron, known)) changes.push({ kind: 'put-patron', patron })
  }
  return learn(changes, learning)
}

/** `areEnded`: they were filled or cancelled. */
export async function learnHolds(rows: readonly KohaHold[], learning: Learning, areEnded = false): Promise<number> {
  const { tables, source } = learning
  const patrons = await source.catalogue.patronIds(rows.map(({ patron_id }) => patron_id))
  const changes: TableChange[] = []
  for (const told of rows) {
    const titleId = await titleOf(told.biblio_id, learning)
    const patronId = patrons.get(told.patron_id)!
    const known = await knownHold(told, patronId, titleId, tables)
    if (areEnded || told.suspended === true) {
      if (known && !isOlder(told, known)) changes.push(ended(known, told, learning.now()))
      continue
    }
    const hold = await holdIn(told, { titleId, patronId, known }, learning)
    if (hold && !isSame(hold, known)) changes.push({ kind: 'put-hold', hold })
  }
  return learn(changes, learning)
}

/** The register's own id and pick-up stop stay. */
export async function knownHold(
  { hold_id }: KohaHold,
  patronId: string,
  titleId: string,
  tables: LibraryTables,
): Promise<Hold | undefined> {
  const active = (await tables.holdsOf(patronId)).filter(hold => hold.titleId === titleId)
  return active.find(({ holdId }) => holdId === `koha:${hold_id}`) ?? active.find(({ holdId }) => !/^koha:\d+$/.test(holdId))
}

async function learn(changes: readonly TableChange[], { tables, beforeLearning }: Learning): Promise<number> {
  if (changes.length === 0) return 0
  for (const change of changes) if ('barcode' in change) await beforeLearning?.(change.barcode)
  await tables.write(changes, `pulled:${crypto.randomUUID()}`)
  return changes.length
}

async function itemChanges(
  { item: told, checkout, patronId }: ItemAndLoan,
  { tables, settings, now }: Learning,
): Promise<readonly TableChange[]> {
  if (!told.external_id || !parseNumber(told.external_id).ok) return []
  const known = await tables.item(told.external_id)
  const item = itemIn(told, known, settings)
  const { barcode } = item
  const [loan, place] = [await tables.loan(barcode), await tables.place(barcode)]
  const changes: TableChange[] = []
  const was = known?.circulationStatus ?? item.circulationStatus
  const fixed = { ...item, circulationStatus: was }
  if (!isSame(fixed, known)) changes.push({ kind: 'put-item', item: fixed })
  if (was !== item.circulationStatus) changes.push({ kind: 'set-status', barcode, status: item.circulationStatus })
  const lies = told.holding_library_id ?? item.homeBranch
  if (told.checked_out_date == null) {
    if (loan) changes.push({ kind: 'end-loan', barcode, endedAt: now(), endedAtBranch: lies })
    if (lies !== place) changes.push({ kind: 'set-place', barcode, branch: lies })
    return changes
  }
  // Taken back between two answers, or hidden: the next pull tells.
  if (!checkout || patronId === undefined) return changes
  const [dueOn, renewals] = [dayIn(checkout.due_date, settings.zone), checkout.renewals_count ?? 0]
  if (loan?.patronId === patronId) {
    // The desk's own instant is the truer one: Koha stamps when it was told.
    if (loan.dueOn !== dueOn || loan.renewals !== renewals) changes.push({ kind: 'put-loan', loan: { ...loan, dueOn, renewals } })
    return changes
  }
  const lentAt = instantIn(checkout.checkout_date)
  if (loan) changes.push({ kind: 'end-loan', barcode, endedAt: lentAt, endedAtBranch: lies })
  changes.push({ kind: 'put-loan', loan: { barcode, patronId, lentAt, dueOn, renewals, branch: checkout.library_id ?? lies } })
  return changes
}

async function knownByNumber({ patron_id }: KohaPatron, { tables, source }: Learning) {
  const id = (await source.catalogue.patronIds([patron_id])).get(patron_id)!
  return tables.patron(id)
}

/** The register's number of a title, which may not be Koha's where it came in other files. */
async function titleOf(biblio: number, { tables, source }: Learning): Promise<string> {
  const own = `koha:${biblio}`
  if ((await tables.copiesOf(own)).length > 0) return own
  for (const barcode of await source.barcodesOf(biblio)) {
    const item = await tables.item(barcode)
    if (item) return item.titleId
  }
  return own
}

/** It had ended before this one was placed. Suspended, it ends too: it stands again when its turn may come. */
function isOlder({ timestamp, hold_id }: KohaHold, { holdId, placedAt }: Hold): boolean {
  return holdId !== `koha:${hold_id}` && timestamp != null && Temporal.Instant.compare(timestamp, placedAt) < 0
}

function ended({ holdId }: Hold, { cancellation_date, suspended }: KohaHold, at: string): TableChange {
  return { kind: 'end-hold', holdId, why: cancellation_date != null || suspended ? 'cancelled' : 'filled', at }
}

async function holdIn(
  told: KohaHold,
  { titleId, patronId, known }: { readonly titleId: string; readonly patronId: string; readonly known: Hold | undefined },
  { source, settings }: Learning,
): Promise<Hold | undefined> {
  const { hold_id, item_id, item_level, status, hold_date, pickup_library_id, expiration_date } = told
  const [barcode] = item_id == null ? [] : await source.catalogue.barcodes([item_id])
  if ((item_level || status != null) && barcode === undefined) return
  const branch = pickup_library_id ?? ''
  return {
    holdId: known?.holdId ?? `koha:${hold_id}`,
    titleId,
    ...(item_level && { copy: barcode! }),
    patronId,
    placedAt: known?.placedAt ?? startOf(hold_date ?? '1970-01-01', settings.zone),
    pickup: { branch, ...(known?.pickup.branch === branch && known.pickup.stopId && { stopId: known.pickup.stopId }) },
    holdNumber: known?.holdNumber ?? String(hold_id),
    state: stateIn(status, barcode, expiration_date),
  }
}

function stateIn(status: KohaHold['status'], barcode: string | undefined, expiresOn: KohaHold['expiration_date']): HoldState {
  if (status == null || barcode === undefined) return { kind: 'queued' }
  if (status === 'T') return { kind: 'in-transit', barcode }
  return { kind: 'waiting', barcode, ...(expiresOn != null && { expiresOn }) }
}

function startOf(day: string, zone: string): string {
  return Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant().toString()
}

/** The same fields, in whatever order. */
function isSame(one: object, other: object | undefined): boolean {
  const sorted = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value
  return other !== undefined && JSON.stringify(one, sorted) === JSON.stringify(other, sorted)
}
