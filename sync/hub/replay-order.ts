import { milliseconds } from '../../circulation/replay/scan-order.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { SendingMark, StoredEntry } from './ports.ts'
import type { ReplayJournals } from './replay-journal.ts'
import { takingTurns } from './taking-turns.ts'

/** The same order, but what was sent and never answered goes first: where no times are told, nobody else's look may meet what came of it. */
export function sentFirst(ordered: readonly StoredEntry[], marks: readonly SendingMark[]): readonly StoredEntry[] {
  const sent = new Set(marks.map(({ id }) => entryKey(id)))
  const isSent = ({ id }: StoredEntry) => sent.has(entryKey(id))
  return sent.size === 0 ? ordered : [...ordered.filter(isSent), ...ordered.filter(one => !isSent(one))]
}

/** Neither a fork nor a payload that nobody understands. */
export function isReadable({ entry, fork }: StoredEntry): boolean {
  return !!entry && !fork
}

/** All open entries in one order: inside a journal by sequence, between journals by corrected time. So each item's and each patron's own is kept. */
export async function inReplayOrder(open: readonly StoredEntry[], journals: ReplayJournals): Promise<readonly StoredEntry[]> {
  const lanes = new Map<string, { stored: StoredEntry; at: number }[]>()
  const turns = takingTurns()
  for (const stored of open) {
    await turns()
    const key = entryKey({ ...stored.id, sequence: 0 })
    const at = stored.entry ? milliseconds((await journals.happening(stored.entry)).at) : Number.NEGATIVE_INFINITY
    const lane = lanes.get(key)
    if (lane) lane.push({ stored, at })
    else lanes.set(key, [{ stored, at }])
  }
  const waiting = [...lanes.values()].map(lane => lane.toSorted((a, b) => a.stored.id.sequence - b.stored.id.sequence))
  const ordered: StoredEntry[] = []
  const heads = waiting.map(() => 0)
  for (;;) {
    let next = -1
    for (let lane = 0; lane < waiting.length; lane++) {
      const head = waiting[lane]![heads[lane]!]
      if (head && (next < 0 || head.at < waiting[next]![heads[next]!]!.at)) next = lane
    }
    if (next < 0) return ordered
    ordered.push(waiting[next]![heads[next]!]!.stored)
    heads[next]!++
  }
}
