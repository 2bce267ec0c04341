import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readKohaSettings } from './koha-settings.node.ts'
import { readSip2Settings } from './sip2-settings.node.ts'

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'koha-settings-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  const put = (name: string, what: unknown) => {
    writeFileSync(join(path, name), typeof what === 'string' ? what : JSON.stringify(what))
    return join(path, name)
  }
  return { put }
}

const base = { url: 'https://staff.example.org', library: 'BUS1' }

test('[KO10] secrets come from a file beside the settings or from the environment', () => {
  const { put } = folder()
  put('secret', 's3cret\n')
  const byFile = put('a.json', { ...base, login: { by: 'oauth', clientId: 'a', clientSecretFile: 'secret' } })
  expect(readKohaSettings(byFile, {}).koha.login).toMatchObject({ clientSecret: 's3cret' })
  const byName = put('b.json', { ...base, login: { by: 'basic', user: 'bus', passwordFrom: 'KOHA_PASSWORD' } })
  expect(readKohaSettings(byName, { KOHA_PASSWORD: 'other' }).koha.login).toMatchObject({ password: 'other' })
  expect(() => readKohaSettings(byName, {})).toThrow('login.passwordFrom: KOHA_PASSWORD is not set')
})

test('[KO10] a secret that cannot be read is named by its key, and so are the settings of SIP2', () => {
  const { put } = folder()
  const login = { by: 'oauth', clientId: 'a', clientSecretFile: 'nowhere' }
  expect(() => readKohaSettings(put('a.json', { ...base, login }), {})).toThrow('login.clientSecretFile')
  put('sip2.json', { server: { over: 'tcp', host: 'h', port: 6001 }, institution: 'X', accounts: [{ user: 'u', password: 'p' }] })
  const whole = put('b.json', { ...base, login: { by: 'basic', user: 'u', password: 'p' }, sip2File: 'sip2.json' })
  expect(readKohaSettings(whole, {}).sip2).toMatchObject({ institution: 'X' })
  expect(() => readKohaSettings(put('c.json', '{'), {})).toThrow('c.json cannot be read')
})

test.each(['{ "url": "https://koha.example.org", "password": s3cret }', '{ "password": "s3cret" "library": "BUS" }', '"s3cret'])(
  '[KO10] what stands in a settings file that is no JSON is not quoted: %#',
  text => {
    const { put } = folder()
    const path = put('a.json', text)
    for (const read of [() => readKohaSettings(path, {}), () => readSip2Settings(path, {})]) {
      expect(read).toThrow('a.json cannot be read: it is no JSON')
      expect(read).not.toThrow(/s3c/)
    }
  },
)

test('the secrets of SIP2 come from a file beside the settings or from the environment; one that is not there is named by its key', () => {
  const { put } = folder()
  put('bus.password', 'p1\n')
  const server = { over: 'tcp', host: 'h', port: 6001 }
  const accounts = [
    { user: 'a', passwordFile: 'bus.password' },
    { user: 'b', passwordFrom: 'BUS2' },
  ]
  const path = put('sip2.json', { server, institution: 'X', terminalPasswordFrom: 'TERMINAL', accounts })
  expect(readSip2Settings(path, { BUS2: 'p2', TERMINAL: 't' })).toMatchObject({
    terminalPassword: 't',
    accounts: [
      { user: 'a', password: 'p1' },
      { user: 'b', password: 'p2' },
    ],
  })
  expect(() => readSip2Settings(path, { TERMINAL: 't' })).toThrow('accounts.1.passwordFrom: BUS2 is not set in the environment')
  expect(() => readSip2Settings(path, { BUS2: 'p2' })).toThrow(
    'used: terminalPasswordFrom: TERMINAL is not set in the environment',
  )
  const nowhere = put('b.json', { server, institution: 'X', accounts: [{ user: 'a', passwordFile: 'nowhere' }] })
  expect(() => readSip2Settings(nowhere, {})).toThrow(/accounts\.0\.passwordFile: .*nowhere cannot be read: ENOENT/)
})

test('[KO10] where a secret is missing the keys that may name it are said', () => {
  const { put } = folder()
  const path = put('a.json', { ...base, login: { by: 'oauth', clientId: 'a' } })
  expect(() => readKohaSettings(path, {})).toThrow('login.clientSecret: expected clientSecretFile or clientSecretFrom')
})
