/** Loans that a system tells with their instants, the open one too. Scans that are no loan's it does not tell. */
export interface ToldLoans {
  /** Every loan that ended since this instant is among them; every one ever where it is not given. */
  readonly since?: string
  /** Oldest first. */
  readonly loans: readonly ToldLoan[]
}

/** By the system's own stamp: for what the hub wrote that may be another instant than the scan's. */
export interface ToldLoan {
  /** Absent where the system has forgotten or hides who it was. */
  readonly patronId?: string
  readonly branch: string
  readonly from: string
  /** Absent while it is open, or where its end is no scan. */
  readonly to?: string
  readonly endedAtBranch?: string
}
