import { afterAll, beforeAll, expect, test } from 'vitest'
import { sip2Settings } from '../../connectors/sip2/configuration.ts'
import { serverKinds } from '../../connectors/sip2/server/server-kind.ts'
import { type RunningHub, startHub } from '../start-hub.node.ts'
import { openDeskOn } from '../testing/desk-on-hub.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'

/*
 * Two hubs with the same made-up library: one is the library system, of which the other knows no more than SIP2 tells.
 */
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let system: RunningHub
let home: RunningHub
const troubles: string[] = []

const size = { items: 200, patrons: 40, seed: 1 }
const account = { user: 'bus', password: 'secret', branch: 'PYS1AU' }

beforeAll(async () => {
  folder = await temporaryFolder()
  const onTrouble = (what: string, error?: unknown) => void troubles.push(`${what} ${error ?? ''}`)
  system = await startHub({
    data: `${folder.path}/system`,
    port: 0,
    size,
    onTrouble,
    serve: { over: 'tcp', host: '127.0.0.1', port: 0, accounts: [account], kind: serverKinds['koha-25'] },
  })
  const { hostname: host, port } = new URL(system.sip2!)
  const settings = sip2Settings({
    server: { over: 'tcp', host, port: Number(port) },
    institution: 'PYS',
    accounts: [{ user: 'bus', password: 'secret', branches: ['PYS1AU'] }],
    profile: 'koha-25',
    registerAsOf: new Date(Date.now() - 3_600_000).toISOString(),
  })
  home = await startHub({ data: `${folder.path}/home`, port: 0, size, onTrouble, sip2: settings })
}, 60_000)

afterAll(async () => {
  await home?.stop()
  await system?.stop()
  await folder?.remove()
})

/** Signed in and at the stop of the bus. */
async function deskOn(hub: RunningHub, station: string) {
  const at = await openDeskOn(hub, station)
  await at.desk.dispatch({ type: 'sign-in', staffId: 'marja' })
  await at.desk.dispatch({ type: 'choose-stop', branch: 'PYS1AU' })
  return at
}

test('[SP30] a hub on a system that speaks SIP2 replays what the desk did into it', async () => {
  const bus = await deskOn(home, 'bus-1')
  await bus.scan('PYS0000012')
  const promised = (await bus.scan('853N00000017')).replace('yes lent ', '')
  expect(promised).toMatch(/^\d{4}-\d\d-\d\d$/)
  await bus.desk.dispatch({ type: 'finish' })
  const lent = await bus.home()
  expect(troubles).toEqual([])
  expect(lent).toEqual(['applied'])
  const there = await deskOn(system, 'office-1')
  await there.scan('PYS0000012')
  // It is this patron's over there, until the day that was promised.
  expect(await there.scan('853N00000017')).toBe(`ask asks ${promised}`)
  await there.desk.close()
  expect(await bus.scan('853N00000017')).toContain('returned')
  expect(await bus.home()).toEqual(['applied', 'applied'])
  await bus.desk.close()
})
