/**
 * Every expected "no" and "please decide" at the desk, in one table. A code is stable: it stands in the journal, in small print on the
 * screen, and in the support call.
 */
export interface Refusal {
  /** `patron`: asked once per visit. */
  readonly about: 'patron' | 'item' | 'number' | 'act'
  /** `nobody`: the law or physics forbids it. */
  readonly mayOverride: 'nobody' | 'staff' | 'lead'
  /** Reasons for an override, each one touch; i18n `reason.<code>`. Empty where nobody may override. At most two fit beside "no". */
  readonly reasons: readonly OverrideReason[]
}

export type OverrideReason =
  | 'agreed-with-office'
  | 'card-renewed-here'
  | 'paid-or-agreed'
  /** Of a copy that is kept for somebody else: their hold stays. */
  | 'holder-agrees'
  /** In journals of earlier versions: likewise. */
  | 'other-copy-on-board'
  | 'found-here'
  | 'lend-anyway'
  /** It is taken to the holder, by somebody of the family: their hold is filled. */
  | 'family-member'

const office: readonly OverrideReason[] = ['agreed-with-office', 'lend-anyway']

export const refusals = {
  'number-empty': { about: 'number', mayOverride: 'nobody', reasons: [] },
  'number-all-zero': { about: 'number', mayOverride: 'nobody', reasons: [] },
  'number-too-long': { about: 'number', mayOverride: 'nobody', reasons: [] },
  'number-characters': { about: 'number', mayOverride: 'nobody', reasons: [] },
  'number-isbn': { about: 'number', mayOverride: 'nobody', reasons: [] },
  'number-unknown': { about: 'number', mayOverride: 'staff', reasons: ['lend-anyway'] },
  'card-unknown': { about: 'number', mayOverride: 'nobody', reasons: [] },
  'card-lost': { about: 'patron', mayOverride: 'nobody', reasons: [] },
  'card-expired': { about: 'patron', mayOverride: 'staff', reasons: ['card-renewed-here', 'agreed-with-office'] },
  'patron-barred': { about: 'patron', mayOverride: 'staff', reasons: office },
  'guardian-barred': { about: 'patron', mayOverride: 'staff', reasons: office },
  'patron-inactive': { about: 'patron', mayOverride: 'staff', reasons: office },
  'patron-address-unknown': { about: 'patron', mayOverride: 'staff', reasons: office },
  'patron-fees': { about: 'patron', mayOverride: 'staff', reasons: ['paid-or-agreed', 'agreed-with-office'] },
  'patron-too-many-loans': { about: 'patron', mayOverride: 'staff', reasons: office },
  'too-many-of-type': { about: 'item', mayOverride: 'staff', reasons: office },
  'age-limit': { about: 'item', mayOverride: 'nobody', reasons: [] },
  'age-unknown': { about: 'item', mayOverride: 'nobody', reasons: [] },
  'not-for-groups': { about: 'item', mayOverride: 'staff', reasons: office },
  'held-for-another': { about: 'item', mayOverride: 'staff', reasons: ['holder-agrees', 'family-member'] },
  'item-lost': { about: 'item', mayOverride: 'staff', reasons: ['found-here'] },
  'item-missing': { about: 'item', mayOverride: 'staff', reasons: ['found-here'] },
  'item-claims-returned': { about: 'item', mayOverride: 'staff', reasons: ['found-here'] },
  'item-withdrawn': { about: 'item', mayOverride: 'lead', reasons: ['found-here'] },
  'item-not-for-loan': { about: 'item', mayOverride: 'lead', reasons: office },
  'set-incomplete': { about: 'item', mayOverride: 'nobody', reasons: [] },
  'tag-doubled': { about: 'item', mayOverride: 'nobody', reasons: [] },
  'tag-discarded': { about: 'item', mayOverride: 'nobody', reasons: [] },
  'tag-not-for-loan': { about: 'item', mayOverride: 'nobody', reasons: [] },
  'no-lending-offline': { about: 'item', mayOverride: 'nobody', reasons: [] },
  'no-return-offline': { about: 'item', mayOverride: 'nobody', reasons: [] },
  'no-more-renewals': { about: 'act', mayOverride: 'staff', reasons: office },
  'renewal-held': { about: 'act', mayOverride: 'nobody', reasons: [] },
  'not-on-loan-to-patron': { about: 'act', mayOverride: 'nobody', reasons: [] },
  'nothing-to-undo': { about: 'act', mayOverride: 'nobody', reasons: [] },
  'cannot-undo': { about: 'act', mayOverride: 'nobody', reasons: [] },
  'queue-full': { about: 'act', mayOverride: 'nobody', reasons: [] },
  'sign-in-needed': { about: 'act', mayOverride: 'nobody', reasons: [] },
  'sign-in-wrong': { about: 'act', mayOverride: 'nobody', reasons: [] },
  'payment-amount': { about: 'act', mayOverride: 'nobody', reasons: [] },
  'title-already-held': { about: 'act', mayOverride: 'nobody', reasons: [] },
} as const satisfies Record<string, Refusal>

export type RefusalCode = keyof typeof refusals

/** Looks a code up with the table's common type. */
export function refusal(code: RefusalCode): Refusal {
  return refusals[code]
}
