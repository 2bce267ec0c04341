import { numberKey } from '../../../circulation/numbers.ts'
import { localTime } from '../brake/opening-hours.ts'
import { beginNowAndEvery } from '../now-and-every.ts'
import type { Replay, ReplayPorts } from '../ports.ts'
import type { LookPorts } from './look.ts'
import { lookAround } from './look-around.ts'
import type { Rounds } from './rounds.ts'

export interface DailyLookPorts {
  readonly ports: LookPorts & Pick<ReplayPorts, 'claims' | 'uploads'>
  readonly rounds: Rounds
  /** A look must not fall between a write of the hub's own and what it remembers of it. */
  readonly replay: Pick<Replay, 'aside'>
  /** `HH:MM` by the library's clock. */
  readonly at: string
  readonly zone: string
  paused(): Promise<boolean>
  /** Told what could not be looked at; the round is tried again at the next look at the clock. */
  onError(error: unknown): void
}

/** So many items between two passes of replay: none waits for longer than they take. */
const itemsAtOnce = 20

/**
 * One round of looks, if it is time: the first at once, then once a day from that hour on, and not while all is paused. Of several processes one
 * makes it. Resolves to how many items were looked at; rejects as the connector does, and the round is open again.
 */
export async function lookAroundIfDue(daily: DailyLookPorts, halt: () => boolean = () => false): Promise<number> {
  const { ports, rounds, at, zone } = daily
  const { day, clock } = localTime(ports.now(), zone)
  const isTime = clock >= at || !(await rounds.any())
  if (!isTime || (await daily.paused()) || !(await rounds.begin(day))) return 0
  try {
    const items = await rounds.items(ports.now())
    let looked = 0
    for (let from = 0; from < items.length && !halt(); from += itemsAtOnce)
      looked += await lookAside(items.slice(from, from + itemsAtOnce), daily)
    if (halt()) await rounds.open(day)
    return looked
  } catch (error) {
    await rounds.open(day)
    throw error
  }
}

/** What another process has in hand it looks at itself. */
async function lookAside(items: readonly string[], { ports, replay }: DailyLookPorts): Promise<number> {
  return replay.aside(async () => {
    const { claims } = ports
    const taken = await Promise.all(
      items.map(async barcode => ({ barcode, claim: claims && (await claims.take([`item ${numberKey(barcode)}`])) })),
    )
    try {
      const free = taken.flatMap(({ barcode, claim }) => (claims && !claim ? [] : [barcode]))
      await lookAround(ports, free)
      return free.length
    } finally {
      await Promise.all(taken.map(({ claim }) => claim?.release()))
    }
  })
}

/** Looks around once a day by itself. Ends when `stop` resolves. */
export function startLookingAround(daily: DailyLookPorts, lookEveryMs = 60_000): { stop(): Promise<void> } {
  return beginNowAndEvery(lookEveryMs, ends => lookAroundIfDue(daily, ends), daily.onError)
}
