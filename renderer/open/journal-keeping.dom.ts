import { type JournalSeal, journalSeal } from '../../sync/journal/journal-seal.ts'
import { keptRegisterKey } from '../../sync/register/segments/key-wrap.ts'
import type { StationStore } from '../../sync/station/station-store.ts'
import { type Keeper, keyOfThisRun } from './what-keeps-keys.ts'

type Kept = Pick<StationStore, 'stored' | 'putJournalKey' | 'putHubJournalKey'>

/**
 * What seals the journal: its key, wrapped by keyring or passphrase, where the hub has told its own. Without either the journal lies open, because what
 * only this machine could open would be lost with it. Where nobody has given the passphrase a key of this run seals what is written, which the hub opens.
 */
export async function journalSealFor(keeper: Keeper, store: Kept): Promise<JournalSeal | undefined> {
  const { hubJournalKey } = store.stored()
  if (!sealsJournal(keeper) || hubJournalKey === undefined) return undefined
  const place = {
    read: async () => store.stored().journalKey,
    write: (wrapped: string) => store.putJournalKey(wrapped),
  }
  try {
    const key = 'wrap' in keeper ? keptRegisterKey(place, keeper.wrap) : keyOfThisRun()
    return await journalSeal(await key, hubJournalKey)
  } catch {
    return undefined
  }
}

/** Asks the hub for its key; from the next start on the journal is sealed to it. A hub that has none, or is out of reach, changes nothing. */
export async function learnHubJournalKey(
  { url, token }: { readonly url: string; readonly token: string },
  store: Kept,
): Promise<void> {
  try {
    const answer = await fetch(`${url}/api/journal-key`, { headers: { Authorization: `Bearer ${token}` } })
    const { key } = (await answer.json()) as { readonly key?: unknown }
    if (answer.ok && typeof key === 'string' && key !== store.stored().hubJournalKey) await store.putHubJournalKey(key)
  } catch {
    // The next start asks again.
  }
}

function sealsJournal({ kind }: Keeper): boolean {
  return kind === 'keyring' || kind === 'passphrase' || kind === 'sealed'
}
