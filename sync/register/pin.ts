import { scrypt } from '@noble/hashes/scrypt.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

const cost = { N: 2 ** 14, r: 8, p: 1, dkLen: 32 }

/** What the register carries of a staff PIN: `salt:hash`, scrypt, hex. The salt is at least 16 random bytes in hex. */
export function hashPin(pin: string, salt: string): string {
  return `${salt}:${bytesToHex(scrypt(utf8ToBytes(pin), utf8ToBytes(salt), cost))}`
}

/** Whether the PIN is the one of the hash. Takes about a tenth of a second. */
export function pinFits(pin: string, pinHash: string): boolean {
  const salt = pinHash.split(':')[0] ?? ''
  return salt !== '' && hashPin(pin, salt) === pinHash
}
