import { Temporal } from 'temporal-polyfill'
import { instantIn } from '../../connectors/koha/register-rows.ts'
import { type Learning, learnHolds, learnItems, learnPatrons } from './learn-rows.ts'
import type { PulledKind, PullMemory } from './pull-memory.ts'

export interface PullPorts extends Learning {
  readonly memory: PullMemory
  /** The instant (UTC) at which the register was taken out of Koha. Without one everything Koha has is pulled. */
  readonly asOf: string | undefined
}

/** Koha stamps a row when it is written, which may be a while before it can be read: so much is read once more. */
const overlapMinutes = 10
const everything = '1970-01-02T00:00:00Z'

/**
 * Reads what Koha has changed since the last pull, page by page, and puts it into the register: people before what they have. Resolves to how many
 * changes were learnt. Where it rejects, the kinds that were read to their end count as read, and the others are read anew.
 */
export async function pullChanges(ports: PullPorts): Promise<number> {
  const { source } = ports
  const began = ports.now()
  let learnt = 0
  learnt += await pulled('patrons', ports, async (since, latest) => {
    let count = 0
    for await (const page of source.changedPatrons(since)) {
      for (const { updated_on } of page) latest(updated_on)
      count += await learnPatrons(page, ports)
    }
    return count
  })
  learnt += await pulled('items', ports, async (since, latest) => {
    let count = 0
    for await (const page of source.changedItems(since)) {
      for (const { item } of page) latest(item.timestamp)
      count += await learnItems(page, ports)
    }
    return count
  })
  learnt += await pulled('titles', ports, async (since, latest) => {
    let count = 0
    for await (const page of source.itemsOfChangedTitles(since, latest)) count += await learnItems(page, ports)
    return count
  })
  for (const kind of ['endedHolds', 'holds'] as const)
    learnt += await pulled(kind, ports, async (since, latest) => {
      let count = 0
      for await (const page of source.changedHolds(since, kind === 'endedHolds')) {
        for (const { timestamp } of page) latest(timestamp)
        count += await learnHolds(page, ports, kind === 'endedHolds')
      }
      return count
    })
  const { memory, asOf } = ports
  // Everything was read: it was a sweep too.
  if (asOf === undefined && (await memory.ended('pull')) === undefined) await memory.end('sweep', began)
  await memory.end('pull', began)
  return learnt
}

type Read = (since: string, latest: (timestamp: string | null | undefined) => void) => Promise<number>

/** The next pull begins where Koha's own clock stood at the latest row: the hub's may be another. */
async function pulled(kind: PulledKind, { memory, asOf, now }: PullPorts, read: Read): Promise<number> {
  const before = (await memory.since(kind)) ?? asOf
  const since = before === undefined ? everything : minutesBefore(before)
  let latest = before
  const learnt = await read(since, timestamp => {
    if (timestamp == null) return
    const at = instantIn(timestamp)
    if (latest === undefined || Temporal.Instant.compare(at, latest) > 0) latest = at
  })
  // A row dated in the future must not hide what comes until then.
  const here = now()
  const reached = latest === undefined || Temporal.Instant.compare(latest, here) > 0 ? here : latest
  await memory.reached(kind, reached)
  return learnt
}

function minutesBefore(at: string): string {
  return Temporal.Instant.from(at).subtract({ minutes: overlapMinutes }).toString()
}
