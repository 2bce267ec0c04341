import type { Connector } from './connector.ts'

/** While a transaction is in the hub's own books its lane to the library system would stand empty: of so many for each lane one is usually on the line. */
const transactionsForLane = 2

/** How many transactions are worked on at once towards this system; one by one where it bears no more. */
export function inHandFor({ can: { lanes = 1 } }: Connector): number {
  return lanes > 1 ? lanes * transactionsForLane : 1
}

/**
 * The connector, with no more calls under way at once than it has lanes (`can.lanes`); those beyond wait, the longest first. Whoever works on more
 * transactions than that keeps every lane busy while some of them are busy with the hub's own books.
 */
export function withinLanes(connector: Connector): Connector {
  const lane = lanesOf(connector.can.lanes ?? 1)
  return {
    get name() {
      return connector.name
    },
    get can() {
      return connector.can
    },
    itemEvidence: barcode => lane(() => connector.itemEvidence(barcode)),
    patronEvidence: card => lane(() => connector.patronEvidence(card)),
    copiesOf: titleId => lane(() => connector.copiesOf(titleId)),
    apply: (actions, mark) => lane(() => connector.apply(actions, mark)),
    wasApplied: mark => lane(() => connector.wasApplied(mark)),
    ...(connector.finish && { finish: actions => lane(() => connector.finish!(actions)) }),
  }
}

function lanesOf(lanes: number): <T>(call: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let free = lanes
  return async call => {
    if (free > 0) free--
    else await new Promise<void>(resolve => waiting.push(resolve))
    try {
      return await call()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
