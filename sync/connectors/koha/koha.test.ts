import { expect, test } from 'vitest'
import type { Action } from '../../../circulation/evidence.ts'
import { kohaSettings } from './configuration.ts'
import { errorText } from './koha-error.ts'
import { kohaLibrary } from './koha-library.ts'
import type { Heard } from './testing/contract-server.ts'
import { servedKoha } from './testing/served-koha.ts'

const at = '2026-11-17T10:00:00Z'
const lend: Extract<Action, { kind: 'begin-loan' }> = {
  kind: 'begin-loan',
  barcode: 'X',
  patronId: 'Anna',
  at,
  dueOn: '2026-12-15',
  branch: 'BUS',
}
const hold: Action = { kind: 'place-hold', holdId: 'h1', titleId: 'title-X', patronId: 'Bea', branch: 'BUS', at }
const posts = (heard: readonly Heard[], what: string) => heard.filter(({ name }) => name === `POST ${what}`).length

test('[KO1] one token serves many requests; one that is not taken any longer is replaced, and nothing is done twice', async () => {
  const { connector, contract } = await servedKoha()
  await connector.itemEvidence('X')
  const [first] = contract.heard
  contract.expireTokens()
  await connector.apply([lend], 'one')
  const authorizations = new Set(contract.heard.map(({ headers }) => headers.get('authorization')))
  expect(first!.headers.get('authorization')).toBe('Bearer token-1')
  expect([...authorizations]).toEqual(['Bearer token-1', 'Bearer token-2'])
  expect(posts(contract.heard, '/checkouts')).toBe(1)
})

test('[KO1] a client that Koha does not know waits for somebody to look', async () => {
  const { connect } = await servedKoha()
  const connector = connect({ login: { by: 'oauth', clientId: 'bus-client', clientSecret: 'wrong' } })
  await expect(connector.itemEvidence('X')).rejects.toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining('403'),
  })
})

test('[KO2] writes are done under the branch of the action, reads under the settings own', async () => {
  const { connector, contract } = await servedKoha()
  await connector.apply([{ ...lend, branch: 'MAIN' }], 'one')
  const branches = contract.heard.map(({ name, headers }) => [name, headers.get('x-koha-library')])
  expect(branches).toContainEqual(['POST /checkouts', 'MAIN'])
  expect(branches).toContainEqual(['GET /items', 'BUS'])
  expect(branches.every(([, branch]) => branch !== null)).toBe(true)
})

test('[KO3] a longer number that contains the barcode is another item, and lists longer than a page are read whole', async () => {
  const { connector, tables } = await servedKoha()
  const items = Array.from({ length: 450 }, (_, index) => `X${index + 1}`)
  await tables.write(
    items.flatMap(barcode => [
      { kind: 'put-item', item: { barcode, titleId: 't', title: 'T', homeBranch: 'MAIN', circulationStatus: 'ok' } } as const,
      {
        kind: 'put-loan',
        loan: { barcode, patronId: 'Bea', lentAt: at, dueOn: '2026-12-15', renewals: 0, branch: 'MAIN' },
      } as const,
    ]),
    'many',
  )
  expect((await connector.itemEvidence('X')).seen).toMatchObject({ status: 'in-house' })
  expect((await connector.patronEvidence('card-Bea')).seen?.items).toHaveLength(450)
})

test('[KO4] evidence says who has it, since when and until when, and each hold in its turn', async () => {
  const { connector, tables } = await servedKoha()
  const renewal = { patronId: 'Anna', at: '2026-11-12T10:00:00Z', dueOn: '2026-12-08', dueBefore: '2026-12-01' }
  await tables.write(
    [
      {
        kind: 'put-loan',
        loan: {
          barcode: 'X',
          patronId: 'Anna',
          lentAt: '2026-11-10T09:15:00Z',
          dueOn: '2026-12-08',
          renewals: 1,
          branch: 'MAIN',
        },
      },
      { kind: 'put-memory', barcode: 'X', memory: { fees: [], renewals: [renewal], priors: [] } },
      {
        kind: 'put-hold',
        hold: {
          holdId: 'h9',
          titleId: 'title-X',
          patronId: 'Bea',
          placedAt: at,
          pickup: { branch: 'BUS' },
          holdNumber: '9',
          state: { kind: 'queued' },
        },
      },
    ],
    'stands',
  )
  const { seen, holds } = await connector.itemEvidence('X')
  expect(seen).toEqual({
    status: 'on-loan',
    patronId: 'Anna',
    since: '2026-11-10T09:15:00Z',
    renewedAt: '2026-11-12T10:00:00Z',
    dueOn: '2026-12-08',
    holds: 1,
  })
  expect(holds).toMatchObject([{ patronId: 'Bea', pickup: { branch: 'BUS' }, state: { kind: 'queued' } }])
  expect((await connector.itemEvidence('Y')).seen).toEqual({ status: 'in-house', place: 'MAIN', holds: 0 })
})

