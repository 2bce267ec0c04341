import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { templateFault } from '../hardware/printing/fill-template.ts'
import { type BarcodeRule, barcodeRules } from '../host/barcode-rules.ts'
import { paperSetting, type SlipKind, type SlipTemplate, slipTemplates } from '../host/slips.ts'
import { stationName } from '../host/station-name.ts'
import { writeDurably } from '../host/write-durably.node.ts'

const openBecause = /^open because (.{8,})$/
const hexByte = z.string().regex(/^[0-9A-Fa-f]{2}$/)

/** `station.json` in the data folder: what IT sets for this station. Every key may be missing. */
const settingsSchema = z
  .object({
    station: z.string().regex(stationName).default('bus-1'),
    /** A hub elsewhere; without it the program runs one of its own. */
    hub: z.object({ url: z.url(), token: z.string().min(1) }).optional(),
    devices: z
      .array(
        z.object({
          id: z.string(),
          driver: z.string(),
          address: z.string(),
          role: z.literal('returns-only').optional(),
          paper: paperSetting.optional(),
          barcodes: barcodeRules.optional(),
          security: z.object({ secured: hexByte, onLoan: hexByte, eas: z.boolean().optional() }).optional(),
        }),
      )
      .default([]),
    /** What the library's labels look like: for scanners without rules of their own, and for those that type. */
    barcodes: barcodeRules.optional(),
    /** Templates of the library's own for what is printed. */
    slips: slipTemplates.optional(),
    kiosk: z.boolean().default(false),
    /** In which form the register lies here. */
    register: z.enum(['packed', 'rows']).optional(),
    /** `open because REASON`: the register's key may lie beside what it encrypts, for a disk that is encrypted as a whole. */
    registerKey: z.string().regex(openBecause, 'open because REASON').optional(),
  })
  .strict()

export type StationSettings = z.infer<typeof settingsSchema>

/** Reads the settings; throws one readable line that names the key where the file is wrong. */
export function readStationSettings(folder: string): StationSettings {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'station.json')
  let text = '{}'
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error(`${path}: not JSON`)
  }
  const read = settingsSchema.safeParse(value)
  if (read.success) {
    for (const [kind, template] of Object.entries(read.data.slips ?? {}) as [SlipKind, SlipTemplate | undefined][]) {
      const fault = template && templateFault(kind, template)
      if (fault) throw new Error(`${path}: slips: ${fault}`)
    }
    const { barcodes, devices } = read.data
    return { ...read.data, devices: devices.map(device => (barcodes ? { barcodes, ...device } : device)) }
  }
  const issue = read.error.issues[0]
  throw new Error(`${path}: ${issue?.path.join('.') || 'settings'}: ${issue?.message}`)
}

/** Why the register's key may lie open, where somebody has decided so. */
export function openKeyBecause({ registerKey }: StationSettings): string | undefined {
  return openBecause.exec(registerKey ?? '')?.[1]
}

/** Puts what the library's labels look like into the settings; everything else there stays as it is. Rejects where the file cannot be written. */
export async function keepBarcodes(folder: string, barcodes: readonly BarcodeRule[]): Promise<void> {
  readStationSettings(folder)
  const path = join(folder, 'station.json')
  const others = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as object) : {}
  await writeDurably(path, `${JSON.stringify({ ...others, barcodes }, null, 2)}\n`)
}
