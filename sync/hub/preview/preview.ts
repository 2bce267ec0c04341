import { type ConflictKind, closesAnothersLoan } from '../../../circulation/conflict-kinds.ts'
import { entryKey, isReplayed } from '../../../circulation/transaction.ts'
import { withinLanes } from '../../connectors/within-lanes.ts'
import type { Entry } from '../../journal/entry.ts'
import { readEntry } from '../../journal/read-entry.ts'
import type { Becomes, Preview, PreviewLine } from '../../protocol/office.ts'
import type { BrakePorts } from '../brake/brake.ts'
import type { ReplayPorts, StoredEntry } from '../ports.ts'
import { type ReplayOptions, replayOnce } from '../replay-loop.ts'
import { takingTurns } from '../taking-turns.ts'
import { previewBrake } from './preview-brake.ts'
import { previewConnector } from './preview-connector.ts'
import { previewLooks } from './preview-looks.ts'
import { PreviewUploads } from './preview-uploads.ts'

/** Which batch: what waits of one station, or of all, or a journal that has not come yet (what of it the hub has already is left out). */
export type Batch = { readonly station?: string } | { readonly carried: readonly Entry[] }

export interface PreviewPorts {
  readonly replay: ReplayPorts
  readonly brake: BrakePorts
  readonly options?: ReplayOptions
}

/** More are counted and not listed. */
const linesShown = 2000
const everything = 1_000_000

/** What would become of a batch if it were done now: decided by the same loop and rules, on copies; nothing is written anywhere. */
export async function preview(ports: PreviewPorts, batch: Batch): Promise<Preview> {
  const lines = (await previewEach(ports, batch)).map(({ line }) => line)
  return { asOf: ports.replay.now(), transactions: lines.length, ...countsOf(lines), lines: lines.slice(0, linesShown) }
}

/** The same, each entry with its line. */
export async function previewEach(
  ports: PreviewPorts,
  batch: Batch,
): Promise<readonly { readonly stored: StoredEntry; readonly line: PreviewLine }[]> {
  // Other hubs' claims are about what is really done.
  const { claims: _, ...rest } = ports.replay
  const { uploads, connector, looks } = rest
  const turns = takingTurns()
  const carried = 'carried' in batch ? await notHereYet(batch.carried, ports.replay) : []
  const waiting = 'carried' in batch ? carried.filter(mustBeReplayed) : await waitingOf(batch.station, ports.replay)
  const copies = new PreviewUploads(uploads, waiting, carried)
  const { brake, seen } = previewBrake(ports.brake)
  const replay: ReplayPorts = {
    ...rest,
    uploads: copies,
    connector: previewConnector(withinLanes(connector), ports.brake.zone()),
    publisher: { version: async () => 0, touch: async () => 0 },
    ...(looks && { looks: previewLooks(looks) }),
  }
  await replayOnce(replay, { ...ports.options, brake, triesBeforePerson: everything })
  const lines = []
  for (const stored of waiting) {
    await turns()
    lines.push({ stored, line: lineOf(stored, copies, seen) })
  }
  return lines
}

async function waitingOf(station: string | undefined, { uploads }: ReplayPorts): Promise<readonly StoredEntry[]> {
  const waiting = await uploads.waiting(everything)
  return station === undefined ? waiting : waiting.filter(({ id }) => id.station === station)
}

async function notHereYet(entries: readonly Entry[], { uploads, now }: ReplayPorts): Promise<readonly StoredEntry[]> {
  const fresh: StoredEntry[] = []
  for (const entry of entries) {
    const { station, epoch, sequence, hash } = entry
    const id = { station, epoch, sequence }
    const here = await uploads.entry(id)
    if (here?.hash === hash) continue
    const read = readEntry(entry)
    const arrival = everything + fresh.length
    const payload = JSON.stringify(entry)
    fresh.push({ id, hash, arrival, receivedAt: now(), payload, fork: !!here, ...(read && { entry: read }) })
  }
  return fresh
}

function mustBeReplayed({ entry, fork }: StoredEntry): boolean {
  return fork || !entry || isReplayed(entry.transaction)
}

function lineOf(stored: StoredEntry, { outcomes }: PreviewUploads, seen: ReturnType<typeof previewBrake>['seen']): PreviewLine {
  const { id, entry } = stored
  const { kinds = [], actions = [], held } = seen.get(entryKey(id)) ?? {}
  const outcome = outcomes.get(entryKey(id))
  const becomes: Becomes = held ? 'held' : (outcome?.kind ?? 'waits')
  return {
    id,
    becomes,
    kinds,
    writes: actions.map(({ kind }) => kind),
    ...(held && { held }),
    ...(outcome && { outcome }),
    ...(entry && { at: entry.at.wall, transaction: entry.transaction }),
  }
}

/** Counts by what it becomes and by kind of conflict. */
export function countsOf(lines: readonly PreviewLine[]): Pick<Preview, 'becomes' | 'kinds' | 'closes'> {
  const becomes: Partial<Record<Becomes, number>> = {}
  const kinds: Partial<Record<ConflictKind, number>> = {}
  for (const line of lines) {
    becomes[line.becomes] = (becomes[line.becomes] ?? 0) + 1
    for (const kind of line.kinds) kinds[kind] = (kinds[kind] ?? 0) + 1
  }
  return { becomes, kinds, closes: lines.filter(line => closesAnothersLoan(line.kinds)).length }
}
