/** What lending needs to know of one patron. Never an address, phone, e-mail, identity number or PIN. */
export interface Patron {
  readonly patronId: string
  /** The active card first; then replaced cards that still find the patron. */
  readonly cards: readonly string[]
  /** Present only where the policy of detail lets this station have it. */
  readonly name?: PatronName
  /** `YYYY-MM-DD`. Where this and `ageClass` are missing the age is unknown: no age-limited item is lent then. */
  readonly birthDate?: string
  /** Instead of the birth date, where the policy of detail lets this station have no more. */
  readonly ageClass?: AgeClass
  readonly category: string
  /** Last day on which the card is valid, `YYYY-MM-DD`. */
  readonly expiresOn?: string
  readonly blocks: readonly PatronBlock[]
  /** Last day of `barred`, `YYYY-MM-DD`, where the library system tells it: from the day after it is no block. */
  readonly barredUntil?: string
  /** Unpaid fees in cents; less than nothing where what was paid turned out not to be owed. */
  readonly feesCents: number
  readonly homeBranch?: string
  /** How much the library system has of the patron that is not listed here: the policy of detail names loans and holds only for those served here. */
  readonly counts?: PatronCounts
  /** Opened by a card that has been replaced, where the patron's cards are not listed. */
  readonly isReplacedCard?: true
  /** Under a security prohibition (turvakielto): named and listed on no station, whatever its policy. */
  readonly isProtected?: true
}

/** What an age decides, and nothing more of it. */
export interface AgeClass {
  /** The greatest of the age limits that is reached, in years; 0 below the first. */
  readonly reached: number
  /** The day on which the next limit is reached, `YYYY-MM-DD`, where that is soon. */
  readonly changesOn?: string
}

export interface PatronCounts {
  readonly loans: number
  readonly holds: number
}

export interface PatronName {
  readonly given: string
  readonly family: string
}

/** Reasons on the patron's record for which nothing is lent without an override, and `card-lost`, which nobody may override. */
export type PatronBlock = 'barred' | 'card-lost' | 'guardian-barred' | 'inactive' | 'address-unknown'
