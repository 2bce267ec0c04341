import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { newRegisterKey } from './register-key.ts'

/**
 * What wraps a station's register key where it is kept: the system's keyring, or a passphrase. Never a PIN, which anybody who has the disk guesses
 * within a second.
 */
export interface KeyWrap {
  wrap(key: Uint8Array): Promise<string>
  /** The key again; undefined where this wrap cannot open it (another keyring, another passphrase, damage). */
  unwrap(wrapped: string): Promise<Uint8Array | undefined>
}

/** Where the wrapped key lies between two starts. */
export interface KeyPlace {
  read(): Promise<string | undefined>
  write(wrapped: string): Promise<void>
}

/** The station's key, or a new one where it is not there or cannot be opened: what it had encrypted is fetched again then. */
export async function keptRegisterKey(place: KeyPlace, wrap: KeyWrap): Promise<Uint8Array> {
  const wrapped = await place.read()
  const kept = wrapped === undefined ? undefined : await wrap.unwrap(wrapped)
  return kept ?? anotherRegisterKey(place, wrap)
}

/** A new key in the place of the one before, with which nothing can be read any more that it had encrypted. */
export async function anotherRegisterKey(place: KeyPlace, wrap: KeyWrap): Promise<Uint8Array> {
  const key = newRegisterKey()
  await place.write(await wrap.wrap(key))
  return key
}

/** Keeps the key in memory alone: without a keyring, a passphrase or a recorded decision every start fetches the personal tables anew. */
export function forgottenKey(): { readonly place: KeyPlace; readonly wrap: KeyWrap } {
  let kept: Uint8Array | undefined
  return {
    place: { read: async () => (kept ? 'memory' : undefined), write: async () => undefined },
    wrap: {
      async wrap(key) {
        kept = key
        return 'memory'
      },
      unwrap: async () => kept,
    },
  }
}

/** Wraps nothing: for a machine whose disk is encrypted as a whole, by a decision that is written down with its reason. */
export function openWrap(): KeyWrap {
  return {
    wrap: async key => `open ${bytesToHex(key)}`,
    async unwrap(wrapped) {
      const [kind, text = ''] = wrapped.split(' ')
      return kind === 'open' && isKey(text) ? hexToBytes(text) : undefined
    },
  }
}

/** What a system's keyring offers: Electron's `safeStorage`, across the bridge. Text in, text out. */
export interface Keyring {
  isAvailable(): Promise<boolean>
  encrypt(text: string): Promise<string>
  decrypt(encrypted: string): Promise<string>
}

/** A wrap by the system's keyring. Rejects to wrap where there is none: a key beside its own lock protects nothing. */
export function keyringWrap(keyring: Keyring): KeyWrap {
  return {
    async wrap(key) {
      if (!(await keyring.isAvailable())) throw new Error('this system has no keyring')
      return `keyring ${await keyring.encrypt(bytesToHex(key))}`
    },
    async unwrap(wrapped) {
      const [kind, encrypted] = wrapped.split(' ')
      if (kind !== 'keyring' || !encrypted || !(await keyring.isAvailable())) return undefined
      const text = await keyring.decrypt(encrypted).catch(() => '')
      return isKey(text) ? hexToBytes(text) : undefined
    },
  }
}

function isKey(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}
