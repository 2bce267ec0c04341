import type { KohaDesk } from './koha-desk.ts'
import type { Row } from './rows.ts'

export interface Said {
  readonly status: number
  readonly body?: unknown
}

export interface Call {
  /** Of the operation: `GET /items`. */
  readonly name: string
  /** The number in the path. */
  readonly id: number
  readonly query: URLSearchParams
  readonly embeds: readonly string[]
  readonly body: unknown
  readonly branch: string
}

/** Values are texts, and null where a kind is not set at that level. */
const circulationRules = [
  { context: context('*', '*', '*'), issuelength: '28', lengthunit: 'days', renewalsallowed: '5', maxissueqty: '100' },
  { context: context('*', '*', 'DVD'), issuelength: '14', lengthunit: null, renewalsallowed: null, maxissueqty: '10' },
  { context: context('BUS', '*', 'DVD'), issuelength: '7', lengthunit: 'days', renewalsallowed: null, maxissueqty: null },
]

function context(library_id: string, patron_category_id: string, item_type_id: string) {
  return { library_id, patron_category_id, item_type_id }
}

const notFound = (what: string): Said => ({ status: 404, body: { error: `${what} not found`, error_code: 'not_found' } })

/** The rows of a list; undefined for what is no list. */
export function rowsOf(
  { name, query, id }: Call,
  { rows, credits }: KohaDesk,
  branches: readonly string[],
): readonly Row[] | undefined {
  switch (name) {
    case 'GET /items':
      return rows.itemRows()
    case 'GET /libraries':
      return branches.map(library_id => ({ library_id, name: `Branch ${library_id}` }))
    case 'GET /patrons':
      return rows.patronRows()
    case 'GET /checkouts':
      return query.get('checked_in') === 'true' ? rows.pastCheckouts() : rows.openCheckouts()
    case 'GET /holds':
      return query.get('old') === 'true' ? rows.oldHoldRows() : rows.holdRows()
    case 'GET /biblios':
      return rows.biblioRows()
    case 'GET /patrons/{id}/account/credits':
      return credits.filter(({ patron_id }) => patron_id === id)
    default:
      return undefined
  }
}

/** What belongs to a row because it was asked for by name. */
export function embedded(
  row: Row,
  { name, embeds }: Call,
  { rows, fees }: Pick<KohaDesk, 'rows'> & { fees(patron: number): number },
): Row {
  const ageLimit = (item: number) => rows.ageRestriction(item)
  const more: Record<string, unknown> = {}
  if (name === 'GET /items' && embeds.includes('biblio'))
    more.biblio = { biblio_id: row.biblio_id, title: 'Sinuhe', author: null, age_restriction: ageLimit(Number(row.item_id)) }
  if (name === 'GET /patrons' && embeds.includes('account_balance')) more.account_balance = fees(Number(row.patron_id))
  return { ...row, ...more }
}

