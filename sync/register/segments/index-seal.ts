import { utf8ToBytes } from '@noble/hashes/utils.js'
import type { StoredTable } from './library-storage.ts'
import { personalTables } from './manifest.ts'
import { type RegisterKey, seal, unseal } from './register-key.ts'

/** A table's index as it is stored: the first keys of one that speaks of persons are encrypted, for folded names are among them. */
export async function sealedIndex(key: RegisterKey, table: StoredTable): Promise<StoredTable> {
  if (!personalTables.includes(table.kind)) return table
  const sealedKeys = await seal(key, aboutIndex(table), utf8ToBytes(JSON.stringify(table.firstKeys)))
  return { ...table, firstKeys: [], sealedKeys }
}

/** The index as look-ups want it; closed, without first keys, where another key sealed it or it is damaged. */
export async function openedIndex(key: RegisterKey, stored: StoredTable): Promise<StoredTable> {
  if (!personalTables.includes(stored.kind)) return stored
  const { sealedKeys, ...table } = stored
  const bytes = sealedKeys && (await unseal(key, aboutIndex(stored), sealedKeys).catch(() => undefined))
  return { ...table, firstKeys: bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as string[]) : [] }
}

/** What the seal names: the index of another table cannot stand for it. */
function aboutIndex({ kind, name }: StoredTable): string {
  return `pysakki register 1\nindex\n${kind}\n${name}`
}