test('[KO4] the site says what its kinds of lost mean, and what is withdrawn may not be lent', async () => {
  const { connect, tables } = await servedKoha()
  const connector = connect({ lostStatuses: { 4: 'missing' } })
  await tables.write([{ kind: 'set-status', barcode: 'X', status: 'missing' }], 'gone')
  expect((await connector.itemEvidence('X')).seen?.status).toBe('missing')
  await tables.write([{ kind: 'set-status', barcode: 'X', status: 'withdrawn' }], 'out')
  expect((await connector.itemEvidence('X')).seen?.status).toBe('not-lendable')
})

test('[KO5] what Koha forbids is rejected with its reasons, and nothing before it is written', async () => {
  const { connector, contract, tables } = await servedKoha()
  const anna = (await tables.patron('Anna'))!
  await tables.write([{ kind: 'put-patron', patron: { ...anna, blocks: ['barred'] } }], 'barred')
  const rejected = { kind: 'rejected', message: expect.stringContaining('DEBARRED') }
  await expect(connector.apply([hold, lend], 'one')).rejects.toMatchObject(rejected)
  expect(posts(contract.heard, '/holds') + posts(contract.heard, '/checkouts')).toBe(0)
})

test('[KO5] a debt is confirmed with the token; what waits for somebody else is not', async () => {
  const { connector, contract, tables } = await servedKoha()
  const anna = (await tables.patron('Anna'))!
  await tables.write([{ kind: 'put-patron', patron: { ...anna, feesCents: 450 } }], 'owes')
  await connector.apply([lend], 'one')
  const post = contract.heard.find(({ name }) => name === 'POST /checkouts')!
  expect(post.query.get('confirmation')).toMatch(/^signed:/)
  expect(Object.keys(post.body as object).toSorted()).toEqual(['item_id', 'patron_id'])
  await connector.apply([{ kind: 'end-loan', barcode: 'X', patronId: 'Anna', at, branch: 'BUS', full: true }, hold], 'two')
  await connector.apply([{ kind: 'take-in', barcode: 'X', at, branch: 'BUS' }], 'three')
  expect((await connector.itemEvidence('X')).seen?.status).toBe('ready')
  const rejected = { kind: 'rejected', message: expect.stringContaining('RESERVE_WAITING') }
  await expect(connector.apply([lend], 'four')).rejects.toMatchObject(rejected)
})

for (const when of ['before', 'after'] as const)
  test(`[KO6] a loan whose answer is lost ${when} it is carried out is sent once, and reading tells which it was`, async () => {
    const fault = ({ name }: Heard, now: 'before' | 'after') =>
      name === 'POST /checkouts' && now === when ? ('hang-up' as const) : undefined
    const { connector, contract } = await servedKoha({ fault })
    await expect(connector.apply([lend], 'one')).rejects.toMatchObject({ kind: 'no-answer' })
    expect(posts(contract.heard, '/checkouts')).toBe(1)
    expect(await connector.wasApplied('one')).toBe(when === 'after' ? 'yes' : 'no')
    expect(await connector.wasApplied('another')).toBe('unknown')
  })

test('[KO6] a 502 after the write is no answer, and a loan that was brought back since still shows', async () => {
  let broken = true
  const fault = ({ name }: Heard, now: 'before' | 'after') =>
    broken && name === 'POST /checkouts' && now === 'after' ? { status: 502, body: 'Bad Gateway' } : undefined
  const { connector, library } = await servedKoha({ fault })
  await expect(connector.apply([lend], 'one')).rejects.toMatchObject({ kind: 'no-answer' })
  broken = false
  await library.apply([{ kind: 'end-loan', barcode: 'X', patronId: 'Anna', at, branch: 'MAIN', full: true }], 'desk')
  expect(await connector.wasApplied('one')).toBe('yes')
})

