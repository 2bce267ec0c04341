import { z } from 'zod'

/*
 * Rows as they come from a hub. Fields that this version does not know are let through; what is missing or of another kind is refused, since a
 * decision at the desk would rest on it.
 */

const text = z.string().min(1)
export const count = z.int().min(0)
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
/** ISO instant in UTC. */
export const instant = z.string().regex(/^[+-]?\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/)

export const itemStatus = z.enum(['ok', 'lost', 'missing', 'claims-returned', 'withdrawn', 'not-for-loan'])

export const item = z.object({
  barcode: text,
  titleId: text,
  title: z.string(),
  author: z.string().optional(),
  itemType: z.string().optional(),
  homeBranch: text,
  callNumber: z.string().optional(),
  ageLimit: z.number().optional(),
  circulationStatus: itemStatus,
  parts: z.number().optional(),
})

export const patron = z.object({
  patronId: text,
  cards: z.array(z.string()),
  name: z.object({ given: z.string(), family: z.string() }).optional(),
  birthDate: z.string().optional(),
  category: z.string(),
  expiresOn: day.optional(),
  blocks: z.array(z.enum(['barred', 'card-lost', 'guardian-barred', 'inactive', 'address-unknown'])),
  feesCents: z.number(),
  homeBranch: z.string().optional(),
  ageClass: z.object({ reached: count, changesOn: day.optional() }).optional(),
  isReplacedCard: z.literal(true).optional(),
  sealedId: z.string().optional(),
})

export const countsOfCard = z.object({ card: text, loans: count, holds: count })

export const loan = z.object({
  barcode: text,
  patronId: text,
  lentAt: instant,
  dueOn: day,
  renewals: count,
  branch: z.string(),
  visitId: z.string().optional(),
})

const holdState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queued') }),
  z.object({ kind: z.literal('in-transit'), barcode: text }),
  z.object({ kind: z.literal('waiting'), barcode: text, expiresOn: day.optional(), box: z.string().optional() }),
])

export const hold = z.object({
  holdId: text,
  titleId: text,
  copy: text.optional(),
  patronId: text,
  placedAt: instant,
  pickup: z.object({ branch: text, stopId: text.optional() }),
  holdNumber: z.string(),
  state: holdState,
})

const loanRule = z.object({
  itemType: z.string().optional(),
  category: z.string().optional(),
  branchKind: z.enum(['library', 'bookmobile']).optional(),
  days: z.number(),
  renewals: count,
  maxOfType: count.optional(),
})

const ruleSet = z.object({
  validFrom: day,
  loanRules: z.array(loanRule),
  feeBlockCents: z.number(),
  feesBlockRenewals: z.boolean(),
  maxLoans: count.optional(),
  groupCategories: z.array(z.string()),
  notForGroups: z.array(z.string()),
  stretchToVisitDays: count,
  dueNeverAfterCardExpiry: z.boolean(),
})

const branch = z.object({
  branch: text,
  name: z.string(),
  kind: z.enum(['library', 'bookmobile']),
  zone: text,
  closedOn: z.array(day),
  closedWeekdays: z.array(z.int().min(1).max(7)),
  floating: z.boolean().optional(),
})

const visit = z.object({ day, from: z.string(), to: z.string(), cancelled: z.boolean().optional() })

const staffMember = z.object({
  staffId: text,
  name: z.string(),
  badge: z.string().optional(),
  pinHash: z.string().optional(),
  role: z.enum(['staff', 'lead']),
})

export const environment = z.enum(['production', 'test', 'demo'])

const shown = z.object({ number: text, about: text })

export const settings = z.object({
  library: z.string(),
  environment,
  rules: z.object({ name: z.string(), zone: text, sets: z.array(ruleSet), assumed: z.boolean().optional() }),
  dueDays: z.literal('of-system').optional(),
  leaseDays: z.int().min(1).max(90).optional(),
  branches: z.array(branch),
  stops: z.array(z.object({ stopId: text, name: z.string(), line: z.string(), branch: text, visits: z.array(visit) })),
  staff: z.array(staffMember),
  today: day.optional(),
  showcase: z.object({ cards: z.array(shown), items: z.array(shown) }).optional(),
})
