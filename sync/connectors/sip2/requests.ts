import { endOfDay, noDate, sipDate } from './codec/dates.ts'
import type { Message } from './codec/message.ts'
import { message } from './codec/write-message.ts'
import type { Profile } from './profile.ts'

/** Whose messages they are, and what o'clock it is. */
export interface Speaker {
  readonly institution: string
  readonly terminalPassword: string
  readonly zone: string
  readonly profile: Profile
  /** Instant now, UTC. */
  now(): string
}

/** Fields that a server may miss are sent empty; a PIN was never asked for, so there is none. */
export class Requests {
  constructor(private readonly by: Speaker) {}

  item(barcode: string): Message<'17'> {
    return message('17', { at: this.#now() }, { AO: this.by.institution, AB: barcode, AC: this.by.terminalPassword })
  }

  /** `list`: 0 holds that lie ready, 2 items on loan; entries by number from 1. */
  patron(card: string, list?: 0 | 2, from = 1, to = from): Message<'63'> {
    const summary = Array.from({ length: 10 }, (_, index) => (index === list ? 'Y' : ' ')).join('')
    const fixed = { language: '000', at: this.#now(), summary }
    const range = list === undefined ? {} : { BP: String(from), BQ: String(to) }
    return message('63', fixed, { ...this.#of(card), ...range })
  }

  /** Renewal is not allowed: what is the patron's already is not renewed by a second try. */
  checkout(barcode: string, card: string, dueOn: string, renews = false): Message<'11'> {
    const forced = this.by.profile.noBlock === 'honours-due-date'
    const fixed = {
      renewalPolicy: renews ? 'Y' : 'N',
      noBlock: forced ? 'Y' : 'N',
      at: this.#now(),
      dueAt: forced ? endOfDay(dueOn) : noDate,
    }
    const { AO, AA, AC } = this.#of(card)
    return message('11', fixed, { AO, AA, AB: barcode, AC })
  }

  checkin(barcode: string, branch: string, returnedAt: string): Message<'09'> {
    const at = this.#now()
    const back = this.by.profile.returnDate === 'ignored' ? at : sipDate(returnedAt, this.by.zone)
    const { institution: AO, terminalPassword: AC } = this.by
    return message('09', { noBlock: 'N', at, returnedAt: back }, { AP: branch, AO, AB: barcode, AC })
  }

  renew(barcode: string, card: string): Message<'29'> {
    const fixed = { thirdParty: 'N', noBlock: 'N', at: this.#now(), dueAt: noDate }
    const { AO, AA, AC } = this.#of(card)
    return message('29', fixed, { AO, AA, AB: barcode, AC })
  }

  /** Any copy of the title will do. `barcode`: one of its copies, where one is known. */
  hold(
    mode: '+' | '-',
    card: string,
    what: { readonly barcode?: string; readonly titleId: string },
    branch?: string,
  ): Message<'15'> {
    const { AO, AA, AC } = this.#of(card)
    const { barcode, titleId } = what
    const which = barcode === undefined ? { AJ: titleId } : { AB: barcode }
    return message('15', { mode, at: this.#now() }, { BS: branch, ...(mode === '+' && { BY: '2' }), AO, AA, ...which, AC })
  }

  /** A payment that somebody took: never sent twice without a person's look. */
  payment(card: string, cents: number, key: string): Message<'37'> {
    const amount = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
    const fixed = { at: this.#now(), feeType: '01', paymentType: '00', currency: 'EUR' }
    const { AO, AA, AC } = this.#of(card)
    return message('37', fixed, { BV: amount, AO, AA, AC, BK: key })
  }

  endPatron(card: string): Message<'35'> {
    const { AO, AA, AC } = this.#of(card)
    return message('35', { at: this.#now() }, { AO, AA, AC })
  }

  #of(card: string) {
    return { AO: this.by.institution, AA: card, AC: this.by.terminalPassword }
  }

  #now(): string {
    return sipDate(this.by.now(), this.by.zone)
  }
}
