import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { z } from 'zod'
import { canonicalJson } from './canonical-json.ts'
import type { Entry } from './entry.ts'
import { readLine, writeLine } from './line-format.ts'

/** Rises with every change of header or seal; a test hashes them. */
export const sealedFormat = 1

const headerSchema = z.strictObject({
  kind: z.literal('pysakki-journal'),
  format: z.literal(sealedFormat),
  station: z.string().min(1),
  /** Wall clock of the station, UTC. */
  writtenAt: z.string(),
  entries: z.int().min(0),
})
const sealSchema = z.strictObject({ sealed: z.string().regex(/^[0-9a-f]{64}$/) })

/** The lines around the entries. */
export const sealedSchema = z.strictObject({ header: headerSchema, seal: sealSchema })

/**
 * An unfinished day as one text to carry home: a header, one line per entry, and a seal over every byte before it. The seal shows a bad stick, not
 * a forger; the hub checks the chain besides.
 */
export function sealForCarrying(station: string, entries: readonly Entry[], writtenAt: string): string {
  const header: z.infer<typeof headerSchema> = {
    kind: 'pysakki-journal',
    format: sealedFormat,
    station,
    writtenAt,
    entries: entries.length,
  }
  const body = [canonicalJson(header), ...entries.map(writeLine)].map(line => `${line}\n`).join('')
  return `${body}${canonicalJson({ sealed: hashOf(body) })}\n`
}

export type Carried =
  | { readonly kind: 'whole'; readonly station: string; readonly writtenAt: string; readonly entries: readonly Entry[] }
  | { readonly kind: 'refused'; readonly why: WhyNotCarried }

/**
 * `cut`: the end is missing. `changed`: the bytes are not those that were written. `newer`: whole, but with entries of a newer program. `other`: no such
 * file, or its own format is newer.
 */
export type WhyNotCarried = 'cut' | 'changed' | 'newer' | 'other'

/** Reads a carried file back; never throws. A refused one gives no entries at all: the station has them still. */
export function readSealed(text: string): Carried {
  const [first = '', ...rest] = text.split('\n')
  const header = headerSchema.safeParse(parsed(first))
  if (!header.success) return { kind: 'refused', why: 'other' }
  const { station, writtenAt, entries: count } = header.data
  const lines = rest.slice(0, count)
  const seal = sealSchema.safeParse(parsed(rest[count] ?? ''))
  if (rest.length < count + 2 || !seal.success) return { kind: 'refused', why: rest.length < count + 2 ? 'cut' : 'changed' }
  const body = [first, ...lines].map(line => `${line}\n`).join('')
  const read = lines.map(readLine)
  const isSealed = hashOf(body) === seal.data.sealed && rest.slice(count + 1).join('') === ''
  if (isSealed && read.some(({ kind }) => kind === 'newer')) return { kind: 'refused', why: 'newer' }
  const entries = read.flatMap(line => (line.kind === 'entry' ? [line.entry] : []))
  const whole = isSealed && entries.length === count && entries.every(entry => entry.station === station)
  return whole ? { kind: 'whole', station, writtenAt, entries } : { kind: 'refused', why: 'changed' }
}

/** The hash that a whole file ends with; it names the file. Empty where there is none. */
export function sealOf(text: string): string {
  const seal = sealSchema.safeParse(parsed(text.trimEnd().split('\n').at(-1) ?? ''))
  return seal.success ? seal.data.sealed : ''
}

function hashOf(body: string): string {
  return bytesToHex(sha256(utf8ToBytes(body)))
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
