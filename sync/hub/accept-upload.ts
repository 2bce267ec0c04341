import { z } from 'zod'
import { isReplayed } from '../../circulation/transaction.ts'
import { noHash } from '../journal/chain.ts'
import type { Entry } from '../journal/entry.ts'
import { branchFrom, isBranch, onBranch } from '../journal/epoch.ts'
import { readEntry } from '../journal/read-entry.ts'
import { type Have, isSpoken, protocolVersion } from '../protocol/messages.ts'
import type { LoggedEntry } from './log-line.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
/** What stations and epochs may be called: they stand in addresses and file names. */
export const nameOfStation = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/)
const nameOfEpoch = z.string().regex(/^[A-Za-z0-9._~-]{1,100}$/)

const envelope = z.looseObject({
  station: nameOfStation,
  epoch: nameOfEpoch,
  sequence: z.int().min(1).max(2_000_000_000),
  previous: hash,
  hash,
})
const uploadSchema = z.object({ protocol: z.number(), epoch: nameOfEpoch, entries: z.array(envelope).max(10_000) })

export type Envelope = z.infer<typeof envelope>

export type ReadUpload =
  | { readonly ok: true; readonly protocol: number; readonly epoch: string; readonly entries: readonly Envelope[] }
  | { readonly ok: false; readonly code: 'envelope' | 'protocol'; readonly message: string }

/** Reads an upload's envelope: whose it is, and that its entries follow each other. What is inside an entry is not asked. */
export function readUpload(station: string, body: unknown): ReadUpload {
  const parsed = uploadSchema.safeParse(body)
  if (!parsed.success) return refuse(`the upload cannot be read: ${z.prettifyError(parsed.error).slice(0, 500)}`)
  const { protocol, epoch, entries } = parsed.data
  if (!isSpoken(protocol))
    return { ok: false, code: 'protocol', message: `this hub speaks protocol ${protocolVersion}, the station ${protocol}` }
  for (const [index, entry] of entries.entries()) {
    const before = entries[index - 1]
    if (entry.station !== station || entry.epoch !== epoch)
      return refuse(`entry ${entry.sequence} is of ${entry.station}/${entry.epoch}, not of ${station}/${epoch}`)
    if (before && (entry.sequence !== before.sequence + 1 || entry.previous !== before.hash))
      return refuse(`entry ${entry.sequence} does not follow entry ${before.sequence}`)
  }
  return { ok: true, protocol, epoch, entries }
}

function refuse(message: string): ReadUpload {
  return { ok: false, code: 'envelope', message }
}

export interface Held extends Have {
  /** Hashes of the epoch's entries that the hub has, by sequence; at least of those that the upload brings again. */
  readonly hashes: ReadonlyMap<number, string>
}

export interface Accepted {
  /** To be stored; entries that the hub has already are not among them. */
  readonly entries: readonly LoggedEntry[]
  readonly verdict: 'stored' | 'gap' | 'fork'
}

/**
 * What of an upload is new, given what the hub holds of the epoch. What stands already is left out; a run that differs from what stands is a
 * fork: kept whole as a branch beside the epoch, for a person; a run that begins behind a hole is not kept, the station has what lies between.
 */
export function acceptUpload(upload: { readonly epoch: string; readonly entries: readonly Envelope[] }, held: Held): Accepted {
  const { epoch, entries } = upload
  const fresh = entries.findIndex(entry => held.hashes.get(entry.sequence) !== entry.hash)
  const first = entries[fresh]
  if (!first) return { entries: [], verdict: 'stored' }
  const rest = entries.slice(fresh)
  if (isBranch(epoch)) return { entries: rest.map(entry => logged(entry)), verdict: 'stored' }
  if (first.sequence > held.sequence + 1) return { entries: [], verdict: 'gap' }
  const follows = first.sequence === held.sequence + 1 && first.previous === (held.sequence === 0 ? noHash : held.hash)
  if (follows) return { entries: rest.map(entry => logged(entry)), verdict: 'stored' }
  const branch = branchFrom(first as unknown as Entry)
  return { entries: rest.map(entry => logged(forked(entry, branch, first.sequence))), verdict: 'fork' }
}

/** An entry of a run that stands beside an epoch, also one whose inside cannot be read. */
export function forked(entry: Envelope, branch: string, firstSequence: number): Envelope {
  const { transaction } = entry as unknown as Entry
  if (typeof transaction !== 'object' || transaction === null) return { ...entry, epoch: branch }
  return onBranch(entry as unknown as Entry, branch, firstSequence) as unknown as Envelope
}

function logged(entry: Envelope): LoggedEntry {
  const { station, epoch, sequence, hash } = entry
  const fork = isBranch(epoch)
  const base = { id: { station, epoch, sequence }, hash, fork, payload: JSON.stringify(entry) }
  const readable = readEntry(entry)
  if (!readable) return { ...base, replayed: true }
  const { transaction } = readable
  const barcode = 'barcode' in transaction ? transaction.barcode?.toUpperCase() : undefined
  return {
    ...base,
    kind: transaction.kind,
    ...(barcode && { barcode }),
    replayed: isReplayed(transaction) && !readable.forgotten,
  }
}
