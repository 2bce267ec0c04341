/** A scan as well as anybody can know it: between two instants, and in its place in its own journal. */
export interface PossibleScan {
  readonly from: number
  readonly to: number
  readonly journal?: { readonly name: string; readonly sequence: number }
  /** Whom the item left with, or where it lay. */
  readonly effect: string
}

/** Whether more than one end is possible, whatever order the scans truly had. */
export function isContradictory(scans: readonly PossibleScan[]): boolean {
  const after = scans.map(one => scans.map(other => certainlyBefore(one, other)))
  for (let via = 0; via < scans.length; via++)
    for (let one = 0; one < scans.length; one++)
      if (after[one]![via]) for (let other = 0; other < scans.length; other++) after[one]![other] ||= after[via]![other]!
  return new Set(scans.filter((_, index) => !after[index]!.includes(true)).map(({ effect }) => effect)).size > 1
}

function certainlyBefore(one: PossibleScan, other: PossibleScan): boolean {
  if (one.journal && one.journal.name === other.journal?.name) return one.journal.sequence < other.journal.sequence
  return one.to < other.from
}
