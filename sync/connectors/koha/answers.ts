import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { KohaError } from './koha-error.ts'

const text = z.string().nullish()
const int = z.number().int()
const readable = (read: (text: string) => unknown) => (text: string) => {
  try {
    read(text)
    return true
  } catch {
    return false
  }
}
/** RFC 3339, with the server's offset. */
/** Whether a text is a date-time with its offset. */
export const isInstant = readable(Temporal.Instant.from)
const dateTime = z.string().refine(isInstant, 'expected a date-time with its offset')
const day = z.string().refine(readable(Temporal.PlainDate.from), 'expected a day').nullish()

/** The fields that are read, by Koha's own names; whatever else a version sends is left alone. */
export const shapes = {
  item: z.object({
    item_id: int,
    biblio_id: int,
    external_id: text,
    home_library_id: text,
    holding_library_id: text,
    item_type_id: text,
    effective_item_type_id: text,
    callnumber: text,
    not_for_loan_status: int.nullish(),
    effective_not_for_loan_status: int.nullish(),
    lost_status: int.nullish(),
    withdrawn: int.nullish(),
    restricted_status: int.nullish(),
    /** Its due day, whatever the name says; none where it is in. */
    checked_out_date: text,
    timestamp: text,
    biblio: z.object({ title: text, author: text, age_restriction: text }).nullish(),
  }),
  patron: z.object({
    patron_id: int,
    cardnumber: text,
    firstname: text,
    surname: text,
    category_id: text,
    library_id: text,
    date_of_birth: day,
    expiry_date: day,
    restricted: z.boolean().nullish(),
    patron_card_lost: z.boolean().nullish(),
    incorrect_address: z.boolean().nullish(),
    account_balance: z.number().nullish(),
    updated_on: text,
  }),
  checkout: z.object({
    checkout_id: int,
    patron_id: int.nullish(),
    item_id: int.nullish(),
    due_date: dateTime,
    library_id: text,
    checkout_date: dateTime,
    last_renewed_date: text,
    /** `renewals` in older versions, where it is a number and not the embedded list. */
    renewals_count: int.nullish(),
  }),
  pastCheckout: z.object({
    checkout_id: int,
    patron_id: int.nullish(),
    item_id: int,
    library_id: text,
    checkout_date: dateTime,
    checkin_date: dateTime,
    /** In the newest releases alone. */
    checkin_library_id: text,
  }),
  hold: z.object({
    hold_id: int,
    patron_id: int,
    biblio_id: int,
    hold_date: day,
    pickup_library_id: text,
    priority: int.nullish(),
    status: text,
    item_id: int.nullish(),
    item_level: z.boolean().nullish(),
    suspended: z.boolean().nullish(),
    expiration_date: day,
    cancellation_date: text,
    timestamp: text,
  }),
  availability: z.object({
    blockers: z.record(z.string(), z.unknown()),
    confirms: z.record(z.string(), z.unknown()),
    warnings: z.record(z.string(), z.unknown()),
    confirmation_token: text,
  }),
  biblio: z.object({ biblio_id: int, timestamp: text }),
  library: z.object({ library_id: z.string(), name: text }),
  account: z.object({ balance: z.number() }),
  credit: z.object({ account_line_id: int, amount: z.number(), internal_note: text }),
} as const

export type KohaItem = z.infer<typeof shapes.item>
export type KohaPatron = z.infer<typeof shapes.patron>
export type KohaCheckout = z.infer<typeof shapes.checkout>
export type KohaPastCheckout = z.infer<typeof shapes.pastCheckout>
export type KohaHold = z.infer<typeof shapes.hold>

/** Reads one thing of an answer. Rejects what cannot be one with a `KohaError`. */
export function read<K extends keyof typeof shapes>(what: K, body: unknown): z.infer<(typeof shapes)[K]> {
  const found = shapes[what].safeParse(body)
  if (found.success) return found.data as z.infer<(typeof shapes)[K]>
  const [issue] = found.error.issues
  throw new KohaError('unreachable', `Koha gave a ${what} that cannot be read: ${issue?.path.join('.')} ${issue?.message}`)
}

/** The first rows of a list up to one that cannot be read: rows that are years old may lack what newer ones have. */
export function readNewest<K extends keyof typeof shapes>(what: K, body: unknown): readonly z.infer<(typeof shapes)[K]>[] {
  if (!Array.isArray(body)) throw new KohaError('unreachable', `Koha gave no list of ${what}s`)
  const rows = body.map(one => shapes[what].safeParse(one))
  const odd = rows.findIndex(({ success }) => !success)
  return rows.slice(0, odd < 0 ? rows.length : odd).map(({ data }) => data as z.infer<(typeof shapes)[K]>)
}

export function readAll<K extends keyof typeof shapes>(what: K, body: unknown): readonly z.infer<(typeof shapes)[K]>[] {
  if (!Array.isArray(body)) throw new KohaError('unreachable', `Koha gave no list of ${what}s`)
  return body.map(one => read(what, one))
}
