/** A scan as well as anybody can know it: between two instants, and in its place in its own journal. */
export interface PossibleScan {
  readonly from: number
  readonly to: number
  readonly journal?: { readonly name: string; readonly sequence: number }
  /** Whom the item left with and until when, or where it lay. */
  readonly effect: string
}

/** Whether more than one end is possible: every order is tried in which times can rise inside the intervals and journals keep their sequence. */
export function isContradictory(scans: readonly PossibleScan[]): boolean {
  const latest = Math.max(...scans.map(({ from }) => from))
  // What must have been before some other is no end, whatever the order among those that may be.
  const late = scans.filter(
    ({ to, journal }) => scans.every(other => !follows(other, journal) || other.to >= latest) && to >= latest,
  )
  const tried = new Set<string>()
  const ends = new Set<string>()
  const goOn = (left: readonly PossibleScan[], time: number) => {
    const key = left.map(one => late.indexOf(one)).join()
    if (tried.has(key)) return
    tried.add(key)
    for (const next of left) {
      const at = Math.max(time, next.from)
      const rest = left.filter(one => one !== next)
      if (left.some(one => follows(next, one.journal)) || rest.some(({ to }) => to < at) || next.to < at) continue
      if (rest.length === 0) ends.add(next.effect)
      else goOn(rest, at)
    }
  }
  goOn(late, Number.NEGATIVE_INFINITY)
  return ends.size > 1
}

const follows = ({ journal }: PossibleScan, other: PossibleScan['journal']) =>
  journal !== undefined && journal.name === other?.name && journal.sequence > other.sequence
