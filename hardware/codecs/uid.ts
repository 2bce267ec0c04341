import { hexOf } from './hex.ts'

/** A tag's unique number as text: sixteen upper-case hex digits, E0 first. */
export function uidText(bytes: Uint8Array): string {
  return hexOf(bytes).toUpperCase()
}

/** The eight bytes of `uidText`. */
export function uidBytes(uid: string): Uint8Array {
  return Uint8Array.from({ length: 8 }, (_, place) => Number.parseInt(uid.slice(place * 2, place * 2 + 2), 16))
}
