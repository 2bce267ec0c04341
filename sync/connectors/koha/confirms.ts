/** What Koha may want confirmed before a loan (`confirms` of checkout availability); its lower-case keys only say more about these. */
export const confirmKeys = [
  'DEBT',
  'DEBT_GUARANTEES',
  'DEBT_GUARANTORS',
  'USERBLOCKEDOVERDUE',
  'TOO_MANY',
  'NOT_FOR_LOAN_FORCING',
  'AGE_RESTRICTION',
  'INVALID_DATE',
  'PATRON_CANT',
  'PREVISSUE',
  'CURRENTISSUE',
  'ITEM_LOST',
  'BORRNOTSAMEBRANCH',
  'RENTALCHARGE',
  'ADDITIONAL_MATERIALS',
  'RECALLED',
  'RESERVE_WAITING',
  'RESERVED',
  'TRANSFERRED',
  'PROCESSING',
  'BOOKED_EARLY',
  'BOOKED_TO_ANOTHER',
  'HIGHHOLDS',
  'BIBLIO_ALREADY_ISSUED',
] as const

/**
 * What is confirmed without asking: the desk decided it with the patron there, and the book has left. Not among them: whatever means that the
 * item is kept for somebody else, which Koha would leave both lent and waiting, and whatever shows that it is on loan already.
 */
export const acceptedConfirms = [
  'DEBT',
  'DEBT_GUARANTEES',
  'DEBT_GUARANTORS',
  'USERBLOCKEDOVERDUE',
  'TOO_MANY',
  'NOT_FOR_LOAN_FORCING',
  'AGE_RESTRICTION',
  'PREVISSUE',
  'ITEM_LOST',
  'BORRNOTSAMEBRANCH',
  'RENTALCHARGE',
  'ADDITIONAL_MATERIALS',
  'RESERVED',
  'BOOKED_EARLY',
  'HIGHHOLDS',
  'BIBLIO_ALREADY_ISSUED',
] as const satisfies readonly (typeof confirmKeys)[number][]

/** The reasons in a map of blockers or confirms; what is written in small letters belongs to one of them. */
export function reasonsIn(told: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(told)
    .filter(key => /^[A-Z][A-Z_]*$/.test(key))
    .toSorted()
}
