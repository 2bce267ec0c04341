import type { LibraryTables, TableChange } from '../../connectors/library-tables.ts'
import { inThrees } from './in-threes.ts'
import type { KeyedTable, StandingRows } from './row-reading.ts'
import type { SeenKeys } from './seen-keys.ts'

export interface WholeFile {
  readonly table: KeyedTable
  readonly seen: SeenKeys
  /** The instant at which the file was written: what is newer here cannot be in it. */
  readonly asOf: string
  readonly standing: StandingRows
  readonly tables: Pick<LibraryTables, 'write'>
}

/** A file that lacks more than this part of what stands was cut, or is another one. */
const mostGone = 0.1
const fewEnough = 100
const keysAtOnce = 1000

/**
 * What a whole file does not have any more: loans and holds end, items are withdrawn, patrons inactive; nothing is erased. Resolves to how many. Throws
 * `TooMuchGone`, and changes nothing, where that would be more than a tenth.
 */
export async function endWhatIsNotIn(file: WholeFile): Promise<number> {
  let [standing, gone] = [0, 0]
  for await (const keys of missingKeys(file, count => (standing += count))) gone += keys.length
  if (gone > fewEnough && gone > standing * mostGone) throw new TooMuchGone(file.table, gone, standing)
  if (gone === 0) return 0
  let ended = 0
  for await (const keys of missingKeys(file, () => {})) {
    const changes = await endings(keys, file)
    ended += changes.length
    if (changes.length > 0) await file.tables.write(changes, `drop:${crypto.randomUUID()}`)
  }
  return ended
}

/** The file would empty the register. */
export class TooMuchGone extends Error {
  constructor(table: string, gone: number, standing: number) {
    super(
      `${inThrees(gone)} of ${inThrees(standing)} ${table} are not in the file any more: it looks cut, so nothing was ended by it`,
    )
    this.name = 'TooMuchGone'
  }
}

async function* missingKeys(
  { table, seen, standing }: WholeFile,
  counted: (count: number) => void,
): AsyncGenerator<readonly string[]> {
  let last = ''
  for (;;) {
    const keys = await standing.keysBehind(table, last, keysAtOnce)
    if (keys.length === 0) return
    counted(keys.length)
    last = keys.at(-1)!
    yield keys.filter(key => !seen.has(key))
  }
}

async function endings(keys: readonly string[], { table, asOf, standing }: WholeFile): Promise<readonly TableChange[]> {
  if (keys.length === 0) return []
  const at = asOf
  switch (table) {
    case 'loans': {
      const [loans, touched] = [await standing.loans(keys), await standing.touchedSince(keys, asOf)]
      return [...loans].flatMap(([key, { barcode, branch, lentAt }]) =>
        touched.has(key) || lentAt >= asOf ? [] : [{ kind: 'end-loan', barcode, endedAt: at, endedAtBranch: branch } as const],
      )
    }
    case 'holds': {
      const holds = await standing.holds(keys)
      return [...holds].flatMap(([holdId, { hold }]) =>
        hold.placedAt >= asOf ? [] : [{ kind: 'end-hold', holdId, why: 'cancelled', at } as const],
      )
    }
    case 'items': {
      const [items, touched] = [await standing.items(keys), await standing.touchedSince(keys, asOf)]
      return [...items].flatMap(([key, { item }]) =>
        touched.has(key) || item.circulationStatus === 'withdrawn'
          ? []
          : [{ kind: 'set-status', barcode: item.barcode, status: 'withdrawn' } as const],
      )
    }
    case 'patrons': {
      const patrons = [...(await standing.patrons(keys)).values()].filter(({ blocks }) => !blocks.includes('inactive'))
      return patrons.map(
        patron => ({ kind: 'put-patron', patron: { ...patron, blocks: [...patron.blocks, 'inactive'] } }) as const,
      )
    }
  }
}
