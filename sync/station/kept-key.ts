import { type EntryId, entryKey } from '../../circulation/transaction.ts'

const keys = new WeakMap<object, string>()

/** `entryKey` of something that is looked up again and again: of a long journal, at every word from the hub. `whose` must not change. */
export function keptKey(whose: EntryId): string
export function keptKey(whose: object, id: () => EntryId): string
export function keptKey(whose: object, id: () => EntryId = () => whose as EntryId): string {
  const kept = keys.get(whose)
  if (kept !== undefined) return kept
  const key = entryKey(id())
  keys.set(whose, key)
  return key
}
