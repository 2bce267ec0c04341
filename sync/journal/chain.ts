import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson } from './canonical-json.ts'
import type { Draft, Entry, Tail } from './entry.ts'
import { asWritten, isBranch } from './epoch.ts'
import { firstForgettable, hashed, newSalt, saysWhose } from './persons-in-entry.ts'

/** What the first entry of an epoch names as the one before. */
export const noHash = '0'.repeat(64)

/** The tail of an epoch in which nothing stands yet. */
export function emptyTail(epoch: string): Tail {
  return { epoch, sequence: 0, hash: noHash }
}

/** The tail after this entry. */
export function tailAfter({ epoch, sequence, hash }: Entry): Tail {
  return { epoch, sequence, hash }
}

/** SHA-256 over the canonical JSON of everything but the hash itself, hex; since format 5 of a hash of who the patron was instead of them. A branch's entry hashes as it was written. */
export function hashEntry(entry: Entry | Omit<Entry, 'hash'>): string {
  const { hash: _, sealed: __, ...rest } = asWritten(entry as Entry)
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(hashed(rest)))))
}

/** Gives a draft its place after the tail. The draft's own environment wins over the station's. */
export function sealEntry(
  draft: Draft,
  tail: Tail,
  station: string,
  environment: Entry['environment'] = 'production',
  salt: () => string = newSalt,
): Entry {
  const { epoch, sequence, hash: previous } = tail
  const unsealed: Omit<Entry, 'hash'> = {
    environment,
    ...plain(draft),
    ...(saysWhose(draft.transaction) ? { format: firstForgettable, salt: salt() } : { format: 3 }),
    station,
    epoch,
    sequence: sequence + 1,
    previous,
  }
  return { ...unsealed, hash: hashEntry(unsealed) }
}

/** As it will read back from a copy: no keys without a value, no objects shared with the caller. */
function plain(draft: Draft): Draft {
  const { at, staffId, branch, stopId, environment, transaction } = draft
  return JSON.parse(canonicalJson({ at, staffId, branch, stopId, environment, transaction }))
}

/** Why an entry does not follow the one before. */
export type ChainBreak = 'epoch' | 'gap' | 'previous' | 'hash'

/** Why `entry` does not come right after `tail`; undefined when it does. A branch may begin at any sequence. Its own hash is not looked at. */
export function breakAfter(tail: Tail, entry: Entry): ChainBreak | undefined {
  if (entry.epoch !== tail.epoch) return 'epoch'
  if (tail.sequence === 0 && isBranch(entry.epoch)) return undefined
  if (entry.sequence !== tail.sequence + 1) return 'gap'
  return entry.previous === tail.hash ? undefined : 'previous'
}

export type ChainCheck =
  | { readonly ok: true; readonly tail: Tail }
  | { readonly ok: false; readonly index: number; readonly why: ChainBreak }

/** Checks a run of entries of one epoch, from the epoch's beginning or from `after`. At the first that does not fit it stops and says why. */
export function verifyChain(entries: readonly Entry[], after?: Tail): ChainCheck {
  let tail = after ?? emptyTail(entries[0]?.epoch ?? '')
  for (const [index, entry] of entries.entries()) {
    const why = breakAfter(tail, entry) ?? (entry.hash === hashEntry(entry) ? undefined : 'hash')
    if (why) return { ok: false, index, why }
    tail = tailAfter(entry)
  }
  return { ok: true, tail }
}
