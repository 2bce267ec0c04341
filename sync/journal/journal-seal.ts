import { canonicalJson } from './canonical-json.ts'
import type { Entry } from './entry.ts'
import { personsOf, type SealedPersons, withoutPersons, withPersons } from './persons-in-entry.ts'

/*
 * How a station keeps in its journal whose an entry is: under the station's journal key, which what wraps the register's key wraps too, and that key beside
 * it for the hub alone. So a station whose keyring is lost still has every entry and its chain; whose they were the hub reads when they come up.
 * What stands open: time, stop, who of staff, kind and item.
 */

/** Of the hub to which journals are sealed: an uncompressed point on P-256, base64. */
export type HubJournalKey = string

/** Seals entries for the disk, and opens what this station sealed. */
export interface JournalSeal {
  seal(entry: Entry): Promise<Entry>
  /** The entry as it was written; as it stands where another key sealed it. */
  open(entry: Entry): Promise<Entry>
}

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const
const ivBytes = 12

/** `bytes`: the station's journal key of 32 bytes. Rejects where `hub` is no such key. */
export async function journalSeal(bytes: Uint8Array, hub: HubJournalKey): Promise<JournalSeal> {
  const id = await idOf(bytes)
  const key = await crypto.subtle.importKey('raw', bytes as BufferSource, 'AES-GCM', false, ['encrypt', 'decrypt'])
  const box = await boxed(bytes, hub)
  return {
    async seal(entry) {
      const persons = personsOf(entry)
      if (!persons) return entry
      const text = await encrypted(key, aboutEntry(entry), new TextEncoder().encode(canonicalJson(persons)))
      return { ...withoutPersons(entry), sealed: { key: id, text, box } }
    },
    async open(entry) {
      if (entry.sealed?.key !== id) return entry
      return opened(entry, entry.sealed, key).catch(() => entry)
    },
  }
}

/** A new key pair of a hub: the private half as JWK text. */
export async function newHubJournalKey(): Promise<string> {
  const { privateKey } = await crypto.subtle.generateKey(curve, true, ['deriveBits'])
  return JSON.stringify(await crypto.subtle.exportKey('jwk', privateKey))
}

/** What stations are told of a hub's key. */
export async function publicJournalKey(privateKey: string): Promise<HubJournalKey> {
  const { x, y } = JSON.parse(privateKey) as JsonWebKey
  return toBase64(Uint8Array.of(4, ...fromBase64(x!), ...fromBase64(y!)))
}

/** The entry as its station wrote it, opened with the hub's private key; as it stands where that does not open it. */
export async function openedByHub(entry: Entry, privateKey: string): Promise<Entry> {
  const { sealed } = entry
  if (!sealed) return entry
  try {
    const [from, box] = [fromBase64(sealed.box).subarray(0, 65), fromBase64(sealed.box).subarray(65)]
    const mine = await crypto.subtle.importKey('jwk', JSON.parse(privateKey), curve, false, ['deriveBits'])
    const bytes = await decrypted(await agreed(mine, from), aboutBox(sealed.key), box)
    const key = await crypto.subtle.importKey('raw', bytes as BufferSource, 'AES-GCM', false, ['decrypt'])
    return await opened(entry, sealed, key)
  } catch {
    return entry
  }
}

async function opened(entry: Entry, sealed: SealedPersons, key: CryptoKey): Promise<Entry> {
  const bytes = await decrypted(key, aboutEntry(entry), fromBase64(sealed.text))
  return withPersons(entry, JSON.parse(new TextDecoder().decode(bytes)))
}

/** The journal key for the hub alone: a key pair of this moment, whose private half is forgotten. */
async function boxed(bytes: Uint8Array, hub: HubJournalKey): Promise<string> {
  const pair = await crypto.subtle.generateKey(curve, true, ['deriveBits'])
  const from = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const box = fromBase64(await encrypted(await agreed(pair.privateKey, fromBase64(hub)), aboutBox(await idOf(bytes)), bytes))
  return toBase64(Uint8Array.of(...from, ...box))
}

/** The key that both halves agree on, through HKDF. */
async function agreed(mine: CryptoKey, other: Uint8Array): Promise<CryptoKey> {
  const theirs = await crypto.subtle.importKey('raw', other as BufferSource, curve, false, [])
  const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, mine, 256)
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey'])
  const derived = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: new TextEncoder().encode('pysakki journal key') }
  return crypto.subtle.deriveKey(derived, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

async function encrypted(key: CryptoKey, about: string, bytes: Uint8Array): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes))
  const additionalData = new TextEncoder().encode(about)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes as BufferSource)
  return toBase64(Uint8Array.of(...iv, ...new Uint8Array(sealed)))
}

async function decrypted(key: CryptoKey, about: string, sealed: Uint8Array): Promise<Uint8Array> {
  const iv = sealed.subarray(0, ivBytes) as BufferSource
  const additionalData = new TextEncoder().encode(about)
  const rest = sealed.subarray(ivBytes) as BufferSource
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, rest))
}

/** Sealed persons belong to this entry and no other. */
function aboutEntry({ station, hash }: Entry): string {
  return `pysakki journal entry\n${station}\n${hash}`
}

function aboutBox(id: string): string {
  return `pysakki journal key\n${id}`
}

async function idOf(bytes: Uint8Array): Promise<string> {
  const text = new TextEncoder().encode(`pysakki journal key id\n${toBase64(bytes)}`)
  return toBase64(new Uint8Array(await crypto.subtle.digest('SHA-256', text))).slice(0, 12)
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), character => character.charCodeAt(0))
}
