/** A branch of record: what the library system knows. A bookmobile is one. */
export interface Branch {
  readonly branch: string
  readonly name: string
  readonly kind: 'library' | 'bookmobile'
  /** IANA zone; due dates are computed in it, whatever the computer's zone. */
  readonly zone: string
  /** Days without service, `YYYY-MM-DD`. */
  readonly closedOn: readonly string[]
  /** ISO weekdays (1 = Monday) without service. */
  readonly closedWeekdays: readonly number[]
  /** Whether returned items of other branches stay here; unsaid, a bookmobile's do and a library's go home. */
  readonly floating?: boolean
}

/** A bookmobile's stop. The library system does not know stops; each belongs to a branch of record. */
export interface Stop {
  readonly stopId: string
  readonly name: string
  readonly line: string
  readonly branch: string
  readonly visits: readonly Visit[]
}

/** The bus at a stop on one day, local times `HH:MM` in the branch's zone. */
export interface Visit {
  readonly day: string
  readonly from: string
  readonly to: string
  readonly cancelled?: boolean
}

/** Somebody who works at the desk; the list comes with the register, so a substitute can sign in at any station. */
export interface StaffMember {
  readonly staffId: string
  readonly name: string
  /** Number on the badge. */
  readonly badge?: string
  /** scrypt of the PIN, `salt:hash` in hex; staff only, never patrons. */
  readonly pinHash?: string
  /** `lead` may override what a rule reserves for the person in charge. */
  readonly role: 'staff' | 'lead'
}

/** Now, as the rules need it: the instant and the day in the branch's zone. */
export interface Moment {
  readonly instant: string
  readonly zone: string
  /** `YYYY-MM-DD` in `zone`. */
  readonly today: string
}
