import type { KeyWrap } from '../../sync/register/segments/key-wrap.ts'
import { keyringWrap, openWrap } from '../../sync/register/segments/key-wrap.ts'
import { newRegisterKey } from '../../sync/register/segments/register-key.ts'
import { beginAnew, changePassphrase, hasPassphrase, unlockedBy } from '../../sync/station/passphrase.ts'
import type { StationStore } from '../../sync/station/station-store.ts'
import type { RegisterHere } from './where-we-are.dom.ts'

/** What keeps this station's keys in this run; `sealed`: a passphrase that nobody has given, so they cannot be had. */
export type Keeper =
  | { readonly kind: 'keyring' | 'passphrase'; readonly wrap: KeyWrap }
  | { readonly kind: 'open'; readonly because: string; readonly wrap: KeyWrap }
  | { readonly kind: 'none' | 'sealed' }

/** What a person may do who is asked for the passphrase. */
export interface WaysIn {
  /** False where it is wrong. */
  open(passphrase: string): Promise<boolean>
  /** It was forgotten: new keys under another one, and what speaks of persons is fetched again. */
  anew(passphrase: string): Promise<void>
  /** Books are taken back without anybody being known; absent where there is nothing to work with. */
  readonly without?: () => void
}

/** What staff may do with the passphrase of a machine that has no keyring. */
export interface PassphraseHere {
  readonly isSet: boolean
  /** The first one: new keys, and the page loads anew. */
  begin(passphrase: string): Promise<void>
  /** False where the one before is wrong. Nothing is fetched for it. */
  change(before: string, after: string): Promise<boolean>
  /** Loads the page anew, which asks. */
  askAgain(): void
}

/**
 * A passphrase where one was set, else the keyring, else a decision that the key may lie open. Asks for the passphrase and resolves when somebody has
 * given it, or goes without. `hasLibrary`: there are items and rules to work with meanwhile.
 */
export async function whatKeepsKeys(
  { keyring, openBecause }: RegisterHere,
  store: StationStore,
  ask: (ways: WaysIn) => void,
  hasLibrary: () => Promise<boolean>,
): Promise<Keeper> {
  if (hasPassphrase(store)) {
    const canGoWithout = await hasLibrary()
    return new Promise<Keeper>(resolve =>
      ask({
        async open(passphrase) {
          const wrap = await unlockedBy(store, passphrase)
          if (wrap) resolve({ kind: 'passphrase', wrap })
          return wrap !== undefined
        },
        anew: async passphrase => resolve({ kind: 'passphrase', wrap: await beginAnew(store, passphrase) }),
        ...(canGoWithout && { without: () => resolve({ kind: 'sealed' }) }),
      }),
    )
  }
  if (keyring) return { kind: 'keyring', wrap: keyringWrap(keyring) }
  if (openBecause !== undefined) return { kind: 'open', because: openBecause, wrap: openWrap() }
  return { kind: 'none' }
}

/** For the settings; undefined where a keyring does it. */
export function passphraseHere(keeper: Keeper, store: StationStore, loadAnew: () => void): PassphraseHere | undefined {
  if (keeper.kind === 'keyring') return undefined
  return {
    isSet: keeper.kind === 'passphrase' || keeper.kind === 'sealed',
    async begin(passphrase) {
      await beginAnew(store, passphrase)
      loadAnew()
    },
    change: (before, after) => changePassphrase(store, before, after),
    askAgain: loadAnew,
  }
}

/** A key of this run alone: it opens nothing that lies here, and nobody keeps it. */
export async function keyOfThisRun(): Promise<Uint8Array> {
  return newRegisterKey()
}