/** The answer to what is no list. */
export async function answerOperation(call: Call, desk: KohaDesk): Promise<Said> {
  const { name, id, query, branch } = call
  const { rows } = desk
  const body = (call.body ?? {}) as Record<string, unknown>
  switch (name) {
    case 'GET /circulation_rules':
      return { status: 200, body: circulationRules }
    case 'GET /items/{id}':
      return one(rows.itemRows(), 'item_id', id, 'Item')
    case 'GET /patrons/{id}':
      return one(rows.patronRows(), 'patron_id', id, 'Patron')
    case 'GET /checkouts/{id}':
      return one([...rows.openCheckouts(), ...rows.pastCheckouts()], 'checkout_id', id, 'Checkout')
    case 'GET /checkouts/availability': {
      const found = await desk.availability(Number(query.get('patron_id')), Number(query.get('item_id')))
      if (!found) return { status: 500, body: { error: 'Something went wrong, check Koha logs for details.' } }
      const { blockers, confirms, warnings, confirmation_token } = found
      return { status: 200, body: { blockers, confirms, warnings, confirmation_token } }
    }
    case 'POST /checkouts':
      return checkOut(Number(body.patron_id), body.item_id, query.get('confirmation'), branch, desk)
    case 'POST /checkouts/{id}/renewals':
    case 'POST /checkouts/{id}/renewal': {
      const row = rows.openCheckouts().find(({ checkout_id }) => checkout_id === id)
      if (!row) return notFound('Checkout')
      const renewed = await desk.renew(row, typeof body.due_date === 'string' ? body.due_date.slice(0, 10) : undefined)
      const no = { error: 'Renewal not authorized (too_many)', error_code: 'too_many' }
      return renewed ? { status: 201, body: renewed } : { status: 403, body: no }
    }
    case 'POST /holds': {
      const biblio = Number(body.biblio_id)
      const done = await desk.placeHold(Number(body.patron_id), biblio, String(body.pickup_library_id))
      if (!done) return { status: 403, body: { error: 'Hold cannot be placed. Reason: itemAlreadyOnHold' } }
      const row = rows.holdRows().findLast(({ patron_id, biblio_id }) => patron_id === body.patron_id && biblio_id === biblio)
      return { status: 201, body: row }
    }
    case 'DELETE /holds/{id}': {
      const row = rows.holdRows().find(({ hold_id }) => hold_id === id)
      if (!row) return notFound('Hold')
      await desk.cancelHold(row)
      return { status: 204 }
    }
    case 'GET /patrons/{id}/account':
      return account(id, desk)
    case 'POST /patrons/{id}/account/credits':
      return credit(id, body, desk)
    default:
      throw new Error(`the contract server has no answer to ${name}`)
  }
}

async function account(patron: number, desk: KohaDesk): Promise<Said> {
  const balance = await desk.balanceOf(patron)
  if (balance === undefined) return notFound('Patron')
  const none = { total: 0, lines: [] }
  return { status: 200, body: { balance, outstanding_debits: { ...none, total: balance }, outstanding_credits: none } }
}

async function checkOut(patron: number, item: unknown, token: string | null, branch: string, desk: KohaDesk): Promise<Said> {
  if (typeof item !== 'number')
    return { status: 400, body: { error: 'Missing or wrong parameters', error_code: 'MISSING_OR_WRONG_PARAMETERS' } }
  const found = await desk.availability(patron, item)
  if (!found) return { status: 409, body: { error: 'Item not found', error_code: 'ITEM_NOT_FOUND' } }
  const forbids = Object.keys(found.blockers).filter(key => key === key.toUpperCase())
  if (forbids.length > 0) return { status: 403, body: { error: `Checkout not authorized (${forbids.join(' ')})` } }
  if (Object.keys(found.confirms).length > 0 && token !== found.confirmation_token)
    return { status: 412, body: { error: 'Confirmation error' } }
  const row = await desk.checkOut(found.patron, found.evidence.item!.barcode, branch)
  return row ? { status: 201, body: row } : { status: 500, body: { error: 'Unknown error during checkout' } }
}

async function credit(patron: number, body: Record<string, unknown>, desk: KohaDesk): Promise<Said> {
  if (!desk.rows.patronRows().some(({ patron_id }) => patron_id === patron)) return notFound('Patron')
  if (typeof body.amount !== 'number' || body.amount <= 0) return { status: 400, body: { error: 'Bad amount' } }
  const row = {
    account_line_id: 7001 + desk.credits.length,
    patron_id: patron,
    amount: -body.amount,
    amount_outstanding: 0,
    credit_type: body.credit_type ?? 'PAYMENT',
    payment_type: body.payment_type ?? null,
    library_id: body.library_id ?? null,
    date: body.date ?? desk.today(),
    description: body.description ?? '',
    internal_note: body.note ?? null,
  }
  desk.credits.push(row)
  await desk.pay(patron, Math.round(body.amount * 100))
  return { status: 201, body: row }
}

function one(rows: readonly Row[], key: string, id: number, what: string): Said {
  const body = rows.find(row => row[key] === id)
  return body ? { status: 200, body } : notFound(what)
}
