import { argon2idAsync } from '@noble/hashes/argon2.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type { KeyWrap } from './key-wrap.ts'

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

/** Below this a passphrase is a PIN. NIST SP 800-63B-4 asks as much of a password that stands alone. Strength is length: no other rule. */
export const shortestPassphrase = 15

/** Letters that a passphrase of this text has: what a person would count, spaces between words among them and not around it. */
export function lengthOfPassphrase(text: string): number {
  return [...inOneForm(text)].length
}

/** What was wrapped by a passphrase says so. */
export function isUnderPassphrase(wrapped: string | undefined): boolean {
  return wrapped?.startsWith(`${mark} `) ?? false
}

const mark = 'argon2id'
const wrappedForm = /^argon2id (\d{1,7}) (\d{1,2}) ((?:[0-9a-f]{2}){76})$/

/**
 * A wrap by a passphrase: Argon2id, then AES-256-GCM. Throws for one that is shorter than `shortestPassphrase`. The hard work is done once for all keys
 * that lie under one salt; what is wrapped after something was opened goes under the same.
 */
export function passphraseWrap(passphrase: string, cost: PassphraseCost = usualCost): KeyWrap {
  const text = inOneForm(passphrase)
  if (lengthOfPassphrase(text) < shortestPassphrase)
    throw new RangeError(`a passphrase has at least ${shortestPassphrase} letters`)
  const locks = new Map<string, Promise<CryptoKey>>()
  let own = { salt: crypto.getRandomValues(new Uint8Array(16)), cost }
  const lock = (salt: Uint8Array, { memory, passes }: PassphraseCost): Promise<CryptoKey> => {
    const name = `${memory} ${passes} ${bytesToHex(salt)}`
    const made = locks.get(name) ?? lockOf(text, salt, { memory, passes })
    locks.set(name, made)
    return made
  }
  return {
    async wrap(key) {
      const { salt, cost: paid } = own
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const settings = { name: 'AES-GCM', iv, additionalData: about(paid) }
      const sealed = await crypto.subtle.encrypt(settings, await lock(salt, paid), key as BufferSource)
      return `${mark} ${paid.memory} ${paid.passes} ${bytesToHex(concatBytes(salt, iv, new Uint8Array(sealed)))}`
    },
    async unwrap(wrapped) {
      const read = wrappedForm.exec(wrapped)
      const kept = { memory: Number(read?.[1]), passes: Number(read?.[2]) }
      if (!read || kept.memory > dearest.memory || kept.passes > dearest.passes || kept.memory < 8 || kept.passes < 1)
        return undefined
      const bytes = hexToBytes(read[3]!)
      const salt = bytes.slice(0, 16)
      const settings = { name: 'AES-GCM', iv: bytes.subarray(16, 28) as BufferSource, additionalData: about(kept) }
      try {
        const key = await crypto.subtle.decrypt(settings, await lock(salt, kept), bytes.subarray(28) as BufferSource)
        own = { salt, cost: kept }
        return new Uint8Array(key)
      } catch {
        return undefined
      }
    },
  }
}

async function lockOf(text: string, salt: Uint8Array, { memory, passes }: PassphraseCost): Promise<CryptoKey> {
  const bytes = await argon2idAsync(utf8ToBytes(text), salt, { m: memory, t: passes, p: 1, dkLen: 32 })
  return crypto.subtle.importKey('raw', bytes as BufferSource, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

function about({ memory, passes }: PassphraseCost): BufferSource {
  return utf8ToBytes(`pysakki wrapped key ${memory} ${passes}`) as BufferSource
}

/** One keyboard writes a letter with its dots, another the dots after it; a space at the end is nobody's intent. */
function inOneForm(passphrase: string): string {
  return passphrase.normalize('NFC').trim()
}
