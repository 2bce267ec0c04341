import { hashEntry } from './chain.ts'
import type { Entry } from './entry.ts'
import { entrySchema } from './entry-schema.ts'
import { withSomebody } from './persons-in-entry.ts'

/** The entry, where it is whole and of a kind that this version knows; undefined where a person must look at it. One that has forgotten its person has somebody unknown in it. */
export function readEntry(value: unknown): Entry | undefined {
  const entry = value as Entry
  // Sealed by a station that lost its key, to another hub.
  if (Object(entry).sealed !== undefined) return undefined
  const read = withSomebody(entry)
  if (!entrySchema.safeParse(read).success) return undefined
  return hashEntry(entry) === entry.hash && !JSON.stringify(entry).includes('\\u0000') ? read : undefined
}