test('[KO6] a server that says done and does not show it is not believed', async () => {
  const fault = ({ name }: Heard, now: 'before' | 'after') =>
    name === 'POST /checkouts' && now === 'before' ? { status: 201, body: {} } : undefined
  const { connector } = await servedKoha({ fault })
  await expect(connector.apply([lend], 'one')).rejects.toMatchObject({ kind: 'no-answer' })
})

test('[KO6] a server that cannot be reached has done nothing', async () => {
  const { connect } = await servedKoha()
  const connector = connect({ url: 'http://127.0.0.1:9' })
  await expect(connector.apply([lend], 'one')).rejects.toMatchObject({ kind: 'unreachable' })
  await expect(connector.itemEvidence('X')).rejects.toMatchObject({ kind: 'unreachable' })
})

test('[KO7] a return goes over SIP2; without it, it is rejected and the capabilities say so', async () => {
  const { connector, tables, url } = await servedKoha()
  expect(connector.can).toMatchObject({ backdatedCheckin: true, checkinWithHolds: true, backdatedCheckout: false })
  await connector.apply([lend], 'one')
  const back: Action = { kind: 'end-loan', barcode: 'X', patronId: 'Anna', at: '2026-11-18T10:00:00Z', branch: 'BUS', full: true }
  const login = { by: 'basic', user: 'bus', password: 'koha-secret' }
  const without = kohaLibrary(kohaSettings({ url, login, library: 'BUS' }), { known: tables, now: () => at })
  expect(without.can).toMatchObject({ backdatedCheckin: false, checkinWithHolds: false })
  await expect(without.apply([hold, back], 'two')).rejects.toMatchObject({ kind: 'rejected' })
  expect(await tables.holdsOf('Bea')).toEqual([])
  await connector.apply([back], 'three')
  expect(await tables.endedLoans('X')).toMatchObject([{ patronId: 'Anna', endedAt: '2026-11-18T10:00:00Z' }])
})

test('[KO9] errors come as objects, arrays and bare strings', async () => {
  expect(errorText({ error: 'Item not found', error_code: 'x' })).toBe('Item not found')
  expect(errorText([{ path: '/query/foo', message: 'Malformed query string' }])).toBe('/query/foo: Malformed query string')
  expect(errorText({ errors: [{ message: 'Missing property.', path: '/body/x' }], status: 400 })).toBe(
    '/body/x: Missing property.',
  )
  expect(errorText('Bibliographic record not found')).toBe('Bibliographic record not found')
})

for (const [status, error] of [
  [503, 'System is under maintenance.'],
  [403, 'Authorization failure. Missing required permission(s).'],
] as const)
  test(`[KO9] "${error}" was said before anything was done, and waits`, async () => {
    const fault = ({ name }: Heard) => (name === 'POST /checkouts' ? { status, body: { error } } : undefined)
    const { connector } = await servedKoha({ fault })
    await expect(connector.apply([lend], 'one')).rejects.toMatchObject({ kind: 'unreachable' })
  })

test('[KO10] settings name the key that is wrong, and say no secret', () => {
  const good = {
    url: 'https://staff.example.org/',
    login: { by: 'oauth', clientId: 'a', clientSecret: 's3cret' },
    library: 'BUS',
  }
  expect(kohaSettings(good)).toMatchObject({ url: 'https://staff.example.org', connections: 2, promisedDayByRenewal: false })
  expect(kohaSettings(good).offlineLoans).toBeUndefined()
  const wrong = { ...good, login: { ...good.login, clientId: '' }, conections: 3, confirms: ['ISSUED_TO_ANOTHER'] }
  expect(() => kohaSettings(wrong)).toThrow(/login\.clientId.*confirms\.0.*conections/)
  expect(() => kohaSettings(wrong)).not.toThrow(/s3cret/)
  expect(kohaSettings(good).reports).toEqual({})
  expect(() => kohaSettings({ ...good, reports: { restrictions: 0, closedDays: '4', debarments: 5 } })).toThrow(
    /reports\.restrictions.*reports\.closedDays.*debarments/,
  )
})

