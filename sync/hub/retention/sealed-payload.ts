import { saysWhose, withoutPersons } from '../../journal/persons-in-entry.ts'
import type { LoggedEntry } from '../log-line.ts'
import { openPersons, type Seal, sealPersons, type Unseal } from './sealed-json.ts'

/**
 * An uploaded entry as it is stored: who it was about sealed, and beside it the hash of that which the entry's own is over, so that the chain can be
 * worked out when the key is gone. What cannot be read is sealed whole.
 */
export function sealedPayload({ id, hash, kind, payload }: LoggedEntry, seal: Seal): string {
  const value = JSON.parse(payload)
  if (kind === undefined) return JSON.stringify(sealPersons({ ...id, previous: value?.previous, hash, unread: payload }, seal))
  const { forgotten } = withoutPersons(value)
  if (!saysWhose(value.transaction)) return payload
  return JSON.stringify({ ...(sealPersons(value, seal) as object), forgotten })
}

/** The entry as it came; where the key is gone, without whom it was about. */
export function openedPayload(stored: string, unseal: Unseal): string {
  const { forgotten, ...opened } = openPersons(JSON.parse(stored), unseal) as Record<string, unknown>
  if (typeof opened.unread === 'string') return opened.unread
  const isGone = forgotten !== undefined && !saysWhose(opened.transaction)
  return JSON.stringify(isGone ? { ...opened, forgotten } : opened)
}
