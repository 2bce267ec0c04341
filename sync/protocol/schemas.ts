import { z } from 'zod'
import type { Outcome, OutcomeNote, ReplayChoice, ReplayQuestion } from '../../circulation/outcome.ts'
import { envelopeSchema } from '../journal/entry-schema.ts'
import type { WaitReason } from './brake.ts'
import type { Brought, Changes, Have, Hello, Manifest, Neighbours, Outcomes, Segment, VolatileState } from './messages.ts'
import { count, countsOfCard, environment, hold, instant, item, itemStatus, loan, patron, settings } from './row-schemas.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const text = z.string().min(1)

/** A word from a list that may grow: one that this version does not know must not make the rest unreadable. */
function openWord<Word extends string>(): z.ZodType<Word, Word> {
  return z.string() as unknown as z.ZodType<Word, Word>
}

export const helloSchema = z.object({
  protocol: count,
  library: z.string(),
  environment,
  time: instant,
  timeUncertaintyMs: count.optional(),
  registerVersion: count,
  neighbours: z.literal(true).optional(),
})

const segmentInfo = z.object({
  kind: z.enum(['items', 'patrons']),
  name: hash,
  firstKey: z.string(),
  lastKey: z.string(),
  rows: count,
  bytes: count,
})

const detail = z.object({
  id: text,
  tier: z.enum(['least', 'named', 'everyone']),
  until: z.string().optional(),
  key: hash,
})

export const manifestSchema = z.object({
  version: count,
  asOf: instant,
  segments: z.array(segmentInfo),
  settings,
  detail: detail.optional(),
})

export const segmentSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('items'), rows: z.array(item) }),
  z.object({ kind: z.literal('patrons'), rows: z.array(patron) }),
])

const statuses = z.array(z.object({ barcode: text, status: itemStatus }))

export const stateSchema = z.object({
  version: count,
  asOf: instant,
  loans: z.array(loan),
  holds: z.array(hold),
  statuses,
  detail: text.optional(),
  counts: z.array(countsOfCard).optional(),
})

export const changesSchema = z.object({
  since: count,
  version: count,
  asOf: instant,
  items: z.array(item),
  itemsGone: z.array(z.string()),
  patrons: z.array(patron),
  patronsGone: z.array(z.string()),
  loans: z.array(loan),
  loansEnded: z.array(z.string()),
  holds: z.array(hold),
  holdsGone: z.array(z.string()),
  statuses,
  detail: text.optional(),
  counts: z.array(countsOfCard).optional(),
  settings: settings.optional(),
})

/** Only the envelope: what is inside an entry is read later, and kept where it cannot be. */
export const uploadSchema = z.object({ protocol: count, epoch: text, entries: z.array(envelopeSchema) })

export const haveSchema = z.object({ epoch: text, sequence: count, hash })

export const broughtSchema = z.object({
  station: text,
  entries: count,
  fresh: count,
  forks: count,
  until: text.optional(),
  missing: z.array(z.object({ epoch: text, from: count, have: count })),
})

const note = z.object({
  code: openWord<OutcomeNote['code']>(),
  holdNumber: z.string().optional(),
  barcode: z.string().optional(),
  dueOn: z.string().optional(),
})

const answered = z
  .object({
    entry: z.string(),
    choice: openWord<ReplayChoice>(),
    right: z.object({ barcode: z.string().optional(), card: z.string().optional(), title: z.string().optional() }).optional(),
  })
  .optional()

const outcome: z.ZodType<Outcome> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('applied'), answered }),
  z.object({ kind: z.literal('applied-with-note'), notes: z.array(note), answered }),
  z.object({ kind: z.literal('already-applied'), answered }),
  z.object({ kind: z.literal('history-only'), notes: z.array(note), answered }),
  z.object({
    kind: z.literal('needs-person'),
    question: openWord<ReplayQuestion>(),
    choices: z.array(openWord<ReplayChoice>()),
    where: z.enum(['here', 'office']),
    closedUntil: instant.optional(),
    answered,
  }),
  z.object({ kind: z.literal('refused'), code: z.string(), answered }),
])

export const outcomesSchema = z.object({
  cursor: count,
  outcomes: z.array(
    z.object({ epoch: text, sequence: z.int().min(1), hash: hash.optional(), outcome, at: instant, inVersion: count }),
  ),
  waits: z
    .array(z.object({ epoch: text, from: count, to: count, why: openWord<WaitReason>(), until: instant.optional() }))
    .optional(),
})

export const neighboursSchema = z.object({
  state: text,
  // One that cannot be read must not make the others unreadable.
  entries: z.array(z.object({ entry: z.unknown(), inVersion: count.optional() })).optional(),
  on: text.optional(),
  more: z.literal(true).optional(),
  older: count.optional(),
})

/** How each answer of the hub is read. The compiler holds the schemas to the messages. */
export const answers = {
  hello: helloSchema satisfies z.ZodType<Hello>,
  manifest: manifestSchema satisfies z.ZodType<Manifest>,
  segment: segmentSchema satisfies z.ZodType<Segment>,
  state: stateSchema satisfies z.ZodType<VolatileState>,
  changes: changesSchema satisfies z.ZodType<Changes>,
  have: haveSchema satisfies z.ZodType<Have>,
  brought: broughtSchema satisfies z.ZodType<Brought>,
  outcomes: outcomesSchema satisfies z.ZodType<Outcomes>,
  neighbours: neighboursSchema satisfies z.ZodType<Neighbours>,
}

/** What each answer is. */
export interface Answers {
  readonly hello: Hello
  readonly manifest: Manifest
  readonly segment: Segment
  readonly state: VolatileState
  readonly changes: Changes
  readonly have: Have
  readonly brought: Brought
  readonly outcomes: Outcomes
  readonly neighbours: Neighbours
}

export type ReadAnswer<Kind extends keyof Answers> =
  | { readonly ok: true; readonly answer: Answers[Kind] }
  | { readonly ok: false; readonly why: string }

/** Checks what came from the network. Given back as it came, so that fields of a newer hub are not lost. */
export function readAnswer<Kind extends keyof Answers>(kind: Kind, value: unknown): ReadAnswer<Kind> {
  const parsed = answers[kind].safeParse(value)
  if (parsed.success) return { ok: true, answer: value as Answers[Kind] }
  return { ok: false, why: `the hub's ${kind} cannot be read: ${z.prettifyError(parsed.error).slice(0, 500)}` }
}
