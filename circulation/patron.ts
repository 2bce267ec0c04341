/** What lending needs to know of one patron. Never an address, phone, e-mail, identity number or PIN. */
export interface Patron {
  readonly patronId: string
  /** The active card first; then replaced cards that still find the patron. */
  readonly cards: readonly string[]
  /** Present only where the policy of detail lets this station have it. */
  readonly name?: PatronName
  /** `YYYY-MM-DD`. Missing means the age is unknown: no age-limited item is lent then. */
  readonly birthDate?: string
  readonly category: string
  /** Last day on which the card is valid, `YYYY-MM-DD`. */
  readonly expiresOn?: string
  readonly blocks: readonly PatronBlock[]
  /** Unpaid fees in cents. */
  readonly feesCents: number
  readonly homeBranch?: string
}

export interface PatronName {
  readonly given: string
  readonly family: string
}

/** Reasons on the patron's record for which nothing is lent without an override, and `card-lost`, which nobody may override. */
export type PatronBlock = 'barred' | 'card-lost' | 'guardian-barred' | 'inactive' | 'address-unknown'
