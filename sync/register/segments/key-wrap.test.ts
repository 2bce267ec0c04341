import { createCipheriv, createDecipheriv } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type KeyPlace, type Keyring, type KeyWrap, keptRegisterKey, keyringWrap } from './key-wrap.ts'
import { isUnderPassphrase, passphraseWrap } from './passphrase-wrap.ts'

const cheap = { memory: 64, passes: 1 }

/** A keyring of one login, as the system's is: what another one wrote cannot be read. */
function keyring(login: number, available = true): Keyring {
  const key = Buffer.alloc(32, login)
  const iv = Buffer.alloc(12)
  return {
    isAvailable: async () => available,
    async encrypt(text) {
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64')
    },
    async decrypt(encrypted) {
      const bytes = Buffer.from(encrypted, 'base64')
      const cipher = createDecipheriv('aes-256-gcm', key, iv).setAuthTag(bytes.subarray(-16))
      return Buffer.concat([cipher.update(bytes.subarray(0, -16)), cipher.final()]).toString()
    },
  }
}

const wraps: readonly [string, KeyWrap, KeyWrap][] = [
  ['the keyring', keyringWrap(keyring(1)), keyringWrap(keyring(2))],
  ['a passphrase', passphraseWrap('kirjasto kulkee tänään', cheap), passphraseWrap('kirjasto kulkee huomenna', cheap)],
]

function emptyPlace(): KeyPlace & { kept: string | undefined } {
  return {
    kept: undefined,
    async read() {
      return this.kept
    },
    async write(wrapped) {
      this.kept = wrapped
    },
  }
}

describe.each(wraps)('%s', (_, wrap, another) => {
  test('[SG20] keeps the key between two starts and never writes it down', async () => {
    const place = emptyPlace()
    const key = await keptRegisterKey(place, wrap)
    expect(key).toHaveLength(32)
    expect(await keptRegisterKey(place, wrap)).toEqual(key)
    expect(place.kept).not.toContain(Buffer.from(key).toString('hex'))
    expect(place.kept).not.toContain(Buffer.from(key).toString('base64'))
    expect(await keptRegisterKey(emptyPlace(), wrap)).not.toEqual(key)
  })

  test('[SG20] what another one wrapped, or what is damaged or gone, gives a new key and not an error', async () => {
    const place = emptyPlace()
    const key = await keptRegisterKey(place, another)
    expect(await wrap.unwrap(place.kept!)).toBeUndefined()
    const next = await keptRegisterKey(place, wrap)
    expect(next).not.toEqual(key)
    for (const wrong of [place.kept!.slice(0, -2), `${place.kept!.slice(0, -3)}AAA`, '', 'argon2id 9999999 99 00', 'keyring !'])
      expect(await wrap.unwrap(wrong)).toBeUndefined()
  })
})

test('[SG20] a PIN wraps no key, and without a keyring nothing is wrapped by it', async () => {
  for (const short of ['123456', '12345678901234', '  lyhyt lause     ', 'ääääääääääääää'])
    expect(() => passphraseWrap(short)).toThrow(RangeError)
  expect(() => passphraseWrap('ääääääääääääää'.normalize('NFD'))).toThrow(RangeError)
  expect(() => passphraseWrap('bussi kulkee 17')).not.toThrow()
  await expect(keptRegisterKey(emptyPlace(), keyringWrap(keyring(1, false)))).rejects.toThrow('keyring')
})

test('[SG20] a passphrase costs as much as its wrap says, and no more than can be paid', async () => {
  const wrapped = await passphraseWrap('kirjasto kulkee tänään', cheap).wrap(new Uint8Array(32))
  expect(wrapped).toMatch(/^argon2id 64 1 /)
  expect(await passphraseWrap('kirjasto kulkee tänään').unwrap(wrapped)).toEqual(new Uint8Array(32))
  expect(await passphraseWrap('kirjasto kulkee tänään').unwrap(wrapped.replace(' 64 1 ', ' 32 1 '))).toBeUndefined()
  expect(await passphraseWrap('kirjasto kulkee tänään').unwrap(wrapped.replace(' 64 1 ', ' 9999999 1 '))).toBeUndefined()
})

test('[SG20] a passphrase fits however a keyboard writes its letters; two keys under it cost its work once, and each says what it lies under', async () => {
  const wrap = passphraseWrap('äiti lukee öisin', { memory: 8192, passes: 4 })
  const [one, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
  const wrapped = await wrap.wrap(one)
  const again = passphraseWrap('  äiti lukee öisin '.normalize('NFD'))
  expect(await again.unwrap(wrapped)).toEqual(one)
  const second = await again.wrap(other)
  const saltOf = (text: string) => text.split(' ')[3]!.slice(0, 32)
  expect(saltOf(second)).toBe(saltOf(wrapped))
  expect(second.slice(-64)).not.toBe(wrapped.slice(-64))
  expect(await wrap.unwrap(second)).toEqual(other)
  expect([wrapped, second, 'keyring x', 'open 00', '', undefined].map(isUnderPassphrase)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})
