import type { Entry } from '../journal/entry.ts'
import { branchFrom, onBranch } from '../journal/epoch.ts'
import { readSealed, type WhyNotCarried } from '../journal/usb-export.ts'
import { type Brought, protocolVersion } from '../protocol/messages.ts'
import { officeStation } from '../protocol/office.ts'
import { type Envelope, nameOfStation, type ReadUpload, readUpload } from './accept-upload.ts'
import type { Uploads } from './upload-store.ts'

/** So many entries go into the hub's log as one line; what an upload may hold. */
const entriesAtOnce = 10_000

export type TakenCarried =
  | ({ readonly kind: 'taken' } & Brought)
  /** Nothing of it was stored; `message` says why, for people. */
  | { readonly kind: 'refused'; readonly why: WhyNotCarried | 'envelope'; readonly message: string }

/**
 * Takes a journal that was carried here as a sealed file, as if its station had sent it: what stands already is not new, another entry under a number is a
 * fork and kept, what stands behind a hole is not taken and told. Resolves when what was new would survive a power cut.
 */
export async function takeCarried(text: string, uploads: Pick<Uploads, 'bring' | 'have'>): Promise<TakenCarried> {
  const carried = readSealed(text)
  if (carried.kind === 'refused') return { ...carried, message: whyNotCarried[carried.why] }
  const { station, entries } = carried
  // The office's journal is the hub's own: it never leaves, so nobody can bring it.
  const mayBe = nameOfStation.safeParse(station).success && station !== officeStation
  const read = mayBe ? runsOf(entries).map(run => asUpload(station, run)) : undefined
  // All is read before anything is stored: a file is taken or it is not.
  const wrong = read?.find(upload => !upload.ok)
  if (!read || wrong) {
    const message = wrong && !wrong.ok ? wrong.message : 'no station can have that name'
    return { kind: 'refused', why: 'envelope', message: `its entries do not follow each other: ${message}` }
  }
  let [fresh, forks] = [0, 0]
  const missing: Brought['missing'][number][] = []
  const forked = new Set<string>()
  for (const upload of read) {
    if (!upload.ok) continue
    const beside = await uploads.bring(station, upload)
    if (beside.verdict === 'fork') forked.add(upload.epoch)
    // Behind a fork in the same file the hub's tail says nothing about these.
    const brought = beside.verdict === 'gap' && forked.has(upload.epoch) ? await uploads.bring(station, branchOf(upload)) : beside
    fresh += brought.fresh
    forks += brought.forks
    if (brought.verdict !== 'gap' || missing.some(({ epoch }) => epoch === upload.epoch)) continue
    const { sequence } = await uploads.have(station, upload.epoch)
    missing.push({ epoch: upload.epoch, from: upload.entries[0]?.sequence ?? 1, have: sequence })
  }
  const until = entries.at(-1)?.at.wall
  return { kind: 'taken', station, entries: entries.length, fresh, forks, ...(until !== undefined && { until }), missing }
}

function branchOf({ entries }: { readonly entries: readonly Envelope[] }) {
  const run = entries as unknown as readonly [Entry, ...Entry[]]
  const epoch = branchFrom(run[0])
  return { epoch, entries: run.map(entry => onBranch(entry, epoch, run[0].sequence)) as unknown as readonly Envelope[] }
}

/** Entries of one epoch that follow each other, as they were written. */
function runsOf(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const runs: Entry[][] = []
  for (const entry of entries) {
    const run = runs.at(-1)
    if (run?.[0]?.epoch === entry.epoch && run.length < entriesAtOnce) run.push(entry)
    else runs.push([entry])
  }
  return runs
}

function asUpload(station: string, entries: readonly Entry[]): ReadUpload {
  return readUpload(station, { protocol: protocolVersion, epoch: entries[0]?.epoch, entries })
}

/** Each reason in one sentence, for people. */
export const whyNotCarried: Record<WhyNotCarried, string> = {
  cut: 'the file ends too early: the stick was taken out while it was written. Carry the day once more',
  changed: 'the file is not as it was written: the seal does not fit. Carry the day once more, on another stick',
  newer: 'the file has entries of a newer program than this hub: update the hub, the file can wait',
  other: 'this is no journal of a station, or one of a newer program than this hub',
}
