import { z } from 'zod'
import { hexOf } from '../hex.ts'
import { TagDoesNotFit, type TagReading } from './library-tag.ts'
import { mayIssueOffline, mayReturnOffline, type TagKind } from './type-of-usage.ts'
import { type TagImage, writeTag } from './write-tag.ts'

/** A tag in one line of JSON, for the device doctor and for logs. */
export interface TagLine {
  readonly model: 'iso28560-2' | 'iso28560-3' | 'rfid501' | 'blank' | 'unknown'
  readonly id: string | null
  readonly owner: string | null
  readonly part: number
  readonly parts: number
  readonly usage: string | null
  readonly kind: TagKind | 'blank' | 'unknown'
  readonly offlineIssue: boolean
  readonly offlineReturn: boolean
  /** Only where the fixed model's checksum failed: the text that stands there, for eyes alone. */
  readonly damaged?: string
}

/** The line of a reading. */
export function tagLine(reading: TagReading): TagLine {
  if (reading.kind === 'tag') {
    const { model, id, owner = null, part, parts, usage, kind } = reading.tag
    const offline = { offlineIssue: mayIssueOffline(usage), offlineReturn: mayReturnOffline(usage) }
    return { model, id, owner, part, parts, usage: usage === undefined ? null : hexOf([usage]), kind, ...offline }
  }
  const what = reading.kind === 'blank' ? 'blank' : 'unknown'
  const nothing = {
    id: null,
    owner: null,
    part: 1,
    parts: 1,
    usage: null,
    kind: what,
    offlineIssue: true,
    offlineReturn: true,
  } as const
  return { model: what, ...nothing, ...(reading.kind === 'damaged' && { damaged: reading.text }) }
}

const contentSchema = z.object({
  model: z.enum(['iso28560-2', 'iso28560-3', 'rfid501']),
  id: z.string(),
  owner: z.string().nullish(),
  part: z.int().nullish(),
  parts: z.int().nullish(),
  /** One digit is the class alone. */
  usage: z
    .string()
    .regex(/^[0-9a-fA-F]{1,2}$/)
    .nullish(),
  kind: z.string().nullish(),
  more: z.record(z.string(), z.string()).nullish(),
  /** Bytes of the tag's memory. */
  size: z.int().min(4).max(8192).nullish(),
})

const usageOfKind: Readonly<Record<string, number>> = { patron: 0x80, discarded: 0x70 }

/** The memory that a line like `tagLine`'s asks for. Throws an error with one readable line where it says too little or too much. */
export function imageOfLine(json: unknown): TagImage {
  const read = contentSchema.safeParse(json)
  if (!read.success) {
    const issue = read.error.issues[0]
    throw new TagDoesNotFit(`${issue?.path.join('.') || 'tag'}: ${issue?.message}`)
  }
  const { model, id, owner, part, parts, usage, kind, more, size } = read.data
  const set = parts == null ? undefined : { part: part ?? 1, parts }
  const code = usage == null ? usageOfKind[kind ?? ''] : Number.parseInt(usage.padEnd(2, '0'), 16)
  const content = {
    model,
    id,
    ...(owner && { owner }),
    ...(set && { set }),
    ...(code !== undefined && { usage: code }),
    ...(more && { more }),
  }
  return writeTag(content, size ?? undefined)
}
