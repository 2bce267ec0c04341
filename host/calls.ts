import { z } from 'zod'
import { barcodeRules } from './barcode-rules.ts'
import { deviceErrorKinds } from './byte-stream.ts'
import { linesAtOnce } from './journal-in-pieces.ts'
import { paperSetting, slipTemplates } from './slips.ts'

/*
 * Everything that crosses the boundary between the desktop's main process and its window, in one map. Preload and main are derived from it: a
 * forgotten channel is a compile error, an argument of another shape never reaches a handler.
 */

/** Rises with every change of a shape below; a test hashes the map. */
export const callsVersion = 14

const from = z.int().min(0)
/** A long journal crosses in pieces: no message holds a year. */
const piece = z.object({ from, lines: z.array(z.string().max(1_000_000)).max(linesAtOnce), last: z.boolean() })
/** What one message may hold of a file's text, in characters. */
export const textAtOnce = 4_000_000
const deviceSetting = z.object({
  id: z.string(),
  driver: z.string(),
  address: z.string(),
  role: z.literal('returns-only').optional(),
  security: z.object({ secured: z.string(), onLoan: z.string(), eas: z.boolean().optional() }).optional(),
  paper: paperSetting.optional(),
  barcodes: barcodeRules.readonly().optional(),
})
const tagFacts = z.object({
  what: z.enum(['item', 'patron', 'discarded', 'not-for-loan', 'other']),
  offlineIssue: z.boolean(),
  offlineReturn: z.boolean(),
  missing: z.array(z.number()).readonly(),
  early: z.boolean(),
})
const tagModels = ['iso28560-2', 'iso28560-3', 'rfid501'] as const
const padItem = z.object({
  barcode: z.string().nullable(),
  library: z.string(),
  what: z.enum([...tagFacts.shape.what.options, 'blank', 'damaged', 'unreadable', 'half']),
  parts: z.number(),
  missing: z.array(z.number()).readonly(),
  doubled: z.boolean(),
  tags: z
    .array(
      z.object({
        uid: z.string(),
        part: z.number(),
        secured: z.boolean().nullable(),
        model: z.enum([...tagModels, 'blank', 'damaged', 'unknown', 'unreadable']),
      }),
    )
    .readonly(),
  text: z.string().optional(),
})
const tagWish = z.object({
  model: z.enum(tagModels),
  barcode: z.string().min(1).max(100),
  owner: z.string().max(20).optional(),
  part: z.int().min(0).max(255),
  parts: z.int().min(1).max(255),
})
const written = z.object({
  kind: z.enum(['written', 'untouched', 'half']),
  why: z.enum(['gone', 'no-tag', 'locked', 'does-not-fit', 'not-written', 'not-supported', 'not-kept']).optional(),
})
const keyText = z.string().max(10_000)
const settled = z.object({ done: z.boolean(), verified: z.boolean() })
const deviceEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('scan'),
    text: z.string(),
    symbology: z.string().optional(),
    isbn: z.boolean().optional(),
    label: z.string().optional(),
  }),
  z.object({
    kind: z.literal('tag'),
    barcode: z.string(),
    library: z.string(),
    complete: z.boolean(),
    tag: tagFacts.optional(),
  }),
  z.object({ kind: z.literal('pad'), items: z.array(padItem).readonly() }),
  z.object({ kind: z.literal('tag-written'), barcode: z.string() }),
  z.object({ kind: z.literal('in-work'), tags: z.array(z.object({ uid: z.string(), barcode: z.string() })).readonly() }),
  z.object({ kind: z.literal('unreadable'), why: z.string(), label: z.string().optional(), symbology: z.string().optional() }),
  z.object({ kind: z.literal('gone'), why: z.enum(['closed', 'unplugged', 'failed']) }),
])
const deviceState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('connected') }),
  z.object({ kind: z.literal('waiting'), why: z.string(), error: z.enum(deviceErrorKinds).optional() }),
  z.object({ kind: z.literal('closed') }),
])

/** How the hub inside the desktop app is: one that ended by itself is started again a few times. */
const hubState = z.enum(['running', 'restarting', 'given-up'])
export type HubState = z.infer<typeof hubState>

