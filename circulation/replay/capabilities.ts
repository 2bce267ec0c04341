/** What a library system tells, and what it lets be written: data, so that the rules can go by it and an administrator can read it. */
export interface Capabilities {
  readonly knows: Knows
  /** A loan is written with the instant it is given; otherwise it begins now. */
  readonly backdatedCheckout: boolean
  /** It keeps no due day that it is given and reckons its own: desks promise no more than that. Otherwise no loan is due earlier than promised. */
  readonly ownDueDays?: true
  /** A return is written with its instant; otherwise it counts from now, and so does its fee. */
  readonly backdatedCheckin: boolean
  /** A return catches a hold, whether asked to or by itself. */
  readonly checkinWithHolds: boolean
  /** A loan that is over can be written down as one. */
  readonly pastLoans: boolean
  /** A hold takes its place in the queue by the instant it is given. */
  readonly backdatedHolds: boolean
  /** A fee that was charged can be taken back. */
  readonly reversibleFees: boolean
  /** A return can be undone so that loan, due day and renewals are as they were. */
  readonly restoresLoans: boolean
  /** Money taken at a desk is written into the account. */
  readonly payments?: boolean
  /** An item can be marked as missing or as claimed returned. */
  readonly marksItems?: boolean
  /** After a time-out a write may still be carried out this much later. */
  readonly worstLatenessMs: number
  /** How many transactions may be under way at once; one where nothing is said. */
  readonly lanes?: number
}

/** Which facts a system's evidence holds. What it does not hold is absent from every answer, never made up. */
export interface Knows {
  /** When loans began and items were scanned. Without it evidence is what the system shows now (`seen`), and the hub's own looks bound the rest. */
  readonly times: boolean
  /** Who has an item, asked by the item; otherwise only that patron's list tells. */
  readonly borrower: boolean
  /** Each hold with its owner, or only how many there are, or nothing. */
  readonly holds: 'each' | 'count' | 'nothing'
  /** Loans that are over. */
  readonly pastLoans: boolean
  /** Fees one by one, with what they are for. */
  readonly fees: boolean
}

/** Of a system that tells everything and writes everything. */
export const everything: Omit<Capabilities, 'worstLatenessMs'> = {
  knows: { times: true, borrower: true, holds: 'each', pastLoans: true, fees: true },
  backdatedCheckout: true,
  backdatedCheckin: true,
  checkinWithHolds: true,
  pastLoans: true,
  backdatedHolds: true,
  reversibleFees: true,
  restoresLoans: true,
  payments: true,
  marksItems: true,
}
