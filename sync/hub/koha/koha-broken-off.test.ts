import { expect, test } from 'vitest'
import type { Connector } from '../../connectors/connector.ts'
import { posts } from '../../connectors/koha/testing/one-loan.ts'
import { servedKoha } from '../../connectors/koha/testing/served-koha.ts'
import { withinLanes } from '../../connectors/within-lanes.ts'
import { LooksInMemory } from '../looks/looks-in-memory.ts'
import { memoryStores } from '../memory-uploads.fixture.ts'
import { replayOnce } from '../replay-loop.ts'
import { TestStation, time } from '../replay-station.fixture.ts'
import { ReplayWorld } from '../replay-world.fixture.ts'

test('[KO15] [RP46] a hub that dies between a loan and the renewal to the promised day brings it there at its next start, and lends once', async () => {
  let dies = true
  const { connect, contract, tables } = await servedKoha({
    settings: { promisedDayByRenewal: true, worstLatenessMs: 0 },
    now: () => time('24 12:00'),
    fault: ({ name }, when) => (dies && name === 'POST /checkouts/{id}/renewals' && when === 'before' ? 'hang-up' : undefined),
  })
  const world = new ReplayWorld({ ...memoryStores(), tables })
  world.now = time('24 12:00')
  const looks = new LooksInMemory()
  // It lay there the evening before.
  await looks.remember({
    items: [{ barcode: 'X', at: time('23 20:00'), seen: { status: 'in-house', place: 'MAIN', holds: 0 } }],
    patrons: [],
  })
  const cardOf = async (patronId: string) => (await tables.patron(patronId))?.cards[0]
  const more = { looks, cardOf, now: () => world.now, unseen: { ownBranches: ['MAIN'], afterMs: 0 } }
  const pass = (connector: Connector) => replayOnce({ ...world.ports(connector), ...more })
  const killed = new Error('killed')
  const dying = connect()
  const apply: Connector['apply'] = (actions, mark) => dying.apply(actions, mark).catch(() => Promise.reject(killed))
  const bus = new TestStation('bus-1')
  bus.branch = 'MAIN'
  const loan = bus.lend('X', 'Anna', '24 10:00', { dueOn: '2027-01-12' })
  await world.upload(bus.entries)

  await expect(pass(Object.assign(withinLanes(dying), { apply }))).rejects.toBe(killed)
  expect((await tables.loan('X'))?.dueOn).not.toBe('2027-01-12')
  dies = false
  await pass(connect())
  expect(await world.outcome(loan)).toMatchObject({ kind: 'applied' })
  expect((await tables.loan('X'))?.dueOn).toBe('2027-01-12')
  expect(posts(contract.heard, '/checkouts')).toBe(1)
})
