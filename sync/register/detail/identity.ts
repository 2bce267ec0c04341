import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import { numberKey } from '../../../circulation/numbers.ts'

/*
 * Who somebody is, for nobody but who has the card in hand. All of it is keyed: the key belongs to a group of stations and changes with each full
 * manifest. Card numbers are few enough to be tried out by whoever has the key, so the key is as secret as the rows.
 */

/** Stands before a tag where a patron's id would stand; sorted, it comes after every letter and figure. */
export const tagMark = '~'

/** What the card number is called where nobody is named: 64 bits of HMAC-SHA-256, 16 hex digits. */
export function cardTag(card: string, key: Uint8Array): string {
  return keyed(key, numberKey(card)).slice(0, 16)
}

/** What a loan or hold carries instead of its patron: 32 bits, 8 hex digits. `about` is the barcode or the hold's id. */
export function personTag(patronId: string, about: string, key: Uint8Array): string {
  return keyed(key, `${patronId}\u0000${numberKey(about)}`).slice(0, 8)
}

/** The patron's id, to be opened with the card in hand, replaced ones too: so that what the desk records names the same patron everywhere. Hex. */
export function sealId(patronId: string, card: string, key: Uint8Array): string {
  return bytesToHex(mixed(utf8ToBytes(patronId), card, key))
}

/** The id again; undefined where card or key are others. */
export function openId(sealed: string, card: string, key: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(mixed(hexToBytes(sealed), card, key))
  } catch {
    return undefined
  }
}

/** Whether a row says a tag instead of a patron. */
export function isTagged({ patronId }: Pick<Loan | Hold, 'patronId'>): boolean {
  return patronId.startsWith(tagMark)
}

/** Whether it is this patron's loan or hold, by the id or by the tag in its place. */
export function isOf(patronId: string, row: Loan | Hold, key: Uint8Array | undefined): boolean {
  if (!isTagged(row)) return row.patronId === patronId
  return key !== undefined && row.patronId === taggedId(patronId, row, key)
}

/** What stands in the row in the patron's place. */
export function taggedId(patronId: string, row: Loan | Hold, key: Uint8Array): string {
  return tagMark + personTag(patronId, 'holdId' in row ? row.holdId : row.barcode, key)
}

function keyed(key: Uint8Array, text: string): string {
  return bytesToHex(hmac(sha256, key, utf8ToBytes(text)))
}

/** Exclusive or with HMACs of the card: the same once more gives the bytes back. What has another label is mixed with other bytes. */
export function mixed(bytes: Uint8Array, card: string, key: Uint8Array, label = 'id'): Uint8Array {
  const result = new Uint8Array(bytes.length)
  for (let block = 0; block * 32 < bytes.length; block++) {
    const stream = hmac(sha256, key, utf8ToBytes(`${label} ${block}\u0000${numberKey(card)}`))
    for (let at = block * 32; at < Math.min(bytes.length, block * 32 + 32); at++)
      result[at] = bytes[at]! ^ stream[at - block * 32]!
  }
  return result
}
