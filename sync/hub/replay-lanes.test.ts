import { expect, test } from 'vitest'
import { ConnectorError } from '../connectors/connector.ts'
import { FailingSystem } from './failing-system.fixture.ts'
import { memoryStores } from './memory-uploads.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

async function worldOfFour() {
  const world = new ReplayWorld(memoryStores())
  for (const item of ['X', 'Y', 'Z']) await world.item(item)
  await world.item('X2', { titleId: 'title-X' })
  await world.patrons('Anna', 'Bea', 'Carl', 'Dora')
  return { world, bus: new TestStation('bus-1') }
}

test('[RP101] what cannot go on blocks its item, its patron and what waits behind them; another copy of its title goes on', async () => {
  const { world, bus } = await worldOfFour()
  const rejected = bus.lend('X', 'Anna', '10:00')
  const sameItem = bus.lend('X', 'Bea', '10:01')
  const behindIt = bus.lend('Y', 'Bea', '10:02')
  const otherCopy = bus.lend('X2', 'Dora', '10:03')
  const other = bus.lend('Z', 'Carl', '10:04')
  const moody = new FailingSystem(world.library, mark =>
    mark.endsWith('/1') ? new ConnectorError('rejected', 'not today') : undefined,
  )
  expect(await world.comesHome(bus.entries, { lanes: 3 }, moody)).toBe('retry')
  for (const waiting of [rejected, sameItem, behindIt]) expect(await world.outcome(waiting)).toBeUndefined()
  for (const done of [otherCopy, other]) expect(await world.outcome(done)).toEqual({ kind: 'applied' })
})

test('[RP102] when the system cannot be reached nothing more begins, and nothing that was begun is lost', async () => {
  const { world, bus } = await worldOfFour()
  for (const [index, item] of ['X', 'Y', 'Z'].entries()) bus.lend(item, ['Anna', 'Bea', 'Carl'][index]!, `10:0${index}`)
  const away = new FailingSystem(world.library, mark =>
    mark.endsWith('/1') ? new ConnectorError('unreachable', 'no line') : undefined,
  )
  expect(await world.comesHome(bus.entries, { lanes: 2 }, away)).toBe('unreachable')
  expect(await Promise.all(bus.entries.map(async entry => (await world.outcome(entry))?.kind))).toEqual([
    undefined,
    'applied',
    undefined,
  ])
  expect(await world.comesHome([], { lanes: 2 })).toBe('quiet')
  expect(await Promise.all(bus.entries.map(async entry => (await world.outcome(entry))?.kind))).toEqual([
    'applied',
    'applied',
    'applied',
  ])
})

test('[RP62] a loan whose number was put right may still be written: a return of that book waits, and comes after it', async () => {
  const { world, bus } = await worldOfFour()
  let late = true
  const silent = new FailingSystem(
    world.library,
    mark => (late && mark.startsWith('bus-1') ? new ConnectorError('no-answer', 'the line fell silent') : undefined),
    9 * 60_000,
  )
  const lent = bus.lend('9X', 'Anna', '10:00')
  await world.comesHome([lent])
  world.now = time('25 12:00')
  await world.answers(lent, 'correct-barcode', { barcode: 'X' }, {}, silent)
  const back = new TestStation('bus-2').takeBack('X', '18 10:00')
  await world.comesHome([back], {}, silent)
  expect(await world.outcome(back)).toBeUndefined()
  late = false
  world.now = time('25 12:30')
  await world.comesHome([], {}, silent)
  expect(await world.history('X')).toEqual(['Anna 17 10:00 – 18 10:00'])
})
