import { segmentName } from '../pack.ts'
import type { StoredChanges } from './library-storage.ts'
import type { PackedRows } from './segment.ts'

/** What the seal of stored changes names: those of another manifest or version cannot stand for them. */
export function aboutChanges({ manifest, since, version }: Omit<StoredChanges, 'bytes'>): string {
  return `pysakki register 1\ndelta\n${manifest}\n${since}\n${version}`
}

/** Bytes that a seal has verified, under the name that they have. */
export function sealedRows(bytes: Uint8Array): PackedRows {
  return { name: segmentName(bytes), bytes }
}
