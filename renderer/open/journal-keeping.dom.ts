import { type JournalSeal, journalSeal } from '../../sync/journal/journal-seal.ts'
import { keptRegisterKey, keyringWrap } from '../../sync/register/segments/key-wrap.ts'
import type { StationStore } from '../../sync/station/station-store.ts'
import type { Surroundings } from './where-we-are.dom.ts'

type Kept = Pick<StationStore, 'stored' | 'putJournalKey' | 'putHubJournalKey'>

/**
 * What seals the journal: its key, wrapped by the keyring, where there is one and the hub has told its own. Without either the journal lies open, because what
 * only this machine could open would be lost with it.
 */
export async function journalSealFor({ keyring }: Surroundings['register'], store: Kept): Promise<JournalSeal | undefined> {
  const { hubJournalKey } = store.stored()
  if (!keyring || hubJournalKey === undefined) return undefined
  const place = {
    read: async () => store.stored().journalKey,
    write: (wrapped: string) => store.putJournalKey(wrapped),
  }
  try {
    return await journalSeal(await keptRegisterKey(place, keyringWrap(keyring)), hubJournalKey)
  } catch {
    return undefined
  }
}

/** Asks the hub for its key; from the next start on the journal is sealed to it. A hub that has none, or is out of reach, changes nothing. */
export async function learnHubJournalKey(
  { keyring }: Surroundings['register'],
  { url, token }: { readonly url: string; readonly token: string },
  store: Kept,
): Promise<void> {
  if (!keyring) return
  try {
    const answer = await fetch(`${url}/api/journal-key`, { headers: { Authorization: `Bearer ${token}` } })
    const { key } = (await answer.json()) as { readonly key?: unknown }
    if (answer.ok && typeof key === 'string' && key !== store.stored().hubJournalKey) await store.putHubJournalKey(key)
  } catch {
    // The next start asks again.
  }
}
