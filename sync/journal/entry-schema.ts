import { z } from 'zod'
import type { Transaction } from '../../circulation/transaction.ts'
import type { Entry } from './entry.ts'

/** Rises with every change of the shapes below; a test hashes them. */
export const entryFormat = 5

/** Formats that this version reads: what was written before stays readable for ever. */
export const readableFormats: readonly number[] = [1, 2, 3, 4, entryFormat]

const text = z.string().min(1)
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const sequence = z.int().min(1)

// Codes and reasons are open words here: a refusal that a newer desk knows must not make its entry unreadable.
const override = z.looseObject({ code: text, reason: text })
const target = z.looseObject({ station: text, epoch: text, sequence })

const destination = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('shelf') }),
  z.looseObject({ kind: z.literal('hold'), holdId: text, holdNumber: z.string(), branch: text, stopId: text.optional() }),
  z.looseObject({ kind: z.literal('transfer'), branch: text }),
  z.looseObject({ kind: z.literal('look-at'), why: text }),
])

const replayed = [
  z.looseObject({
    kind: z.literal('checkout'),
    barcode: text,
    card: text,
    patronId: text,
    visitId: text,
    dueOn: day,
    overrides: z.array(override),
    fillsHold: text.optional(),
    provisional: z.boolean().optional(),
    takenFrom: text.optional(),
  }),
  z.looseObject({
    kind: z.literal('checkin'),
    barcode: text,
    patronId: text.optional(),
    destination,
    provisional: z.boolean().optional(),
  }),
  z.looseObject({ kind: z.literal('renewal'), barcode: text, patronId: text, dueOn: day, overrides: z.array(override) }),
  z.looseObject({ kind: z.literal('undo'), target, why: z.enum(['book-is-here', 'mistyped']) }),
  z.looseObject({ kind: z.literal('move'), target, barcode: text, fromPatronId: text, card: text, patronId: text, dueOn: day }),
  z.looseObject({
    kind: z.literal('hold-request'),
    titleId: text,
    card: text,
    patronId: text,
    pickup: z.looseObject({ branch: text, stopId: text.optional() }),
  }),
  z.looseObject({
    kind: z.literal('payment'),
    card: text,
    patronId: text,
    visitId: text,
    cents: z.int().min(1),
    by: z.literal('cash'),
  }),
  z.looseObject({
    kind: z.literal('stop-correction'),
    fromSequence: sequence,
    toSequence: sequence,
    stopId: text.optional(),
    branch: text,
  }),
  z.looseObject({
    kind: z.literal('answer'),
    target,
    hash,
    question: text,
    choice: text,
    right: z.looseObject({ barcode: text.optional(), card: text.optional(), title: text.optional() }).optional(),
  }),
  z.looseObject({
    kind: z.literal('koc-exported'),
    epoch: text,
    fromSequence: sequence,
    toSequence: sequence,
    by: text,
    written: z.literal(false).optional(),
  }),
] as const

const deskOnly = [
  z.looseObject({ kind: z.literal('security-job'), barcode: text, secured: z.boolean(), tag: z.literal(true).optional() }),
  z.looseObject({ kind: z.literal('security-done'), barcode: text, secured: z.boolean(), verified: z.boolean() }),
  z.looseObject({ kind: z.literal('desk-started'), appVersion: z.string() }),
  z.looseObject({ kind: z.literal('signed-in'), staffId: text }),
  z.looseObject({ kind: z.literal('signed-out'), staffId: text }),
  z.looseObject({ kind: z.literal('stop-chosen'), stopId: text.optional(), branch: text }),
  z.looseObject({ kind: z.literal('clock-jump'), wallMs: z.number(), monotonicMs: z.number() }),
  z.looseObject({ kind: z.literal('patron-looked-up'), patronId: text }),
  z.looseObject({ kind: z.literal('task-done'), target }),
  z.looseObject({ kind: z.literal('carried-out'), epoch: text, sequence, entries: z.int().min(1) }),
  z.looseObject({ kind: z.literal('carried-in'), from: text, seal: hash, entries: z.int().min(0) }),
  z.looseObject({ kind: z.literal('fork-found'), epoch: text, sequence }),
  z.looseObject({ kind: z.literal('refused'), barcode: z.string().optional(), patronId: text.optional(), code: text }),
] as const

/** Every kind of transaction that this version can read. Fields that it does not know are kept. */
export const transactionSchema = z.discriminatedUnion('kind', [...replayed, ...deskOnly])

const time = z.looseObject({
  wall: z.string().regex(/^[+-]?\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/),
  zone: text,
  monotonicMs: z.number(),
  run: text,
  offset: z.looseObject({ ms: z.number(), uncertaintyMs: z.number(), ageMs: z.number() }).optional(),
})

/** All around the transaction. This must parse; the transaction inside may be of a kind that this version does not know. */
export const envelopeSchema = z.looseObject({
  format: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(entryFormat)]),
  station: text,
  epoch: text,
  sequence,
  previous: hash,
  hash,
  at: time,
  staffId: text.optional(),
  branch: z.string(),
  stopId: text.optional(),
  environment: z.enum(['production', 'test', 'demo']),
  transaction: z.looseObject({ kind: z.string() }),
  salt: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  forgotten: z.looseObject({ digest: hash.optional(), fields: z.array(text) }).optional(),
  sealed: z.looseObject({ key: text, text, box: text }).optional(),
})

/** The entry whole, transaction and all. */
export const entrySchema = z.looseObject({ ...envelopeSchema.shape, transaction: transactionSchema })

export type Payload =
  | { readonly kind: 'readable'; readonly transaction: Transaction }
  | { readonly kind: 'unreadable'; readonly why: string }

/** Reads what is inside an envelope. An unreadable one is kept, sent up and decided by a person. */
export function readPayload(entry: Pick<Entry, 'transaction'>): Payload {
  const parsed = transactionSchema.safeParse(entry.transaction)
  if (parsed.success) return { kind: 'readable', transaction: parsed.data as Transaction }
  return { kind: 'unreadable', why: z.prettifyError(parsed.error) }
}
