import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../host/system-clock.ts'
import type { Entry } from '../journal/entry.ts'
import { loanDraft } from '../journal/journal.fixture.ts'
import { protocolVersion } from '../protocol/messages.ts'
import { backOffMs, Link, offsetFrom } from './link.ts'
import type { SyncState } from './sync-client.ts'
import type { FaultyHub } from './testing/faulty-hub.node.ts'
import { type LineWorld, openLineWorld, publish } from './testing/line-world.node.ts'

let world: LineWorld

afterEach(() => world?.close())

const soon = { timeout: 5000, interval: 10 }

describe('the line', () => {
  test('[UP4] good while answers are quick, slow by the average or by two very late ones, none after a failure', () => {
    const link = new Link()
    expect(link.state()).toBe('none')
    link.answered(80)
    expect(link.state()).toBe('good')
    link.answered(4100)
    expect(link.state()).toBe('slow')
    const steady = new Link()
    for (const ms of [80, 80, 80, 4100]) steady.answered(ms)
    expect(steady.state()).toBe('good')
    steady.answered(4100)
    expect(steady.state()).toBe('slow')
    for (const ms of [80, 80, 80]) steady.answered(ms)
    expect(steady.state()).toBe('slow')
    steady.answered(80)
    expect(steady.state()).toBe('good')
    steady.failed()
    expect(steady.state()).toBe('none')
    steady.answered(80)
    expect(steady.state()).toBe('good')
  })

  test('[UP5] attempts come ever later, each at a random time within the second half of the wait', () => {
    const waits = (random: number) => [1, 2, 3, 4, 10, 1000].map(failures => backOffMs(failures, 5000, 60_000, () => random))
    expect(waits(0)).toEqual([2500, 5000, 10_000, 20_000, 30_000, 30_000])
    expect(waits(0.999999).map(Math.round)).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000])
  })

  test('[UP10] the clock’s offset is the hub’s time against the middle of the round trip, uncertain by half of it', () => {
    const exchange = {
      askedAt: '2026-11-17T07:40:00.000Z',
      roundTripMs: 400,
      answeredAtMonotonicMs: 9000,
      hubTime: '2026-11-17T07:45:00.200Z',
    }
    expect(offsetFrom(exchange)).toEqual({
      ms: 300_000,
      uncertaintyMs: 201,
      measuredAtMonotonicMs: 9000,
      measuredAt: '2026-11-17T07:40:00.400Z',
    })
  })

  test('[UP10] the offset is measured at every contact, and known after a restart without the monotonic clock of another run', async () => {
    world = await openLineWorld()
    world.hub.clockAheadMs = 3_600_000
    await world.sync.turn()
    const { ms, uncertaintyMs, measuredAtMonotonicMs } = world.sync.state().offset!
    expect(Math.abs(ms - 3_600_000)).toBeLessThanOrEqual(uncertaintyMs)
    expect(measuredAtMonotonicMs).toBeGreaterThan(0)
    const earlier = world.again().state().offset!
    expect(earlier.ms).toBe(ms)
    expect(earlier).not.toHaveProperty('measuredAtMonotonicMs')
    expect(earlier.measuredAt).toMatch(/Z$/)
  })
})

describe('a hub that does not want us', () => {
  const cases: [string, Partial<FaultyHub>, SyncState['refusedByHub']][] = [
    ['an unknown token', { token: 'another' }, 'token'],
    ['another station’s token', { fault: () => ({ status: 403, code: 'station' }) }, 'token'],
    ['a foreign page', { fault: () => ({ status: 403, code: 'origin' }) }, 'origin'],
    ['a newer protocol', { protocol: 99 }, 'protocol'],
    [
      'an upload that it calls another protocol',
      { fault: request => (request.startsWith('POST') ? { status: 400, code: 'protocol' } : undefined) },
      'protocol',
    ],
  ]
  test.each(cases)('[UP8] %s is told, entries stay, nothing is sent, and acceptance ends it', async (_, unwilling, refusal) => {
    world = await openLineWorld()
    const { hub, journal, append } = world
    const [{ epoch }] = (await append(2)) as [Entry]
    Object.assign(hub, unwilling)
    const sync = world.again({ pollMs: 20 })
    let changes = 0
    sync.start(() => changes++)
    await expect.poll(() => sync.state().refusedByHub, soon).toBe(refusal)
    await sync.turn()
    expect(changes).toBeGreaterThan(0)
    expect(hub.kept.size).toBe(0)

    const asked = hub.requests.length
    for (let scan = 0; scan < 20; scan++) sync.nudge()
    await new Promise(resolve => setTimeout(resolve, 400))
    expect(hub.requests.length).toBe(asked)
    expect(await journal.entries()).toHaveLength(2)

    Object.assign(hub, { token: 'token', protocol: protocolVersion, fault: () => undefined })
    await sync.turn()
    expect(sync.state()).toMatchObject({ link: 'good', have: { epoch, sequence: 2 } })
    expect(sync.state().refusedByHub).toBeUndefined()
  })
})

