import type { KeyWrap } from '../register/segments/key-wrap.ts'
import {
  isUnderPassphrase,
  lengthOfPassphrase,
  type PassphraseCost,
  passphraseWrap,
  shortestPassphrase,
} from '../register/segments/passphrase-wrap.ts'
import { newRegisterKey } from '../register/segments/register-key.ts'
import type { StationStore } from './station-store.ts'

type Kept = Pick<StationStore, 'stored' | 'putKeys'>

/** Whether this station's keys lie under a passphrase: then nothing of persons is read here before it was given. */
export function hasPassphrase(store: Pick<Kept, 'stored'>): boolean {
  return isUnderPassphrase(store.stored().registerKey)
}

/** What opens the station's keys; undefined where this passphrase does not. Takes seconds: a guess shall cost as much. */
export async function unlockedBy(store: Pick<Kept, 'stored'>, passphrase: string): Promise<KeyWrap | undefined> {
  const wrapped = store.stored().registerKey
  if (wrapped === undefined || lengthOfPassphrase(passphrase) < shortestPassphrase) return undefined
  const wrap = passphraseWrap(passphrase)
  return (await wrap.unwrap(wrapped)) && wrap
}

/**
 * New keys under a passphrase: the first one, or after it was forgotten. What lay here under the keys before is fetched again. The journal stays whole; whose
 * an entry is that only the journal key before opens, the hub reads. Throws for a passphrase that is too short.
 */
export async function beginAnew(store: Kept, passphrase: string, cost?: PassphraseCost): Promise<KeyWrap> {
  const wrap = passphraseWrap(passphrase, cost)
  const wrapped = () => wrap.wrap(newRegisterKey())
  await store.putKeys({ registerKey: await wrapped(), journalKey: await wrapped() })
  return wrap
}

/** The same keys under another passphrase, so that nothing is fetched again. False where the one before does not open them. */
export async function changePassphrase(store: Kept, before: string, after: string, cost?: PassphraseCost): Promise<boolean> {
  const [old, next] = [await unlockedBy(store, before), passphraseWrap(after, cost)]
  if (!old) return false
  const { registerKey = '', journalKey = '' } = store.stored()
  const wrapped = async (text: string) => next.wrap((await old.unwrap(text)) ?? newRegisterKey())
  await store.putKeys({ registerKey: await wrapped(registerKey), journalKey: await wrapped(journalKey) })
  return true
}
