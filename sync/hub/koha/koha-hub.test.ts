import { afterAll, beforeAll, expect, test } from 'vitest'
import { kohaSettings } from '../../connectors/koha/configuration.ts'
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

test('[KO14] a hub on a Koha replays what the desk did into it: loans by REST, returns by SIP2', async () => {
  const now = () => new Date().toISOString()
  const served = await servedKoha({ now, branches: [branch, 'MAIN'] })
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
    ownBranches: [],
    registerAsOf: new Date(Date.now() - 3_600_000).toISOString(),
  })
  const sip2 = sip2Settings({
    server: { over: 'tcp', host: '127.0.0.1', port: served.sipPort },
    institution: 'PYS',
    accounts: [{ user: 'bus', password: 'secret', branches: [branch] }],
    profile: 'koha-25',
  })
  const troubles: string[] = []
  const onTrouble = (what: string, error?: unknown) => void troubles.push(`${what} ${error ?? ''}`)
  const size = { items: 200, patrons: 40, seed: 1 }
  const hub = await startHub({ data: `${folder.path}/home`, port: 0, size, onTrouble, koha: { koha, sip2 } })
  try {
    const bus = await openDeskOn(hub, 'bus-1')
    await bus.desk.dispatch({ type: 'sign-in', staffId: 'marja' })
    await bus.desk.dispatch({ type: 'choose-stop', branch })
    await bus.scan(card)
    expect(await bus.scan(barcode)).toMatch(/^yes lent /)
    await bus.desk.dispatch({ type: 'finish' })
    const [lent] = await bus.home()
    expect(troubles).toEqual([])
    expect(lent).toMatch(/^applied/)
    expect(await served.tables.loan(barcode)).toMatchObject({ patronId: 'reader', branch })
    expect(await bus.scan(barcode)).toContain('returned')
    expect((await bus.home()).at(-1)).toMatch(/^applied/)
    expect(await served.tables.loan(barcode)).toBeUndefined()
    expect(await served.tables.endedLoans(barcode)).toMatchObject([{ patronId: 'reader', endedAtBranch: branch }])
    await bus.desk.close()
  } finally {
    await hub.stop()
  }
}, 60_000)
