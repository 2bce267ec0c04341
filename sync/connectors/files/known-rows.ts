import type { Item, Title } from '../../../circulation/item.ts'
import { numberKey, parseNumber } from '../../../circulation/numbers.ts'
import type { Patron } from '../../../circulation/patron.ts'
import type { Branch } from '../../../circulation/place.ts'
import type { RuleBook } from '../../../circulation/rules.ts'
import type { LibraryFile } from './library-file.ts'
import { RowProblem } from './report.ts'

/** What rows may refer to: everything that was kept before them. */
export interface KnownRows {
  readonly file: LibraryFile
  readonly zone: string
  readonly rules: RuleBook
  readonly branches: ReadonlyMap<string, Branch>
  readonly stopIds: ReadonlySet<string>
  /** By record number; an item without a record brings its own. */
  readonly titles: Map<string, Title>
  /** By number in upper case, as cards and loans are. */
  readonly items: Map<string, Item>
  /** The status of each item as its file says it. */
  readonly statusWords: Map<string, string>
  readonly patrons: Map<string, Patron>
}

/** A number as scans will bring it; as printed otherwise. Throws where no scan could ever find it. */
export function scannable(text: string, column: string): string {
  const parsed = parseNumber(text)
  if (parsed.ok) return text
  throw new RowProblem(text === '' ? `${column} is empty` : `${column} can not be scanned (${parsed.code}): ${text}`)
}

/** The item, patron or title that a row names. Throws where none was kept. */
export function referred<T>(known: ReadonlyMap<string, T>, key: string, column: string, file: string): T {
  const found = known.get(numberKey(key)) ?? known.get(key)
  if (!found) throw new RowProblem(key === '' ? `${column} is empty` : `${column} ${key} is not in ${file}`)
  return found
}
