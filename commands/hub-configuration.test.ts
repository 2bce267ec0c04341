import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { readHubConfiguration } from './hub-configuration.node.ts'

const token = 'a'.repeat(40)
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pysakki-configuration-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

const put = (name: string, text: string) => writeFileSync(join(folder, name), text)

function read(text: string, environment: Record<string, string> = {}) {
  put('hub.yaml', text)
  return readHubConfiguration(join(folder, 'hub.yaml'), environment)
}

/** What it says, without the file's folder. */
function complaint(text: string, environment: Record<string, string> = {}): string {
  try {
    read(text, environment)
    return ''
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, '')
  }
}

test('[HB50] the least: a folder and a library; it listens on loopback alone', () => {
  const { hub, level } = read('data: here\nlibrary: { demo: true }\n')
  expect(hub).toMatchObject({ data: join(folder, 'here'), host: '127.0.0.1', port: 8650, origins: [], hosts: [] })
  expect(hub).not.toHaveProperty('library')
  expect(hub).not.toHaveProperty('databaseUrl')
  expect(level).toBe('info')
})

test('[HB50] all of it, with each secret in a file or in the environment', () => {
  put('token', `${token}\n`)
  put('cert.pem', 'CERT')
  put('key.pem', 'KEY')
  put('secret', 'koha-secret\n')
  const login = { by: 'oauth', clientId: 'c', clientSecretFile: 'secret' }
  put('koha.json', JSON.stringify({ url: 'https://koha.example.org', login, library: 'BUS' }))
  const { hub, level, readTls } = read(
    `# the hub of the buses
data: /var/lib/pysakki
library:
  files: export
system:
  koha: koha.json
listen:
  host: 0.0.0.0
  port: 8651
  certFile: cert.pem
  keyFile: key.pem
knownAs: [hub.example.org, "hub.example.org:8651"]
tokenFile: token
database:
  urlFrom: HUB_DATABASE
page: page
log:
  level: debug
metrics:
  tokenFrom: HUB_METRICS
`,
    { HUB_DATABASE: 'postgres://hub:secret@db/hub', HUB_METRICS: 'b'.repeat(32) },
  )
  expect(hub).toMatchObject({
    data: '/var/lib/pysakki',
    library: join(folder, 'export'),
    koha: { koha: { login: { clientSecret: 'koha-secret' } } },
    host: '0.0.0.0',
    port: 8651,
    tls: { cert: 'CERT', key: 'KEY' },
    hosts: ['hub.example.org', 'hub.example.org:8651'],
    origins: ['https://hub.example.org', 'https://hub.example.org:8651'],
    token,
    databaseUrl: 'postgres://hub:secret@db/hub',
    shell: join(folder, 'page'),
    metricsToken: 'b'.repeat(32),
  })
  expect(level).toBe('debug')
  put('cert.pem', 'RENEWED')
  expect(readTls?.().cert).toBe('RENEWED')
})

test('[HB50] a hub on board has the hub at home, and the token that it gave to the bus', () => {
  put('home.token', `${token}\n`)
  const { hub } = read('data: here\nlibraryHub: { url: https://hub.example.org, tokenFile: home.token }\n')
  expect(hub).toMatchObject({ libraryHub: { url: 'https://hub.example.org', token } })
  expect(complaint('data: a\nlibraryHub: { url: https://x, tokenFile: home.token }\nsystem: { sip2: s.json }\n')).toBe(
    'hub.yaml:3: system: a hub on board has no other system than the hub at home (libraryHub)',
  )
})

test('[HB50] each thing that is wrong is said with its line, its key and what was expected, all at once', () => {
  const said = complaint(`data: here
listen:
  port: eighty
  hots: 1.2.3.4
library: { demo: false }
knownAs:
  - https://hub.example.org
log: { level: loud }
`)
  expect(said.split('\n').toSorted()).toEqual([
    'hub.yaml:3: listen.port: expected number, received string',
    'hub.yaml:4: listen.hots: no such key',
    'hub.yaml:5: library: expected { files: FOLDER } or { demo: true }',
    'hub.yaml:6: knownAs.0: expected NAME or NAME:PORT in small letters',
    'hub.yaml:8: log.level: Invalid option: expected one of "debug"|"info"|"warn"|"error"',
  ])
})

