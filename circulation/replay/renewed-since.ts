import type { KnownRenewal } from '../evidence.ts'
import { milliseconds } from '../instant.ts'

/** The day due of that patron's loan, with what they have renewed after `since`, by `until` where that is said: on the web or at another desk, before the loan was known. */
export function renewedSince(
  { patronId, dueOn }: { readonly patronId: string; readonly dueOn: string },
  renewals: readonly KnownRenewal[],
  since: string,
  until?: string,
): string {
  const counts = (renewal: KnownRenewal) =>
    renewal.patronId === patronId &&
    milliseconds(renewal.at) > milliseconds(since) &&
    (until === undefined || milliseconds(renewal.at) <= milliseconds(until))
  const days = renewals.filter(counts).map(renewal => renewal.dueOn)
  return days.reduce((latest, day) => (day > latest ? day : latest), dueOn)
}
