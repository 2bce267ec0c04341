import { argon2idAsync } from '@noble/hashes/argon2.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
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

/** How much work a guess of the passphrase is. */
export interface PassphraseCost {
  /** Kibibytes. */
  readonly memory: number
  readonly passes: number
}

/** RFC 9106, second recommended option: 64 MiB, three passes. Some seconds in a page, once at a start. */
export const usualCost: PassphraseCost = { memory: 64 * 1024, passes: 3 }
/** Neither a typing error in what is stored nor somebody's hand may make a start take for ever. */
const dearest: PassphraseCost = { memory: 1024 * 1024, passes: 16 }

/** Below this a passphrase is a PIN. */
export const shortestPassphrase = 12

/** A wrap by a passphrase: Argon2id, then AES-256-GCM. Throws for one that is shorter than `shortestPassphrase`. */
export function passphraseWrap(passphrase: string, cost: PassphraseCost = usualCost): KeyWrap {
  const text = passphrase.normalize('NFC')
  if ([...text].length < shortestPassphrase) throw new RangeError(`a passphrase has at least ${shortestPassphrase} letters`)
  const lock = async (salt: Uint8Array, { memory, passes }: PassphraseCost, use: 'encrypt' | 'decrypt') => {
    const bytes = await argon2idAsync(utf8ToBytes(text), salt, { m: memory, t: passes, p: 1, dkLen: 32 })
    return crypto.subtle.importKey('raw', bytes as BufferSource, 'AES-GCM', false, [use])
  }
  const about = ({ memory, passes }: PassphraseCost) => utf8ToBytes(`pysakki wrapped key ${memory} ${passes}`) as BufferSource
  return {
    async wrap(key) {
      const salt = crypto.getRandomValues(new Uint8Array(16))
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const settings = { name: 'AES-GCM', iv, additionalData: about(cost) }
      const sealed = await crypto.subtle.encrypt(settings, await lock(salt, cost, 'encrypt'), key as BufferSource)
      return `argon2id ${cost.memory} ${cost.passes} ${bytesToHex(concatBytes(salt, iv, new Uint8Array(sealed)))}`
    },
    async unwrap(wrapped) {
      const read = /^argon2id (\d{1,7}) (\d{1,2}) ((?:[0-9a-f]{2}){76})$/.exec(wrapped)
      const kept = { memory: Number(read?.[1]), passes: Number(read?.[2]) }
      if (!read || kept.memory > dearest.memory || kept.passes > dearest.passes || kept.memory < 8 || kept.passes < 1)
        return undefined
      const bytes = hexToBytes(read[3]!)
      const settings = { name: 'AES-GCM', iv: bytes.subarray(16, 28) as BufferSource, additionalData: about(kept) }
      const opened = lock(bytes.subarray(0, 16), kept, 'decrypt').then(key =>
        crypto.subtle.decrypt(settings, key, bytes.subarray(28) as BufferSource),
      )
      return opened.then(key => new Uint8Array(key)).catch(() => undefined)
    },
  }
}

function isKey(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}
