import { beforeEach, expect, test } from 'vitest'
import { entryKey } from '../../circulation/transaction.ts'
import { ConnectorError } from '../connectors/connector.ts'
import { FailingSystem } from './failing-system.fixture.ts'
import { onBothDatabases } from './on-both-databases.fixture.ts'
import type { CrashPoint } from './replay-loop.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

onBothDatabases(on => {
  let world: ReplayWorld
  let bus: TestStation

  beforeEach(async () => {
    await on.stores.clear()
    world = new ReplayWorld(on.stores)
    bus = new TestStation('bus-1')
    await world.item('X')
    await world.item('Y')
    await world.patrons('Anna', 'Bea', 'Dora')
  })

  class Crash extends Error {}

  const points: readonly CrashPoint[] = ['before-mark', 'after-mark', 'after-apply', 'after-outcome']

  test.each(points)(
    '[RP27] a hub that dies %s of any entry goes on at its next start: nothing lost, nothing twice',
    async point => {
      await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-10')
      await world.hold('Dora', 'X', '9 09:00', '417')
      bus.takeBack('X', '10:00')
      bus.lend('Y', 'Anna', '10:01')
      bus.undo(bus.lend('X', 'Anna', '10:02'), 'book-is-here', '10:03')
      await world.upload(bus.entries)
      const died = new Set<string>()
      const dieOnce = (at: CrashPoint, id: Parameters<typeof entryKey>[0]) => {
        if (at !== point || died.has(entryKey(id))) return
        died.add(entryKey(id))
        throw new Crash(at)
      }
      const diesIn = async () =>
        world.comesHome([], { at: dieOnce }).catch((error: unknown) => {
          if (error instanceof Crash) return error
          throw error
        })
      while ((await diesIn()) instanceof Crash) {
        on.stores = await on.stores.reopen()
        world = world.on(on.stores)
      }
      // What is in hand beside the one that dies dies with it, at whatever point it is.
      expect(died.size).toBeGreaterThanOrEqual(3)

      expect(await world.history('X')).toEqual(['Bea 02 10:00 – 17 10:00', 'Anna 17 10:02 – 17 10:03'])
      expect(await world.history('Y')).toEqual(['Anna 17 10:01 –'])
      expect(await world.feesOf('Bea')).toBe(140)
      expect(await world.tables.scans('X')).toHaveLength(4)
      expect(await world.tables.scans('Y')).toHaveLength(1)
      expect((await world.tables.holdsOf('Dora'))[0]?.state).toEqual({ kind: 'waiting', barcode: 'X' })
      expect(await Promise.all(bus.entries.map(async entry => (await world.outcome(entry))?.kind))).toEqual([
        'applied',
        'applied',
        'applied',
        'applied-with-note',
      ])
    },
  )

  test('[RP27] the slip survives the crash: the outcome after it still names the hold that was caught', async () => {
    await world.hold('Dora', 'X', '9 09:00', '417')
    const back = bus.takeBack('X', '10:00')
    const die = (at: CrashPoint) => {
      if (at === 'after-apply') throw new Crash(at)
    }
    await expect(world.comesHome(bus.entries, { at: die })).rejects.toThrow(Crash)
    await world.comesHome([])
    expect(await world.outcome(back)).toMatchObject({
      notes: [{ code: 'was-not-on-loan' }, { code: 'hold-caught', holdNumber: '417' }],
    })
  })

  test('[RP26] while the system cannot be reached everything waits; then it goes on', async () => {
    bus.lend('X', 'Anna', '10:00')
    bus.takeBack('X', '10:30')
    const away = new FailingSystem(world.library, () => new ConnectorError('unreachable', 'no line'))
    expect(await world.comesHome(bus.entries, {}, away)).toBe('unreachable')
    expect(await world.outcome(bus.entries[0]!)).toBeUndefined()
    expect(await world.comesHome([])).toBe('quiet')
    expect(await world.history('X')).toEqual(['Anna 17 10:00 – 17 10:30'])
  })

  test('[RP26] what is rejected again and again goes to a person; its item keeps its order, the rest goes on', async () => {
    const poison = bus.lend('X', 'Anna', '10:00')
    const after = bus.takeBack('X', '10:30')
    const other = bus.lend('Y', 'Bea', '10:31')
    const moody = new FailingSystem(world.library, mark =>
      mark === entryKey(poison) ? new ConnectorError('rejected', 'error 500') : undefined,
    )
    expect(await world.comesHome(bus.entries, {}, moody)).toBe('retry')
    expect(await world.outcome(other)).toEqual({ kind: 'applied' })
    expect(await world.outcome(after)).toBeUndefined()
    expect(await world.comesHome([], {}, moody)).toBe('retry')
    expect(await world.outcome(poison)).toBeUndefined()
    expect(await world.comesHome([], {}, moody)).toBe('quiet')
    expect(await world.outcome(poison)).toMatchObject({ kind: 'needs-person', question: 'system-error', where: 'office' })
    expect(await world.outcome(after)).toEqual({
      kind: 'applied-with-note',
      notes: [{ code: 'was-not-on-loan', barcode: 'X' }],
    })
  })

  test('[RP26] a write that a slow system may still carry out is not sent again before its time is over', async () => {
    const loan = bus.lend('X', 'Anna', '10:00')
    const slow = new FailingSystem(world.library, () => new ConnectorError('no-answer', 'silence'), 60_000)
    expect(await world.comesHome(bus.entries, {}, slow)).toBe('retry')
    const well = new FailingSystem(world.library, () => undefined, 60_000)
    expect(await world.comesHome([], {}, well)).toBe('retry')
    expect(well.applied).toEqual([])
    world.now = '2026-11-24T12:01:01Z'
    expect(await world.comesHome([], {}, well)).toBe('quiet')
    expect(well.applied).toEqual([entryKey(loan)])
  })

  test('[RP12] where the system cannot say whether it was done, a person is asked and nothing is sent again', async () => {
    const loan = bus.lend('X', 'Anna', '10:00')
    const deaf = new FailingSystem(world.library, () => new ConnectorError('no-answer', 'silence'), 0, 'unknown')
    expect(await world.comesHome(bus.entries, {}, deaf)).toBe('retry')
    const forgetful = new FailingSystem(world.library, () => undefined, 0, 'unknown')
    expect(await world.comesHome([], {}, forgetful)).toBe('quiet')
    expect(forgetful.applied).toEqual([])
    expect(await world.outcome(loan)).toMatchObject({ kind: 'needs-person', question: 'system-error', where: 'office' })
  })

  test('[RP25] what cannot be read, and a second entry under one number, wait for a person; the rest goes on', async () => {
    const other = new TestStation('bus-1')
    const first = bus.lend('X', 'Anna', '10:00')
    const unreadable = bus.record({ kind: 'lend-by-thought', barcode: 'X' } as never, '10:01')
    const last = bus.takeBack('X', '10:30')
    other.lend('Y', 'Bea', '10:00')
    await world.comesHome(bus.entries)
    await on.stores.takeAny(other.entries)
    await world.comesHome([])
    expect(await world.outcome(unreadable)).toMatchObject({ kind: 'needs-person', question: 'unreadable', where: 'office' })
    expect(await world.outcome(first)).toEqual({ kind: 'applied' })
    expect(await world.outcome(last)).toEqual({ kind: 'applied' })
    expect((await on.stores.uploads.undecided()).map(({ outcome }) => outcome)).toContainEqual(
      expect.objectContaining({ kind: 'needs-person', question: 'fork' }),
    )
    expect(await world.history('Y')).toEqual([])
  })

  test('[RP29] the version named with an outcome has what was done in it', async () => {
    const before = await on.stores.version()
    await world.comesHome([bus.lend('X', 'Anna', '10:00'), bus.takeBack('X', '11:00')])
    const [lent, back] = await on.stores.told('bus-1')
    expect(lent!.inVersion).toBeGreaterThan(before)
    expect(back!.inVersion).toBeGreaterThan(lent!.inVersion)
    expect(back!.inVersion).toBe(await on.stores.version())
  })
})
