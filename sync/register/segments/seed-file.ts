import type { TableKind } from './manifest.ts'
import type { IndexRow } from './rows.ts'

/*
 * Bundles of the register in one file, to be carried to a station by hand: those of tables that speak of nobody, and neither manifest nor settings nor key. Each
 * is known by its hash, so whatever a station wants it takes, and believes nothing else of the file.
 */

/** What a stick may hold. */
export const seededTables: readonly TableKind[] = ['items', 'titles', 'states']

const mark = 'pysakki register bundles 1'
/** Three million items have some 4 000 bundles. */
const longestHead = 16 * 1024 * 1024

/** The head of a file, before the bundles one after the other. */
export function seedHead(rows: readonly Pick<IndexRow, 'name' | 'bytes'>[]): Uint8Array {
  const list = rows.map(({ name, bytes }) => `${name} ${bytes}\n`).join('')
  return new TextEncoder().encode(`${mark} ${rows.length}\n${list}\n`)
}

/** A bundle in a file: from its first byte to behind its last. */
export interface SeededBundle {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** The bundles of a file that are whole in it; undefined where it is none of ours. What was cut off is left out. */
export async function readSeed(file: Blob): Promise<readonly SeededBundle[] | undefined> {
  const first = await file.slice(0, 64).text()
  const count = Number(new RegExp(`^${mark} (\\d{1,7})\n`).exec(first)?.[1] ?? Number.NaN)
  if (Number.isNaN(count)) return undefined
  const text = await file.slice(0, Math.min(longestHead, 64 + count * 80)).text()
  const end = text.indexOf('\n\n')
  if (end < 0) return undefined
  const lines = count === 0 ? [] : text.slice(text.indexOf('\n') + 1, end).split('\n')
  const found: SeededBundle[] = []
  let from = end + 2
  for (const line of lines) {
    const [, name, bytes] = /^([0-9a-f]{64}) (\d{1,9})$/.exec(line) ?? []
    if (name === undefined) return undefined
    const to = from + Number(bytes)
    if (to <= file.size) found.push({ name, from, to })
    from = to
  }
  return found
}
