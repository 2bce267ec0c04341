import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Cipher } from './person-keys.ts'

const ivBytes = 12
const tagBytes = 16

/** AES-256-GCM behind a random nonce. */
export const nodeCipher: Cipher = {
  newKey: () => randomBytes(32).toString('hex'),
  seal(key, about, text) {
    const iv = randomBytes(ivBytes)
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'hex'), iv)
    cipher.setAAD(Buffer.from(about))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url')
  },
  open(key, about, sealed) {
    const bytes = Buffer.from(sealed, 'base64url')
    if (bytes.length < ivBytes + tagBytes) return undefined
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'hex'), bytes.subarray(0, ivBytes))
    decipher.setAAD(Buffer.from(about))
    decipher.setAuthTag(bytes.subarray(-tagBytes))
    try {
      return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]).toString('utf8')
    } catch {
      return undefined
    }
  },
}