test('[HB50] what the file names is looked at all at once too: secrets, certificates, settings, the address of a database', () => {
  const said = complaint(
    `data: here
library: { demo: true }
tokenFrom: HUB
metrics: { tokenFile: nowhere }
database: { urlFrom: HUB_DATABASE }
system: { koha: k.json }
listen: { certFile: cert, keyFile: key }
drop: { folder: in }
`,
    { HUB_DATABASE: 'mysql://hub:secret@db/hub' },
  )
  expect(said.split('\n').toSorted()).toEqual([
    'hub.yaml:3: tokenFrom: HUB is not set in the environment',
    'hub.yaml:4: metrics.tokenFile: nowhere cannot be read: ENOENT',
    'hub.yaml:5: database.urlFrom: expected postgres://USER@HOST/DATABASE',
    'hub.yaml:6: system.koha: k.json cannot be read: ENOENT',
    'hub.yaml:7: listen.certFile: cert cannot be read: ENOENT',
    'hub.yaml:8: drop: files are laid beside a system of their own: expected system, and library: { files: FOLDER }',
  ])
})

test.each([
  ['', 'hub.yaml:1: data: expected string, received undefined'],
  ['data: [unclosed\n', 'hub.yaml:2: '],
  ['data: a\ndata: b\nlibrary: { demo: true }\n', 'hub.yaml:2: Map keys must be unique'],
  ['data: a\nlibrary: { demo: true }\ntokenFile: nowhere\n', 'hub.yaml:3: tokenFile: nowhere cannot be read: ENOENT'],
  ['data: a\nlibrary: { demo: true }\ntokenFrom: HUB\n', 'hub.yaml:3: tokenFrom: HUB is not set in the environment'],
  [
    'data: a\nlibrary: { demo: true }\nlisten:\n  certFile: c\n',
    'hub.yaml:4: listen.certFile: certFile and keyFile: both or neither',
  ],
  ['- data\n- library\n', 'hub.yaml:1: expected object, received array'],
  [
    'data: a\nlibrary: { demo: true }\nregister:\n  stations:\n    bus-1: everyone\n',
    'hub.yaml:5: register.stations.bus-1: expected `least`, `{ named: [BRANCH, ...] }` or `everyone until YYYY-MM-DD because REASON`',
  ],
  ['data: a\nlibrary: { demo: true }\ndatabase: {}\n', 'hub.yaml:3: database: expected urlFile or urlFrom'],
  ['data: a\nlibrary: { demo: true }\nsystem:\n  koha: k.json\n', 'hub.yaml:4: system.koha: k.json cannot be read'],
  ['data: a\nlog: { level: info }\n', 'hub.yaml:1: expected library, or libraryHub for a hub on board: one of them'],
  [
    'data: a\nlibrary: { demo: true }\ndrop: { folder: in }\n',
    'hub.yaml:3: drop: files are laid beside a system of their own: expected system, and library: { files: FOLDER }',
  ],
  ['data: a\nlibraryHub: { url: ftp://x }\n', 'hub.yaml:2: libraryHub.url: '],
  ['data: a\nlibraryHub:\n  url: https://x\n', 'hub.yaml:2: libraryHub: expected tokenFile or tokenFrom'],
  [
    'data: a\nlibrary: { demo: true }\nlibraryHub:\n  url: https://x\n',
    'hub.yaml:3: libraryHub: expected library, or libraryHub for a hub on board: one of them',
  ],
])('[HB50] %j is refused with one line', (text, line) => {
  expect(complaint(text)).toContain(line)
})

test('[HB50] a token that could be tried out is refused, and no secret is in a message', () => {
  const said = complaint('data: a\nlibrary: { demo: true }\ntokenFrom: HUB\n', { HUB: 'short-secret' })
  expect(said).toBe('hub.yaml:3: tokenFrom: expected a token of 32 characters at least, without blanks')
  const both = 'data: a\nlibrary: { demo: true }\ntokenFile: t\ntokenFrom: HUB\n'
  expect(complaint(both, { HUB: token })).toBe('hub.yaml:4: tokenFrom: tokenFile is given too: one of them')
})
