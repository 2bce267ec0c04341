import { reportsPath } from '../features.ts'

/** One operation as `koha.md` describes it: what is not named here is an error of whoever asks. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** `{id}` stands for a number. */
  readonly path: string
  /** Query parameters beside those of lists. */
  readonly query: readonly string[]
  /** Takes `q`, `_match`, `_order_by`, `_page`, `_per_page`. */
  readonly list?: true
  readonly embeds: readonly string[]
  /** Fields of the body; `string`: a bare string. None where it takes no body. */
  readonly body?: readonly string[] | 'string'
  /** It is refused without one. */
  readonly bodyNeeded?: true
  readonly needs?: readonly string[]
  readonly overrides?: readonly string[]
}

const itemFields = 'item_id biblio_id external_id home_library_id holding_library_id item_type_id timestamp'.split(' ')
const patronFields =
  'patron_id cardnumber userid surname firstname library_id category_id date_of_birth expiry_date updated_on restricted'.split(
    ' ',
  )
const checkoutFields =
  'checkout_id patron_id item_id booking_id external_id due_date library_id issuer_id checkin_date checkin_library_id last_renewed_date renewals_count unseen_renewals auto_renew auto_renew_error timestamp checkout_date onsite_checkout note note_date note_seen'.split(
    ' ',
  )

/** The newest release that `koha.md` tells of. */
export const operations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/items',
    query: itemFields,
    list: true,
    embeds: ['+strings', 'biblio', 'effective_bookable'],
  },
  {
    method: 'GET',
    path: '/circulation_rules',
    query: ['effective', 'library_id', 'patron_category_id', 'item_type_id', 'rules'],
    embeds: [],
  },
  {
    method: 'GET',
    path: '/libraries',
    query: ['library_id', 'name'],
    list: true,
    embeds: ['smtp_server', 'cash_registers', 'desks'],
  },
  { method: 'GET', path: '/biblios', query: [], list: true, embeds: [] },
  { method: 'GET', path: '/items/{id}', query: [], embeds: ['+strings', 'biblio', 'effective_bookable'] },
  {
    method: 'GET',
    path: '/patrons',
    query: patronFields,
    list: true,
    embeds: ['extended_attributes', 'checkouts+count', 'overdues+count', 'account_balance', 'library'],
  },
  { method: 'GET', path: '/patrons/{id}', query: [], embeds: ['+strings', 'extended_attributes', 'library'] },
  { method: 'GET', path: '/patrons/{id}/account', query: [], embeds: [] },
  { method: 'GET', path: '/patrons/{id}/account/credits', query: [], list: true, embeds: [] },
  {
    method: 'POST',
    path: '/patrons/{id}/account/credits',
    query: [],
    embeds: [],
    body: ['amount', 'credit_type', 'payment_type', 'account_lines_ids', 'library_id', 'date', 'description', 'note'],
    needs: ['amount'],
  },
  {
    method: 'GET',
    path: '/checkouts',
    query: ['patron_id', 'checked_in'],
    list: true,
    embeds: ['booking', 'issuer', 'item', 'item.biblio', 'library', 'patron', 'renewals'],
  },
  {
    method: 'GET',
    path: '/checkouts/availability',
    query: ['patron_id', 'item_id'],
    embeds: [],
    needs: ['patron_id', 'item_id'],
  },
  { method: 'GET', path: '/checkouts/{id}', query: [], embeds: ['issuer', 'renewals'] },
  { method: 'POST', path: '/checkouts', query: ['confirmation'], embeds: [], body: checkoutFields, needs: ['patron_id'] },
  {
    method: 'POST',
    path: '/checkouts/{id}/renewals',
    query: ['seen'],
    embeds: [],
    body: ['due_date'],
    overrides: ['debt_limit', 'renewal_limit'],
  },
  {
    method: 'GET',
    path: '/holds',
    query: ['old', 'patron_id', 'biblio_id', 'item_id', 'pickup_library_id', 'status'],
    list: true,
    embeds: ['biblio', 'item', 'item_group', 'patron', 'pickup_library'],
  },
  {
    method: 'POST',
    path: '/holds',
    query: [],
    embeds: [],
    body: 'patron_id pickup_library_id biblio_id item_id item_group_id hold_date expiration_date notes item_type non_priority'.split(
      ' ',
    ),
    needs: ['patron_id', 'pickup_library_id'],
    overrides: ['any'],
  },
  { method: 'DELETE', path: '/holds/{id}', query: [], embeds: [], body: 'string' },
  {
    method: 'GET',
    path: reportsPath,
    query: ['report_id', 'param1', 'param2', 'param3', 'param4', 'param5'],
    embeds: [],
    needs: ['report_id'],
  },
]

const paging = ['q', '_match', '_order_by', '_page', '_per_page']

/** All query parameters that the operation takes. */
export function queryOf({ query, list }: Operation): readonly string[] {
  return list ? [...query, ...paging] : query
}

/**
 * `older`: renewals at their old place and without a day, nothing embedded but of the issuer, no rules told. `narrow`: no release that is known, but one that has none of
 * what `koha.md` leaves open: nothing is embedded, a hold is cancelled with a reason alone, loans that are over are not searched.
 */
export type Release = 'newest' | 'older' | 'narrow'

export function operationsOf(release: Release): readonly Operation[] {
  if (release === 'newest') return operations
  const offered = operations.filter(({ path }) => path !== '/circulation_rules' && (release === 'older' || path !== '/biblios'))
  return offered.map(one => {
    const narrow =
      release === 'narrow' ? { ...one, embeds: [], ...(one.method === 'DELETE' && { bodyNeeded: true as const }) } : one
    if (one.path === '/checkouts/{id}/renewals') {
      const { body: _body, overrides: _overrides, ...rest } = narrow
      return { ...rest, path: '/checkouts/{id}/renewal' }
    }
    return one.path === '/checkouts' && release === 'older' ? { ...one, embeds: ['issuer', 'renewals'] } : narrow
  })
}

/** The OpenAPI 2.0 document that `GET /api/v1/` gives. */
export function definitionOf(offered: readonly Operation[]): unknown {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const one of offered) {
    const path = one.path.replace('{id}', '{thing_id}')
    const parameters = [
      ...queryOf(one).map(name => ({ name, in: 'query', type: 'string' })),
      { name: 'x-koha-embed', in: 'header', type: 'array', items: { type: 'string', enum: one.embeds } },
      ...(one.body ? [{ name: 'body', in: 'body', required: one.bodyNeeded ?? false, schema: {} }] : []),
    ]
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: { parameters } }
  }
  return { swagger: '2.0', basePath: '/api/v1', paths, definitions: { checkout: { properties: { external_id: {} } } } }
}
