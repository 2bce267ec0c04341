import type { Outcome, OutcomeNote } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { StoredEntry, UploadStore } from './ports.ts'
import type { ReplayJournals } from './replay-journal.ts'

const note: OutcomeNote = { code: 'in-koc-file' }

/**
 * The outcome, saying so where the loan or return was left in Koha's own file as well. Whichever comes first, the mark or what it is about: a mark adds the
 * note to what has its outcome already.
 */
export async function sayingKocFile(
  stored: StoredEntry,
  outcome: Outcome,
  journals: ReplayJournals,
  uploads: Pick<UploadStore, 'putOutcome'>,
): Promise<Outcome> {
  const transaction = stored.entry?.transaction
  if (transaction?.kind === 'koc-exported') {
    for (const one of await journals.inFile(stored, transaction)) {
      const said = one.outcome && withNote(one.outcome)
      if (said && said !== one.outcome) await uploads.putOutcome(one, said)
    }
    return outcome
  }
  const isScan = transaction?.kind === 'checkout' || transaction?.kind === 'checkin'
  return isScan && (await journals.isInKocFile(stored.id)) ? withNote(outcome) : outcome
}

/** What asks a person, or was refused, is looked at anyhow. */
function withNote(outcome: Outcome): Outcome {
  if (outcome.kind === 'applied') return { ...outcome, kind: 'applied-with-note', notes: [note] }
  if (!('notes' in outcome) || outcome.notes.some(({ code }) => code === note.code)) return outcome
  return { ...outcome, notes: [...outcome.notes, note] }
}

/** The scans among a run of entries, forks left out, each once. */
export function scansOf(run: readonly StoredEntry[]): readonly StoredEntry[] {
  const scans = run.filter(({ fork, entry }) => !fork && /^check(out|in)$/.test(entry?.transaction.kind ?? ''))
  return [...new Map(scans.map(one => [entryKey(one.id), one])).values()]
}
