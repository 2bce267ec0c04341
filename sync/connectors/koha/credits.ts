import { Temporal } from 'temporal-polyfill'
import type { Action } from '../../../circulation/evidence.ts'
import { readAll } from './answers.ts'
import type { Catalogue } from './catalogue.ts'
import { patronOf } from './fits.ts'
import { asReadError, asWriteError, KohaError } from './koha-error.ts'

export interface Payment {
  readonly patronId: string
  readonly cents: number
  /** The payment's own reference, by which it is found again in the account. */
  readonly reference: string
  /** `YYYY-MM-DD` */
  readonly on: string
  readonly branch: string
  /** A value of PAYMENT_TYPE; Koha's own choice where it is not given. */
  readonly paymentType?: string
}

/** A payment as replay asks for it; `zone` of the library. */
export function paymentOf(
  { patronId, cents, reference, at, branch }: Extract<Action, { kind: 'pay-fees' }>,
  zone: string,
): Payment {
  const on = Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString()
  return { patronId, cents, reference, on, branch }
}

/** A reference may not mean anything to the pattern it is searched with. */
const plain = /^[0-9A-Za-z-]{8,80}$/

/**
 * Writes a payment into the patron's account, once: one with its reference in the note is not written again. Rejects with a `ConnectorError`;
 * after `no-answer` look with `isPaid`.
 */
export async function pay(payment: Payment, catalogue: Catalogue): Promise<void> {
  const { patronId, cents, reference, on, branch, paymentType } = payment
  if (!plain.test(reference)) throw new RangeError(`a payment cannot be found again by the reference ${reference}`)
  if (await isPaid(payment, catalogue)) return
  try {
    const { patron_id } = await patronOf(patronId, { catalogue })
    const body = {
      amount: cents / 100,
      credit_type: 'PAYMENT',
      ...(paymentType !== undefined && { payment_type: paymentType }),
      library_id: branch,
      date: on,
      note: reference,
    }
    await catalogue.rest.write('POST', `/patrons/${patron_id}/account/credits`, { body, library: branch })
    if (!(await paid(patron_id, reference, catalogue)))
      throw new KohaError('silent', 'Koha says that the payment is written, and does not show it')
  } catch (error) {
    throw asWriteError(error)
  }
}

/** Whether the account shows the payment. Rejects with a `ConnectorError`. */
export async function isPaid({ patronId, reference }: Payment, catalogue: Catalogue): Promise<boolean> {
  try {
    const { patron_id } = await patronOf(patronId, { catalogue })
    return await paid(patron_id, reference, catalogue)
  } catch (error) {
    throw asReadError(error)
  }
}

/** By reading the credits through: a search inside notes is not asked of any release. */
async function paid(patron: number, reference: string, { rest }: Catalogue): Promise<boolean> {
  const found = readAll('credit', await rest.all(`/patrons/${patron}/account/credits`, 'account_line_id', {}))
  return found.some(({ internal_note }) => internal_note?.includes(reference))
}
