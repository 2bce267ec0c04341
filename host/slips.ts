import { z } from 'zod'

/*
 * What is printed, as data: templates that a library may replace in `station.json`, and the filled slip. What a template may name is listed for each
 * slip, and nobody's name is in any of the lists: a slip lies where others see it.
 */

export type SlipKind = 'receipt' | 'hold' | 'transfer'

/** Whatever a slip may say, by kind. `lists` are repeated line by line. */
export const slipWords = {
  receipt: {
    values: ['library', 'branch', 'stop', 'day', 'time', 'cardEnd', 'lentCount', 'returnedCount', 'paid'],
    lists: { lent: ['title', 'barcode', 'due'], returned: ['title', 'barcode'] },
  },
  hold: { values: ['library', 'branch', 'day', 'time', 'number', 'place', 'title', 'barcode'], lists: {} },
  transfer: { values: ['library', 'branch', 'day', 'time', 'place', 'title', 'barcode'], lists: {} },
} as const satisfies Record<SlipKind, { values: readonly string[]; lists: Readonly<Record<string, readonly string[]>> }>

const look = {
  align: z.enum(['left', 'centre', 'right']).optional(),
  bold: z.boolean().optional(),
  /** Twice as high and wide. */
  big: z.boolean().optional(),
  /** Only where this value, or this list, is not empty. */
  when: z.string().optional(),
  /** Once for every line of this list, whose values it may name. */
  each: z.string().optional(),
}

/** One element of a template. `{name}` stands for a value, `{t:key}` for a sentence in the language of the desk. */
export const slipElement = z.union([
  z.strictObject({ text: z.string().max(500), ...look }),
  z.strictObject({ pair: z.tuple([z.string().max(500), z.string().max(100)]), ...look }),
  z.strictObject({ barcode: z.string().max(100), ...look }),
  z.strictObject({ rule: z.literal(true), when: look.when }),
  z.strictObject({ space: z.int().min(1).max(10), when: look.when }),
])

export const slipTemplate = z.array(slipElement).max(100)
export type SlipElement = z.infer<typeof slipElement>
export type SlipTemplate = z.infer<typeof slipTemplate>

/** The templates that a library has of its own. */
export const slipTemplates = z.object({
  receipt: slipTemplate.optional(),
  hold: slipTemplate.optional(),
  transfer: slipTemplate.optional(),
})
export type SlipTemplates = z.infer<typeof slipTemplates>

/** A filled slip: what stands on paper, line by line, before it is cut to the paper's width. */
export type SlipLine =
  | {
      readonly kind: 'text'
      readonly text: string
      readonly align: 'left' | 'centre' | 'right'
      readonly bold: boolean
      readonly big: boolean
    }
  | { readonly kind: 'pair'; readonly left: string; readonly right: string; readonly bold: boolean }
  | { readonly kind: 'barcode'; readonly text: string; readonly align: 'left' | 'centre' | 'right' }
  | { readonly kind: 'rule' }
  | { readonly kind: 'space'; readonly lines: number }
export type Slip = readonly SlipLine[]

/** What a receipt printer is like; every key has a usual value. */
export const paperSetting = z.object({
  /** Characters to a line: 48 on 80 mm, 42 on some, 32 on 58 mm. */
  columns: z.int().min(16).max(96).optional(),
  /** Dots to a line: 576 on 80 mm, 384 on 58 mm. */
  dots: z.int().min(128).max(2048).optional(),
  /** Code pages in the order in which they are tried, with the printer's own numbers where they are not Epson's. */
  pages: z
    .partialRecord(
      z.enum(['cp437', 'cp850', 'cp852', 'cp858', 'cp865', 'cp775', 'windows1252', 'windows1257']),
      z.int().min(0).max(255),
    )
    .optional(),
  /** Lines in letters that no page has are drawn; false where the printer cannot draw. */
  draws: z.boolean().optional(),
  cutter: z.boolean().optional(),
})
export type PaperSetting = z.infer<typeof paperSetting>
