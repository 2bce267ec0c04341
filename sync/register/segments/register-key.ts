import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'

/** The key under which a station's personal tables lie on its disk. Random, never derived from a PIN; a lost one means fetching again. */
export interface RegisterKey {
  /** Tells keys apart, and nothing about them. */
  readonly id: string
  readonly key: CryptoKey
}

const ivBytes = 12

/** 32 random bytes, for a new station or after the old key was lost. */
export function newRegisterKey(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(32))
}

/** The key of 32 bytes, which the caller should forget. */
export async function registerKey(bytes: Uint8Array): Promise<RegisterKey> {
  const key = await crypto.subtle.importKey('raw', bytes as BufferSource, 'AES-GCM', false, ['encrypt', 'decrypt'])
  return { id: bytesToHex(sha256(concatBytes(utf8ToBytes('pysakki register key id'), bytes))).slice(0, 16), key }
}

/** AES-256-GCM behind a random nonce. `about` says what these bytes are: under another name they cannot be opened. */
export async function seal({ key }: RegisterKey, about: string, bytes: Uint8Array): Promise<Uint8Array> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes))
  const additionalData = utf8ToBytes(about) as BufferSource
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes as BufferSource))
  return concatBytes(iv, sealed)
}

/** What was sealed. Rejects where it is damaged, of another key, or was sealed as something else. */
export async function unseal({ key }: RegisterKey, about: string, sealed: Uint8Array): Promise<Uint8Array> {
  const iv = sealed.subarray(0, ivBytes) as BufferSource
  const additionalData = utf8ToBytes(about) as BufferSource
  const rest = sealed.subarray(ivBytes) as BufferSource
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, rest))
}

/** What the seal of a group's key names. */
export function aboutGroupKey(id: string): string {
  return `pysakki group key\n${id}`
}
