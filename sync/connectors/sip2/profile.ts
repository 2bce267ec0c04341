import { z } from 'zod'

const shape = {
  /** How letters are written; what does not fit is read as Latin-1. */
  encoding: z.enum(['ascii', 'latin1', 'cp850', 'utf8']),
  /** Messages carry numbers and checksums. */
  checked: z.boolean(),
  /** `honours-due-date`: a loan is recorded in spite of blocks, with the due date sent. Otherwise the flag is not sent. */
  noBlock: z.enum(['honours-due-date', 'never']),
  /** What the return date of 09 comes to. */
  returnDate: z.enum(['instant', 'day', 'ignored']),
  /** How a promised renewal is written: as one, or as a loan of the same patron with its due date. */
  renewBy: z.enum(['29', '11']),
  /** What stands in a patron's lists; `unsaid`: looked at each time. */
  lists: z.enum(['barcodes', 'titles', 'unsaid']),
  /** AP of 18 is where an item is. */
  place: z.boolean(),
  /** CF of 18 is left out where nobody waits; otherwise its absence says nothing. */
  absentQueueIsEmpty: z.boolean(),
  holds: z.enum(['add-and-cancel', 'cancel', 'none']),
  /** Payments by 37; where BX says no, none are sent whatever stands here. */
  payments: z.enum(['taken', 'none']),
  /** It keeps a patron open until 35. */
  endsPatron: z.boolean(),
  /** What was sent may still be carried out so much later. */
  worstLatenessMs: z.number().int().min(0).max(86_400_000),
  answerMs: z.number().int().min(500).max(300_000),
  /** A connection quiet for longer is not trusted. */
  quietMs: z.number().int().min(0).max(3_600_000),
  /** Connections at once that it is known to bear. */
  connections: z.number().int().min(1).max(64),
  /** What it said of itself when it was probed; another answer pauses replay. */
  fingerprint: z.string().max(200).optional(),
}

export const profileSchema = z.strictObject(shape)

/** What is known of one kind of server: data, so that a probe can write it and an administrator can read it. */
export type Profile = z.infer<typeof profileSchema>

/** Nothing is taken for granted: plain SIP 2.00, every optional field optional. */
const unknown: Profile = {
  encoding: 'utf8',
  checked: true,
  noBlock: 'never',
  returnDate: 'ignored',
  renewBy: '29',
  lists: 'unsaid',
  place: false,
  absentQueueIsEmpty: false,
  holds: 'add-and-cancel',
  payments: 'taken',
  endsPatron: true,
  worstLatenessMs: 10 * 60_000,
  answerMs: 15_000,
  quietMs: 20_000,
  connections: 1,
}

const koha: Profile = { ...unknown, lists: 'barcodes', endsPatron: false, worstLatenessMs: 5 * 60_000, connections: 4 }

/** The kinds that are known, by name. A site's own probe goes before them. */
export const profiles = {
  unknown,
  /** Before no-block was understood: flags and dates are ignored. */
  'koha-4': { ...koha, quietMs: 60_000 },
  /** Takes the due date for the time of issue: it is never sent. */
  'koha-24': { ...koha, returnDate: 'instant', place: true, absentQueueIsEmpty: true },
  'koha-25': {
    ...koha,
    noBlock: 'honours-due-date',
    renewBy: '11',
    returnDate: 'instant',
    place: true,
    absentQueueIsEmpty: true,
  },
  /** OpenNCIP SIPServer in front of Evergreen. */
  evergreen: { ...koha, returnDate: 'day', lists: 'unsaid', place: true, holds: 'cancel' },
  /** Evergreen's own mediator. */
  'evergreen-mediator': { ...koha, returnDate: 'day', lists: 'unsaid', place: true, holds: 'none' },
  aurora: { ...unknown },
} as const satisfies Record<string, Profile>

export type ProfileName = keyof typeof profiles
