import { beforeEach, expect, test } from 'vitest'
import type { Entry } from '../journal/entry.ts'
import { auditTrail } from './audit-trail.ts'
import { onBothDatabases } from './on-both-databases.fixture.ts'
import { TestStation } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'
import { forgetSteps, keepStepsTrimmed } from './trim-steps.ts'

const now = () => '2026-11-24T12:00:00Z'
const muchLater = '2028-01-01T00:00:00Z'

onBothDatabases(on => {
  let world: ReplayWorld
  let bus: TestStation

  beforeEach(async () => {
    await on.stores.clear()
    await on.stores.database.deleteFrom('steps').execute()
    world = new ReplayWorld(on.stores)
    bus = new TestStation('bus-1')
    await world.item('X')
    await world.patrons('Anna', 'Bea')
  })

  async function trailOf({ station, epoch, sequence }: Entry) {
    const steps = []
    for await (const step of auditTrail(on.stores.database).steps({ station, epoch, sequence })) steps.push(step)
    return steps
  }

  test('[HB31] of what was settled long ago the trail keeps what was scanned, received and sent, and how it ended', async () => {
    const loan = bus.lend('X', 'Anna', '10:00')
    await world.comesHome(bus.entries)
    const before = await trailOf(loan)
    expect(before.map(({ step }) => step)).toEqual(['scanned', 'received', 'sent', 'outcome'])
    expect(before.at(-1)!.detail).toMatchObject({ because: {} })
    expect(await forgetSteps(on.stores.database, muchLater)).toBe(1)
    const { because: _, ...ended } = before.at(-1)!.detail as { because: object }
    expect(await trailOf(loan)).toEqual([...before.slice(0, 3), { ...before.at(-1), detail: ended }])
    expect(await forgetSteps(on.stores.database, muchLater)).toBe(0)
  })

  test('[HB31] what was settled since, and what waits for a person, keep every step', async () => {
    const loan = bus.lend('X', 'Anna', '10:00')
    const unknown = bus.takeBack('NOSUCH', '10:01')
    await world.comesHome(bus.entries)
    const [settled, asked] = [await trailOf(loan), await trailOf(unknown)]
    expect(await forgetSteps(on.stores.database, now())).toBe(0)
    expect(await trailOf(loan)).toEqual(settled)
    await forgetSteps(on.stores.database, muchLater)
    expect(await trailOf(unknown)).toEqual(asked)
    expect(asked.at(-1)!.detail).toMatchObject({ outcome: { question: 'unknown-item' }, because: {} })
  })

  test('[HB31] it is done at the start and goes on by itself; a database that does not answer is told, and ends nothing', async () => {
    bus.lend('X', 'Anna', '10:00')
    await world.comesHome(bus.entries)
    const errors: unknown[] = []
    const onError = (error: unknown) => void errors.push(error)
    const outcomes = async () => {
      const steps = await on.stores.database.selectFrom('steps').select('step').where('step', '=', 'outcome').execute()
      return steps.length
    }
    await (await keepStepsTrimmed(on.stores.database, { now: () => '2027-12-01T00:00:00Z', onError }))()
    expect(await outcomes()).toBe(1)
    const stop = await keepStepsTrimmed(on.stores.database, { now: () => '2028-01-20T00:00:00Z', everyMs: 20, onError })
    expect(await outcomes()).toBe(0)
    bus.takeBack('X', '11:00')
    await world.comesHome(bus.entries)
    await expect.poll(outcomes).toBe(0)
    await stop()
    expect(errors).toEqual([])
    await (await keepStepsTrimmed(undefined as never, { now, onError }))()
    expect(errors).toHaveLength(1)
  })
}, now)
