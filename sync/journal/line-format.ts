import { canonicalJson } from './canonical-json.ts'
import { hashEntry } from './chain.ts'
import type { Entry } from './entry.ts'
import { envelopeSchema, readableFormats } from './entry-schema.ts'

/** One entry as one line of text, without its line feed: canonical JSON, so the same entry is the same bytes in every copy. */
export function writeLine(entry: Entry): string {
  return canonicalJson(entry)
}

export type ReadLine =
  | { readonly kind: 'entry'; readonly entry: Entry }
  /** Whole, but written by a newer version of the program. */
  | { readonly kind: 'newer'; readonly format: number }
  | { readonly kind: 'damaged'; readonly why: string }

/** Reads a line back and checks it against its own hash: one changed bit anywhere is `damaged`. A payload of unknown kind is no damage. */
export function readLine(line: string): ReadLine {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { kind: 'damaged', why: 'not JSON' }
  }
  if (!looksLikeEntry(value)) return { kind: 'damaged', why: 'not an entry' }
  if (hashEntry(value) !== value.hash) return { kind: 'damaged', why: 'the hash does not fit' }
  if (!readableFormats.includes(value.format)) return { kind: 'newer', format: value.format }
  if (!envelopeSchema.safeParse(value).success) return { kind: 'damaged', why: 'the envelope does not fit its format' }
  return { kind: 'entry', entry: value }
}

/** Enough to be hashed: what a newer format may have changed is not asked. */
function looksLikeEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false
  const { epoch, hash, format, transaction } = value as Record<string, unknown>
  const whole = typeof epoch === 'string' && typeof hash === 'string' && typeof format === 'number'
  if (!whole || typeof transaction !== 'object' || transaction === null) return false
  return !('target' in transaction) || (typeof transaction.target === 'object' && transaction.target !== null)
}
