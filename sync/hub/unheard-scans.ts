import type { KnownScan } from '../../circulation/evidence.ts'
import type { Happening } from '../../circulation/replay/happening.ts'
import { milliseconds } from '../../circulation/replay/scan-order.ts'
import type { EntryId } from '../../circulation/transaction.ts'
import type { StoredEntry, UploadStore } from './ports.ts'

/** The scans that came home after a person had spoken, so that their word says nothing of them; what their own desk had scanned before, they knew of. */
export async function unheardScans(
  scans: readonly KnownScan[],
  answer: StoredEntry,
  { at, uncertaintyMs }: Happening,
  uploads: UploadStore,
): Promise<readonly EntryId[]> {
  const spokenBy = Math.min(milliseconds(at) + uncertaintyMs, milliseconds(answer.receivedAt))
  const others = scans.flatMap(({ entry }) => (entry && !isSameDesk(entry, answer.id) ? [entry] : []))
  const stored = await Promise.all(others.map(id => uploads.entry(id)))
  return stored.flatMap(one => (one && milliseconds(one.receivedAt) > spokenBy ? [one.id] : []))
}

function isSameDesk(scan: EntryId, answer: EntryId): boolean {
  return scan.station === answer.station && scan.epoch === answer.epoch && scan.sequence < answer.sequence
}