test('[KO11] turned on, a loan through service.pl carries its instant; a barred patron and an item on loan are not sent', async () => {
  const account = { branch: 'BUS', user: 'bus', password: 'koha-secret' }
  const { connector, contract, tables } = await servedKoha({ settings: { offlineLoans: { accounts: [account] } } })
  await connector.apply([lend], 'one')
  expect(await tables.loan('X')).toMatchObject({ patronId: 'Anna', lentAt: at })
  const sent = () => contract.heard.filter(({ name }) => name === 'GET service.pl').length
  expect(sent()).toBe(1)
  await expect(connector.apply([{ ...lend, patronId: 'Bea' }], 'two')).rejects.toMatchObject({ kind: 'rejected' })
  const bea = (await tables.patron('Bea'))!
  await tables.write([{ kind: 'put-patron', patron: { ...bea, blocks: ['barred'] } }], 'barred')
  await expect(connector.apply([{ ...lend, barcode: 'Y', patronId: 'Bea' }], 'three')).rejects.toMatchObject({ kind: 'rejected' })
  expect(sent()).toBe(1)
  expect((await tables.loan('X'))?.patronId).toBe('Anna')
})

for (const when of ['before', 'after'] as const)
  test(`[KO11] a loan through service.pl whose answer is lost ${when} it is carried out is sent once, and reading tells which it was`, async () => {
    const account = { branch: 'BUS', user: 'bus', password: 'koha-secret' }
    const { connector, contract } = await servedKoha({
      settings: { offlineLoans: { accounts: [account] } },
      fault: ({ name }, now) => (name === 'GET service.pl' && now === when ? 'hang-up' : undefined),
    })
    await expect(connector.apply([lend], 'one')).rejects.toMatchObject({ kind: 'no-answer' })
    expect(contract.heard.filter(({ name }) => name === 'GET service.pl')).toHaveLength(1)
    expect(await connector.wasApplied('one')).toBe(when === 'after' ? 'yes' : 'no')
  })

for (const release of ['newest', 'older'] as const)
  test(`[KO12] a renewal goes where the ${release} release has it, to the promised day where it takes one`, async () => {
    const { connector, contract, tables } = await servedKoha({ release })
    await connector.apply([lend], 'one')
    await connector.apply([{ kind: 'renew-loan', barcode: 'X', patronId: 'Anna', dueOn: '2027-01-20', at }], 'two')
    expect(posts(contract.heard, `/checkouts/{id}/${release === 'newest' ? 'renewals' : 'renewal'}`)).toBe(1)
    expect(await tables.loan('X')).toMatchObject({ renewals: 1, ...(release === 'newest' && { dueOn: '2027-01-20' }) })
  })

test('[KO12] a Koha too old to say what it says to a loan is lent nothing, and the reason is said', async () => {
  const fault = ({ name }: Heard) =>
    name === 'GET /checkouts/availability' ? { status: 404, body: { error: 'Not Found.' } } : undefined
  const { connector, contract } = await servedKoha({ fault })
  const waits = { kind: 'unreachable', message: expect.stringContaining('too old') }
  await expect(connector.apply([lend], 'one')).rejects.toMatchObject(waits)
  expect(posts(contract.heard, '/checkouts')).toBe(0)
})

test('[KO13] the contract server notes every path, parameter, header and field that Koha does not know', async () => {
  const { contract, url } = await servedKoha({ misused: true })
  const auth = { Authorization: `Basic ${btoa('bus:koha-secret')}`, 'x-koha-library': 'BUS' }
  const ask = async (path: string, init: RequestInit = {}) =>
    (await fetch(`${url}/api/v1${path}`, { ...init, headers: { ...auth, ...init.headers } })).status
  const post = (path: string, body: unknown) =>
    ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })
  const answers = [
    await ask('/loans'),
    await ask('/items?barcode=X'),
    await ask('/items', { headers: { 'x-koha-embed': 'checkout' } }),
    await ask('/items', { headers: { 'x-koha-branch': 'BUS' } }),
    await post('/checkouts', { patron_id: 51, item_id: 1001, dueOn: '2026-12-15' }),
    await post('/holds', { patron_id: 51 }),
    await ask(`/items?q=${encodeURIComponent('{"barcode":"X"}')}`),
    await ask(`/items?q=${encodeURIComponent('{"item_id":{"-between":[1,2]}}')}`),
  ]
  expect(answers).toEqual([404, 400, 400, 200, 400, 400, 400, 400])
  expect(contract.violations).toHaveLength(8)
})
