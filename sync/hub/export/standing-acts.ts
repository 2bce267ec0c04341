import { Temporal } from 'temporal-polyfill'
import type { EntryRef } from '../../../circulation/transaction.ts'
import type { Entry } from '../../journal/entry.ts'

/** What another system can be told of a run of entries: loans, returns, renewals, requests for holds and payments that stand at its end. */
export type Act = { readonly entry: Entry; readonly barcode: string } & (
  | { readonly kind: 'checkout'; readonly card: string; readonly dueOn: string }
  | { readonly kind: 'checkin' }
  | { readonly kind: 'renewal'; readonly dueOn: string }
  /** About no copy: `barcode` is empty. */
  | { readonly kind: 'hold-request'; readonly card: string; readonly titleId: string; readonly pickup: string }
  | { readonly kind: 'payment'; readonly card: string; readonly cents: number }
)

/** Kinds of entries that no offline file can say, with how many there are. */
export type NotSaid = Readonly<Record<string, number>>

/**
 * One station's entries as acts, in order: a scan that was mistyped is none, a loan that was moved is its new card's, one whose book turned out to be here is
 * followed by a return. What is about none of these entries, or is of no such kind, is counted.
 */
export function standingActs(entries: readonly Entry[]): { readonly acts: readonly Act[]; readonly notSaid: NotSaid } {
  let acts: readonly Act[] = []
  const notSaid: Record<string, number> = {}
  const leave = (kind: string) => {
    notSaid[kind] = (notSaid[kind] ?? 0) + 1
  }
  const about = ({ epoch, sequence }: EntryRef) => acts.find(({ entry }) => entry.epoch === epoch && entry.sequence === sequence)
  for (const entry of entries) {
    const { transaction } = entry
    switch (transaction.kind) {
      case 'checkout':
        acts = [
          ...acts,
          { kind: 'checkout', entry, barcode: transaction.barcode, card: transaction.card, dueOn: transaction.dueOn },
        ]
        break
      case 'checkin':
        acts = [...acts, { kind: 'checkin', entry, barcode: transaction.barcode }]
        break
      case 'renewal':
        acts = [...acts, { kind: 'renewal', entry, barcode: transaction.barcode, dueOn: transaction.dueOn }]
        break
      case 'undo': {
        const of = about(transaction.target)
        if (!of) leave('undo')
        else if (transaction.why === 'mistyped' || of.kind === 'payment' || of.kind === 'hold-request')
          acts = acts.filter(one => one !== of)
        else acts = [...acts, { kind: 'checkin', entry, barcode: of.barcode }]
        break
      }
      case 'move': {
        const { card, dueOn, target } = transaction
        const of = about(target)
        if (of?.kind !== 'checkout') leave('move')
        else acts = acts.map(one => (one === of ? { ...of, card, dueOn } : one))
        break
      }
      case 'hold-request': {
        const { card, titleId, pickup } = transaction
        acts = [...acts, { kind: 'hold-request', entry, barcode: '', card, titleId, pickup: pickup.branch }]
        break
      }
      case 'payment':
        acts = [...acts, { kind: 'payment', entry, barcode: '', card: transaction.card, cents: transaction.cents }]
    }
  }
  return { acts, notSaid }
}

/** When it was, with what was known of the station's clock. */
export function knownInstant({ at }: Entry): Temporal.Instant {
  return Temporal.Instant.from(at.wall).add({ milliseconds: Math.round(at.offset?.ms ?? 0) })
}

/** The same on the desk's own clock, to the millisecond: `YYYY-MM-DDTHH:MM:SS.mmm`. */
export function localTime(entry: Entry): string {
  return knownInstant(entry).toZonedDateTimeISO(entry.at.zone).toPlainDateTime().toString({ smallestUnit: 'millisecond' })
}
