import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { kohaSettings } from '../../connectors/koha/configuration.ts'
import type { ContractOptions } from '../../connectors/koha/testing/contract-server.ts'
import { servedKoha } from '../../connectors/koha/testing/served-koha.ts'
import { sip2Settings } from '../../connectors/sip2/configuration.ts'
import { startHub } from '../start-hub.node.ts'
import { openDeskOn } from '../testing/desk-on-hub.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder?.remove())

const [card, barcode, branch] = ['PYS0000012', '853N00000017', 'PYS1AU']

/** A Koha with one reader and one item, and a hub on it. */
async function hubOnKoha(name: string, fault?: ContractOptions['fault']) {
  const now = () => new Date().toISOString()
  const served = await servedKoha({ now, branches: [branch, 'MAIN'], ...(fault && { fault }) })
  await served.tables.write(
    [
      { kind: 'put-item', item: { barcode, titleId: 't1', title: 'T', homeBranch: branch, circulationStatus: 'ok' } },
      { kind: 'put-patron', patron: { patronId: 'reader', cards: [card], category: 'adult', blocks: [], feesCents: 0 } },
    ],
    'their own numbers',
  )
  const koha = kohaSettings({
    url: served.url,
    login: { by: 'oauth', clientId: 'bus-client', clientSecret: 'bus-secret' },
    library: branch,
    worstLatenessMs: 0,
    registerAsOf: new Date(Date.now() - 3_600_000).toISOString(),
  })
  const sip2 = sip2Settings({
    server: { over: 'tcp', host: '127.0.0.1', port: served.sipPort },
    institution: 'PYS',
    accounts: [{ user: 'bus', password: 'secret', branches: [branch] }],
    profile: { like: 'koha-25', worstLatenessMs: 0 },
  })
  const troubles: string[] = []
  const onTrouble = (what: string, error?: unknown) => void troubles.push(`${what} ${error ?? ''}`)
  const size = { items: 200, patrons: 40, seed: 1 }
  const hub = await startHub({ data: `${folder.path}/${name}`, port: 0, size, onTrouble, koha: { koha, sip2 } })
  onTestFinished(() => hub.stop())
  const bus = await openDeskOn(hub, 'bus-1')
  await bus.desk.dispatch({ type: 'sign-in', staffId: 'marja' })
  await bus.desk.dispatch({ type: 'choose-stop', branch })
  await bus.scan(card)
  expect(await bus.scan(barcode)).toMatch(/^yes lent /)
  await bus.desk.dispatch({ type: 'finish' })
  return { served, bus, troubles }
}

test('[KO14] a hub on a Koha replays what the desk did into it: loans by REST, returns by SIP2', async () => {
  const { served, bus, troubles } = await hubOnKoha('plain')
  const [lent] = await bus.home()
  expect(troubles).toEqual([])
  expect(lent).toMatch(/^applied/)
  expect(await served.tables.loan(barcode)).toMatchObject({ patronId: 'reader', branch })
  expect(await bus.scan(barcode)).toContain('returned')
  expect((await bus.home()).at(-1)).toMatch(/^applied/)
  expect(await served.tables.loan(barcode)).toBeUndefined()
  expect(await served.tables.endedLoans(barcode)).toMatchObject([{ patronId: 'reader', endedAtBranch: branch }])
  await bus.desk.close()
}, 120_000)

for (const when of ['before', 'after'] as const)
  test(`[KO6] the hub looks where the answer to a loan was lost ${when} it was carried out: one loan in the end`, async () => {
    let lost = 0
    const { served, bus } = await hubOnKoha(when, ({ name }, now) =>
      name === 'POST /checkouts' && now === when && lost++ === 0 ? 'hang-up' : undefined,
    )
    expect((await bus.home())[0]).toMatch(/^applied/)
    expect(await served.tables.loan(barcode)).toMatchObject({ patronId: 'reader', renewals: 0 })
    const sent = served.contract.heard.filter(({ name }) => name === 'POST /checkouts').length
    expect(sent).toBe(when === 'after' ? 1 : 2)
    await bus.desk.close()
  }, 120_000)
