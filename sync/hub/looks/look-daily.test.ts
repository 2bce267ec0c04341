import { beforeEach, expect, test } from 'vitest'
import type { ItemSeen } from '../../../circulation/evidence.ts'
import { everything } from '../../../circulation/replay/capabilities.ts'
import { type Connector, ConnectorError } from '../../connectors/connector.ts'
import { onBothDatabases } from '../on-both-databases.fixture.ts'
import { startReplay } from '../replay.ts'
import { forgetLooks, keepLooksTrimmed } from './forget-looks.ts'
import { lookAroundIfDue, startLookingAround } from './look-daily.ts'
import { roundsOnDatabase } from './rounds.ts'

const shelf: ItemSeen = { status: 'in-house', place: 'MAIN' }

onBothDatabases(on => {
  let now: string
  let asked: string[]
  let down: boolean

  beforeEach(async () => {
    await on.stores.clear()
    await on.stores.database.deleteFrom('meta').where('name', '=', 'last-round').execute()
    asked = []
    down = false
    now = '2026-11-24T03:00:00Z'
    await item('A', 'BUS', 'BUS')
    await item('B', 'MAIN', 'BUS')
    await item('C', 'MAIN', 'MAIN')
    await item('D', 'MAIN', 'MAIN')
  })

  async function item(barcode: string, homeBranch: string, branch: string) {
    const row = { barcode, titleId: `title-${barcode}`, title: 'Sinuhe', homeBranch, circulationStatus: 'ok' } as const
    await on.stores.tables.write(
      [
        { kind: 'put-item', item: row },
        { kind: 'set-place', barcode, branch },
      ],
      `item ${barcode}`,
    )
  }

  const connector = {
    name: 'timeless',
    can: { ...everything, worstLatenessMs: 0, knows: { ...everything.knows, times: false } },
    async itemEvidence(barcode: string) {
      asked.push(barcode)
      if (down) throw new ConnectorError('unreachable', 'no line')
      return { seen: shelf, holds: [], scans: [], pastLoans: [], fees: [], renewals: [], priors: [] }
    },
  } as unknown as Connector

  function daily({ paused = false, at = '04:00' } = {}) {
    const { uploads, looks, version } = on.stores
    const ports = { uploads, connector, looks, now: () => now, publisher: { version, touch: version } }
    const errors: unknown[] = []
    const replay = { aside: <T>(work: () => Promise<T>) => work() }
    return {
      ports,
      replay,
      rounds: roundsOnDatabase(on.stores.database, ['BUS']),
      at,
      paused: async () => paused,
      zone: 'Europe/Helsinki',
      onError: (error: unknown) => void errors.push(error),
      errors,
    }
  }

  test('[RP48] once a day from the hour that is set on: what belongs on board, lies there, or was seen to move of late', async () => {
    await on.stores.looks.remember({ items: [{ barcode: 'C', at: '2026-11-20T10:00:00Z', seen: shelf }], patrons: [] })
    await on.stores.looks.remember({ items: [{ barcode: 'D', at: '2026-08-20T10:00:00Z', seen: shelf }], patrons: [] })
    now = '2026-11-23T00:30:00Z'
    expect(await lookAroundIfDue(daily({ paused: true }))).toBe(0)
    // The first one is made at once.
    expect(await lookAroundIfDue(daily())).toBe(3)
    now = '2026-11-24T01:59:00Z'
    expect(await lookAroundIfDue(daily())).toBe(0)
    now = '2026-11-24T02:00:00Z'
    asked = []
    expect(await lookAroundIfDue(daily())).toBe(3)
    expect(asked).toEqual(['A', 'B', 'C'])
    expect(await on.stores.looks.sightings('A')).toEqual([{ ...shelf, from: '2026-11-23T00:30:00Z', to: now }])
    expect(await lookAroundIfDue(daily())).toBe(0)
    now = '2026-11-25T02:00:00Z'
    expect(await lookAroundIfDue(daily({ at: '04:01' }))).toBe(0)
    expect(await lookAroundIfDue(daily())).toBe(3)
    expect((await on.stores.looks.sightings('A'))[0]).toMatchObject({ from: '2026-11-23T00:30:00Z', to: now })
  })

  test('[RP48] a system that cannot be reached leaves the round open; what another process has in hand is left to it', async () => {
    down = true
    await expect(lookAroundIfDue(daily())).rejects.toThrow('no line')
    down = false
    const inHand = 'item A'
    const claims = {
      take: async ([key]: readonly string[]) => (key === inHand ? undefined : { stands: () => true, release: async () => {} }),
    }
    const round = daily()
    asked = []
    expect(await lookAroundIfDue({ ...round, ports: { ...round.ports, claims } })).toBe(1)
    expect(asked).toEqual(['B'])
  })

  test('[RP48] it begins by itself and goes on beside replay, never within a pass', async () => {
    const round = daily()
    const replay = startReplay({ ...round.ports, titles: async () => new Map() })
    const looking = startLookingAround({ ...round, replay }, 5)
    await expect.poll(() => asked).toEqual(['A', 'B'])
    await looking.stop()
    await replay.stop()
    expect(round.errors).toEqual([])
    let within = 0
    const order: string[] = []
    const once = (name: string) => async () => {
      order.push(`${name} ${++within}`)
      await new Promise(resolve => setTimeout(resolve, 1))
      within--
    }
    const again = startReplay(round.ports)
    await Promise.all([again.aside(once('one')), again.aside(once('two'))])
    await again.stop()
    expect(order).toEqual(['one 1', 'two 1'])
  })

  test('[RP49] what no journal can need any more is forgotten, never the last of an item', async () => {
    const look = (barcode: string, at: string, seen: ItemSeen) =>
      on.stores.looks.remember({ items: [{ barcode, at, seen }], patrons: [] })
    const onLoan: ItemSeen = { status: 'on-loan', dueOn: '2026-08-01' }
    await look('A', '2026-07-01T08:00:00Z', shelf)
    await look('A', '2026-07-02T08:00:00Z', onLoan)
    await look('A', '2026-11-01T08:00:00Z', shelf)
    await look('B', '2026-07-01T08:00:00Z', shelf)
    for (let day = 1; day <= 31; day++)
      for (const [hour, seen] of [
        ['08', shelf],
        ['10', onLoan],
        ['12', shelf],
      ] as const)
        await look('C', `2026-10-${String(day).padStart(2, '0')}T${hour}:00:00Z`, {
          ...seen,
          ...(seen === onLoan && { dueOn: `2026-11-${day % 9}` }),
        })
    await on.stores.looks.remember({
      items: [],
      patrons: [{ patronId: 'Anna', at: '2026-07-01T08:00:00Z', seen: { items: [] } }],
    })
    await on.stores.looks.remember({ items: [], patrons: [{ patronId: 'Bea', at: '2026-11-01T08:00:00Z', seen: { items: [] } }] })
    const errors: unknown[] = []
    const stop = await keepLooksTrimmed(on.stores.database, { now: () => now, onError: error => errors.push(error) })
    await stop()
    expect(errors).toEqual([])
    expect(await on.stores.looks.sightings('A')).toHaveLength(1)
    expect(await on.stores.looks.sightings('B')).toHaveLength(1)
    expect(await on.stores.database.selectFrom('sightings').select('number').where('barcode', '=', 'C').execute()).toHaveLength(
      60,
    )
    expect(await on.stores.looks.patron('Anna')).toBeUndefined()
    expect(await on.stores.looks.patron('Bea')).toBeDefined()
    const before = await on.stores.looks.sightings('C')
    await forgetLooks(on.stores.database, '2026-09-25T00:00:00Z')
    expect(await on.stores.looks.sightings('C')).toEqual(before)
    // What comes after goes on from the last.
    await look('B', '2026-11-24T02:00:00Z', shelf)
    expect(await on.stores.looks.sightings('B')).toEqual([{ ...shelf, from: '2026-07-01T08:00:00Z', to: '2026-11-24T02:00:00Z' }])
  })
})
