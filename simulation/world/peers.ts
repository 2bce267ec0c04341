import { AlwaysOnline } from '../oracle/always-online.ts'
import type { Standing } from '../oracle/standing.ts'
import type { Beginning, PlainEvent } from '../oracle/true-events.ts'

/** How others replay: `force` writes everything as it comes, `refuse` leaves a loan that does not fit on a list. */
export type Peer = 'force' | 'refuse'

/** The same days, told in the order in which the library system learnt of them. `learntAt`: milliseconds since 1970, for what came late. */
export function replayLikePeers(
  peer: Peer,
  beginning: Beginning,
  events: readonly PlainEvent[],
  learntAt: (key: string) => number | undefined,
): { readonly standing: Standing; readonly wronglyClosed: number } {
  const library = new AlwaysOnline(beginning)
  const learnt = events.map(event => ({ event, at: learntAt(event.key) ?? event.at }))
  for (const { event } of learnt.toSorted((a, b) => a.at - b.at))
    if (peer === 'force' || event.kind !== 'checkout' || !library.refuses(event)) library.tell(event)
  return { standing: library.standing(), wronglyClosed: library.wronglyClosed }
}
