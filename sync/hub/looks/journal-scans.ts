import type { KnownScan } from '../../../circulation/evidence.ts'
import { scanOf } from '../../../circulation/replay/happening.ts'
import { type EntryId, entryKey, type Transaction } from '../../../circulation/transaction.ts'
import type { StoredEntry, UploadStore } from '../ports.ts'
import { entriesAbout } from '../replay-facts.ts'
import type { ReplayJournals } from '../replay-journal.ts'

/** A desk took the item to be on that patron's loan then (instant, UTC). */
export interface SeenHolder {
  readonly patronId: string
  readonly at: string
}

/** Every scan of an item that the journals tell of, whatever became of it, beside the entry that is being replayed; and whose loans desks saw. */
export async function journalScans(
  barcode: string,
  besides: EntryId,
  journals: ReplayJournals,
  uploads: UploadStore,
): Promise<{ readonly scans: readonly KnownScan[]; readonly holders: readonly SeenHolder[] }> {
  const scans: KnownScan[] = []
  const holders: SeenHolder[] = []
  for (const stored of await entriesAbout(barcode, journals, uploads)) {
    const { id } = stored
    if (!stored.entry || (await journals.isErased(id))) continue
    const happening = await journals.happening(stored.entry)
    const { transaction } = happening
    const { kind } = transaction
    if (!isClosed(stored)) {
      for (const patronId of holdersIn(transaction)) holders.push({ patronId, at: happening.at })
      if ((kind === 'checkout' || kind === 'checkin') && entryKey(id) !== entryKey(besides)) {
        const patronId =
          kind === 'checkout' ? ((await movedTo(await journals.movedBy(id), uploads)) ?? transaction.patronId) : undefined
        scans.push({ ...scanOf(happening, kind, patronId), ...state(stored) })
      }
    }
    // The book came back, whatever a person said of the loan that should not have been.
    const back = kind === 'checkout' ? await journals.broughtBackBy(id) : undefined
    const storedBack = back && entryKey(back) !== entryKey(besides) ? await uploads.entry(back) : undefined
    if (back && storedBack && !isClosed(storedBack))
      scans.push({ ...scanOf(await journals.happening(back), 'checkin'), ...state(storedBack) })
  }
  return { scans, holders }
}

/** Whose loan the desk saw. */
export function holdersIn(transaction: Transaction): readonly string[] {
  if (transaction.kind === 'checkout') return transaction.takenFrom === undefined ? [] : [transaction.takenFrom]
  if (transaction.kind === 'checkin' || transaction.kind === 'renewal') return transaction.patronId ? [transaction.patronId] : []
  return []
}

/** A person said that nothing is to come of it. */
function isClosed({ outcome }: StoredEntry): boolean {
  const choice = outcome?.kind === 'history-only' ? outcome.answered?.choice : undefined
  return choice === 'leave-as-is' || choice === 'write-off'
}

function state({ outcome }: StoredEntry): Pick<KnownScan, 'unsent'> {
  if (!outcome) return { unsent: 'next' }
  return outcome.kind === 'needs-person' ? { unsent: 'waiting' } : {}
}

/** To whom a move took the loan, once that is settled: written, found done, or of a loan that is over. */
async function movedTo(id: EntryId | undefined, uploads: UploadStore): Promise<string | undefined> {
  const move = id && (await uploads.entry(id))
  if (move?.entry?.transaction.kind !== 'move' || !move.outcome) return
  const { outcome } = move
  const isPast = outcome.kind === 'history-only' && outcome.notes.some(({ code }) => code === 'loan-not-recorded')
  const counts = isPast || ['applied', 'applied-with-note', 'already-applied'].includes(outcome.kind)
  return counts ? move.entry.transaction.patronId : undefined
}