test('[UP15] an older hub is not sent what it cannot read: that is told, all else is fetched, and once it is renewed everything goes home', async () => {
  world = await openLineWorld()
  const { hub, journal, append, sync, register } = world
  const [{ epoch }] = (await append(2)) as [Entry]
  hub.protocol = 7
  await sync.turn()
  expect(sync.state()).toMatchObject({ have: { epoch, sequence: 2 } })
  expect(sync.state().refusedByHub).toBeUndefined()
  await append(1)
  await journal.append([loanDraft('A')])
  await append(1)
  publish(hub, 21, 2)
  hub.changes = () => undefined
  await sync.turn()
  expect(sync.state()).toMatchObject({ refusedByHub: 'old-hub', link: 'good', have: { epoch, sequence: 3 } })
  expect((await register.state()).version).toBe(2)
  expect([...hub.kept.get(epoch)!.keys()]).toHaveLength(3)

  hub.protocol = protocolVersion
  await sync.turn()
  expect(sync.state().refusedByHub).toBeUndefined()
  expect(sync.state()).toMatchObject({ have: { epoch, sequence: 5 } })
  expect([...hub.kept.get(epoch)!.keys()]).toHaveLength(5)
})

describe('turns', () => {
  test('[UP11] asked for together they are one, and one of them is never two at a time', async () => {
    world = await openLineWorld()
    const { hub, sync } = world
    hub.fault = () => ({ delayMs: 20 })
    await Promise.all([sync.turn(), sync.turn(), sync.turn()])
    expect(hub.count('GET /hello')).toBe(1)
  })

  test('[UP11] they go on by themselves; what is recorded goes up soon, many nudges in one turn', async () => {
    world = await openLineWorld()
    const { hub, append } = world
    const sync = world.again({ pollMs: 600_000 })
    sync.start(() => {})
    await expect.poll(() => sync.state().link, soon).toBe('good')
    await sync.turn()
    const turns = hub.count('GET /hello')
    const [{ epoch }] = (await append(20)) as [Entry]
    for (let scan = 0; scan < 20; scan++) sync.nudge()
    await expect.poll(() => sync.state().have, soon).toEqual({ epoch, sequence: 20 })
    expect(hub.count('GET /hello')).toBe(turns + 1)
  })

  test('[UP11] over a good line the hub is asked again and again, without a change nobody is told', async () => {
    world = await openLineWorld()
    const sync = world.again({ pollMs: 10 })
    let changes = 0
    sync.start(() => changes++)
    await expect.poll(() => world.hub.count('GET /hello'), soon).toBeGreaterThan(2)
    const told = changes
    const asked = world.hub.count('GET /hello')
    await expect.poll(() => world.hub.count('GET /hello'), soon).toBeGreaterThan(asked + 3)
    expect(told).toBeGreaterThan(0)
    expect(changes).toBe(told)
  })

  test('[UP11] stopped, it cuts what is under way and asks nothing more', async () => {
    world = await openLineWorld()
    const { hub } = world
    hub.fault = () => ({ delayMs: 5000 })
    const sync = world.again({ pollMs: 10, timeoutMs: 60_000, clock: systemClock() })
    sync.start(() => {})
    await expect.poll(() => hub.requests.length, soon).toBe(1)
    await sync.stop()
    sync.nudge()
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(hub.requests.length).toBe(1)
  })

  test('[UP11] a scan during a long download goes up between two segments', async () => {
    world = await openLineWorld(9000)
    const { hub, append, register } = world
    const sync = world.again({ pollMs: 600_000 })
    let epoch = ''
    hub.fault = request => {
      if (request.includes('/segments/') && hub.count('GET /register/segments') === 2 && !epoch) {
        epoch = 'coming'
        void append(1).then(([entry]) => {
          epoch = entry!.epoch
          sync.nudge()
        })
      }
      return { delayMs: 5 }
    }
    sync.start(() => {})
    await expect.poll(() => sync.state().have?.sequence, soon).toBe(1)
    await expect.poll(() => register.state().then(({ complete }) => complete), soon).toBe(true)
    const upload = hub.requests.findIndex(request => request.startsWith('POST'))
    const lastSegment = hub.requests.findLastIndex(request => request.includes('/segments/'))
    expect(upload).toBeGreaterThan(0)
    expect(upload).toBeLessThan(lastSegment)
    expect(hub.count('GET /register/segments')).toBe(hub.segments.size)
  })
})

test('[UP17] a disk that is full is told, nothing passes for kept that is not, and with room again it goes on', async () => {
  world = await openLineWorld()
  const { hub, register, append, store } = world
  const [{ epoch }] = (await append(2)) as [Entry]
  hub.outcomes = [{ epoch, sequence: 1, outcome: { kind: 'applied' }, at: '2026-11-17T08:00:00Z', inVersion: 1 }]
  let full = true
  const fails = { name: 'AbortError', inner: new DOMException('no room', 'QuotaExceededError') }
  const sync = world.again({
    store: {
      ...store,
      putOutcomes: (...given) => (full ? Promise.reject(fails) : store.putOutcomes(...given)),
    },
  })
  await sync.turn()
  expect(sync.state()).toMatchObject({ noRoom: true, link: 'good', have: { epoch, sequence: 2 } })
  expect(sync.state().outcomes.size).toBe(0)
  full = false
  await sync.turn()
  expect(sync.state().noRoom).toBeUndefined()
  expect(sync.state().outcomes.size).toBe(1)
  expect(await register.state()).toMatchObject({ complete: true })
})