/** What the window may ask. */
export const calls = {
  about: {
    request: z.null(),
    answer: z.object({
      station: z.string(),
      version: z.string(),
      kiosk: z.boolean(),
      /** `state` where the hub runs inside the app. */
      hub: z.object({ url: z.string(), token: z.string(), state: hubState.optional() }),
      devices: z.array(deviceSetting),
      /** Templates of the library's own. */
      slips: slipTemplates.optional(),
      /** What the library's labels look like. */
      barcodes: barcodeRules.readonly().optional(),
      /** In which form the register lies here, and what keeps its key. */
      register: z.object({
        form: z.enum(['packed', 'rows']).optional(),
        keyring: z.boolean(),
        /** A decision, with its reason, that the key may lie beside what it encrypts. */
        openBecause: z.string().optional(),
      }),
    }),
  },
  /** Wraps and opens a key by the system's keyring. Rejects where there is none, or where it is another. */
  'keyring-encrypt': { request: z.object({ text: keyText }), answer: z.object({ text: keyText }) },
  'keyring-decrypt': { request: z.object({ text: keyText }), answer: z.object({ text: keyText }) },
  'journal-read': { request: z.object({ from }), answer: piece },
  'journal-append': { request: piece, answer: z.null() },
  'journal-rewrite': { request: piece, answer: z.null() },
  /** As a rewrite of which nothing is kept aside. */
  'journal-forget': { request: piece, answer: z.null() },
  /** Asks a person where a file to carry shall go; null where nobody chose. */
  'carried-choose': {
    request: z.object({ name: z.string().regex(/^[\w.-]{1,120}$/) }),
    answer: z.object({ where: z.string() }).nullable(),
  },
  /** Writes to the place that was chosen last, and to no other. In pieces of a text; the last one writes. */
  'carried-write': {
    request: z.object({ from, text: z.string().max(textAtOnce), last: z.boolean() }),
    answer: z.null(),
  },
  /** Asks a person for a file and reads its beginning; the rest is read by `carried-read`. Null where nobody chose. */
  'carried-open': { request: z.null(), answer: z.object({ name: z.string(), length: from }).nullable() },
  'carried-read': { request: z.object({ from }), answer: z.object({ text: z.string() }) },
  'device-settle': {
    request: z.object({ device: z.string().max(100), barcode: z.string().max(100), alarm: z.enum(['on', 'off', 'leave']) }),
    answer: settled,
  },
  'device-print': {
    request: z.object({ device: z.string().max(100), bytes: z.array(z.int().min(0).max(255)).max(500_000) }),
    answer: z.null(),
  },
  'device-write': {
    request: z.object({ device: z.string().max(100), uid: z.string().regex(/^[0-9A-F]{16}$/), wish: tagWish }),
    answer: written,
  },
  'device-forget': { request: z.object({ uid: z.string().regex(/^[0-9A-F]{16}$/) }), answer: z.null() },
  /** What the library's labels look like, from now on: kept in the station's settings, and used at once. */
  'barcodes-keep': { request: barcodeRules, answer: z.null() },
  /** What the system says is plugged in, with which drivers may fit. */
  ports: {
    request: z.null(),
    answer: z.array(
      z.object({ path: z.string(), guesses: z.array(z.object({ driver: z.string(), score: z.number(), why: z.string() })) }),
    ),
  },
  /** The page as it stands, on a printer of the system; `''` is its usual one. */
  'page-print': { request: z.object({ printer: z.string().max(200) }), answer: z.null() },
  /** Asked once the window listens, so that no event is lost while it loads. */
  'devices-start': { request: z.null(), answer: z.null() },
  /** Kiosk: closes the program. The window has checked the PIN of a member of staff. */
  'leave-kiosk': { request: z.null(), answer: z.null() },
} as const satisfies Record<string, { request: z.ZodType; answer: z.ZodType }>

export type CallName = keyof typeof calls
export type Request<N extends CallName> = z.infer<(typeof calls)[N]['request']>
export type Answer<N extends CallName> = z.infer<(typeof calls)[N]['answer']>
export type About = Answer<'about'>

/** What main tells the window. */
export const notices = {
  device: z.object({ setting: deviceSetting, event: deviceEvent }),
  'device-state': z.object({ setting: deviceSetting, state: deviceState }),
  'hub-state': hubState,
} as const satisfies Record<string, z.ZodType>

export type NoticeName = keyof typeof notices
export type Notice<N extends NoticeName> = z.infer<(typeof notices)[N]>

/** Electron turns a thrown error into a string with a preamble; so a failure crosses as a value. */
export type Crossed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly kind: string; readonly message: string }

/** What the preload script puts on the window as `window.pysakki`. */
export interface Bridge {
  call<N extends CallName>(name: N, request: Request<N>): Promise<Crossed<Answer<N>>>
  on<N extends NoticeName>(name: N, listener: (notice: Notice<N>) => void): () => void
}

/** The other side refused or failed. */
export class CallError extends Error {
  readonly kind: string
  constructor(kind: string, message: string) {
    super(message)
    this.name = 'CallError'
    this.kind = kind
  }
}

/** Calls over the bridge; rejects with a `CallError`. */
export async function ask<N extends CallName>(bridge: Bridge, name: N, request: Request<N>): Promise<Answer<N>> {
  const crossed = await bridge.call(name, request)
  if (crossed.ok) return crossed.value
  throw new CallError(crossed.kind, crossed.message)
}
