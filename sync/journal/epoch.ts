import type { Entry } from './entry.ts'

/*
 * An epoch is one unbroken chain of entries: `1-3f9a2c71`, ordinal and chance. Chance, because a station that lost everything starts again at 1 and
 * must never reuse the numbers of entries that the hub may already hold.
 *
 * A branch is a run of entries that cannot stand in its epoch: the losing side of a fork, or what follows a hole. It is shown under
 * `EPOCH~SEQUENCE-HASH` (first sequence, eight digits of its first hash) and keeps its sequences and hashes. `~` needs no escape in a URL.
 */

/** Names the epoch that follows `ordinal - 1` others; never the same name twice. */
export function newEpoch(ordinal: number): string {
  const chance = crypto.getRandomValues(new Uint8Array(4))
  return `${ordinal}-${[...chance].map(byte => byte.toString(16).padStart(2, '0')).join('')}`
}

/** Whether the entries of this epoch are a fork's other side or stand behind a hole: kept and sent up, but for a person to judge. */
export function isBranch(epoch: string): boolean {
  return epoch.includes('~')
}

/** The epoch in which the entries of a branch were written; of another epoch itself. */
export function writtenIn(epoch: string): string {
  return epoch.split('~')[0] as string
}

/** The name of the branch that begins with this entry. */
export function branchFrom(first: Entry): string {
  return `${writtenIn(first.epoch)}~${first.sequence}-${first.hash.slice(0, 8)}`
}

/** The entry as part of a branch; what it takes back inside the branch follows it there. Its hash stays that of the entry as written. */
export function onBranch(entry: Entry, branch: string, firstSequence: number): Entry {
  const written = writtenIn(branch)
  return renamed(asWritten(entry), branch, target => target.epoch === written && target.sequence >= firstSequence)
}

/** The entry as it was written and hashed. */
export function asWritten(entry: Entry): Entry {
  if (!isBranch(entry.epoch)) return entry
  return renamed(entry, writtenIn(entry.epoch), target => target.epoch === entry.epoch)
}

type Target = { readonly epoch: string; readonly sequence: number }

function renamed(entry: Entry, epoch: string, follows: (target: Target) => boolean): Entry {
  const { transaction } = entry
  if (!('target' in transaction) || !follows(transaction.target)) return { ...entry, epoch }
  return { ...entry, epoch, transaction: { ...transaction, target: { ...transaction.target, epoch } } }
}
