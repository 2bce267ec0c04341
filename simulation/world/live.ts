import * as desk from './at-the-desk.ts'
import type { OpenStores } from './hub-stores.ts'
import * as library from './in-the-library.ts'
import { answerAll, openQuestions } from './person.ts'
import type { Sabotage } from './sabotage.ts'
import { centralDesk, type Op, type Script } from './script.ts'
import { SmallWorld } from './small-world.ts'
import { deliver } from './station-line.ts'
import { storesInMemory } from './stores-in-memory.ts'
import * as strangers from './strangers.ts'
import { pickFrom } from './whereabouts.ts'

/** Lives a script to its end; then everybody comes home and everything that can be decided is. Last, the hub's machine goes down once. */
export async function live(script: Script, sabotage: Sabotage = {}, open: OpenStores = storesInMemory): Promise<SmallWorld> {
  const world = await SmallWorld.begin(script, sabotage, open)
  try {
    const start = world.time.ms
    for (const op of script.ops) {
      world.time.reach(start + op.at)
      await world.hub.catchUp()
      await happen(world, op)
    }
    await comeHome(world)
  } finally {
    await world.end()
  }
  await world.hub.stores.powerCut()
  return world
}

async function happen(world: SmallWorld, op: Op): Promise<void> {
  const station = 'desk' in op && op.desk !== centralDesk ? world.stations.get(op.desk)! : undefined
  switch (op.do) {
    case 'lend':
      return station ? desk.lend(world, station, op) : library.lendCentrally(world, op)
    case 'return':
      return station ? desk.takeBack(world, station, op) : library.takeBackCentrally(world, op)
    case 'web-renew':
      return library.webRenew(world, op)
    case 'web-hold':
      return library.webHold(world, op)
    case 'night':
      await library.night(world)
      return world.hub.lookAround()
    case 'crate':
      for (let moved = 0; moved < op.count; moved++) {
        const barcode = pickFrom(world.books.in(op.from), (op.pick + moved * 0.31) % 1)
        if (barcode) world.books.move(barcode, op.to)
      }
      return
    case 'catalogue':
      return library.catalogue(world, op)
    case 'search':
      return library.search(world, op)
    case 'block':
      return library.block(world, op)
    case 'new-card':
      return library.newCard(world, op)
    case 'newer-app':
      return strangers.newerApp(world)
    case 'office':
      return answerAll(world, true)
    case 'deliver':
      return deliverSticks(world)
    case 'trouble':
      return world.hub.willHave(op.what, op.after)
  }
  if (!station) return
  switch (op.do) {
    case 'renew':
      return desk.renew(world, station, op)
    case 'ask-for':
      return desk.askFor(world, station, op)
    case 'mistype':
      return desk.mistype(world, station, op)
    case 'undo':
      return desk.undo(world, station, op)
    case 'move':
      return desk.move(world, station, op)
    case 'misread':
      return desk.scanMisread(world, station, op)
    case 'stop':
      return void (await station.do({ type: 'choose-stop', branch: op.branch }))
    case 'fork':
      return strangers.oldCopy(world, station)
    case 'correct-stop':
      return desk.correctStop(station, op)
    case 'home':
      return station.goOnline(op.how, op.share)
    case 'contact':
      return station.line.contact(op.share)
    case 'carry':
      return void world.sticks.push(await station.line.carried())
    case 'set-clock':
      station.clock.set(op.byMs)
      // A desk that is on looks at its clocks every few seconds.
      return void (await station.do({ type: 'tick' }))
    case 'restart':
      return station.restart(op.byMs)
  }
}

async function deliverSticks(world: SmallWorld): Promise<void> {
  for (const stick of world.sticks) await deliver(world.hub, stick)
  // Once more, the last first.
  for (const stick of world.sticks.toReversed()) await deliver(world.hub, stick)
  world.sticks = []
  await world.hub.replay()
}

const longEnoughMs = 15 * 86_400_000

async function comeHome(world: SmallWorld): Promise<void> {
  await deliverSticks(world)
  for (const board of world.boards.values()) board.isCalm = true
  const stations = [...world.stations.values()]
  for (const station of stations) await station.goOnline('whole', 0.2)
  // The next morning's first entry tells how wrong the clock was.
  for (const station of stations) await station.do({ type: 'choose-stop', branch: station.branch })
  for (const station of stations) await station.goOnline('whole', 0.2)
  world.time.reach(world.time.ms + longEnoughMs)
  await world.hub.catchUp()
  await world.hub.replay()
  world.openAtHome = await openQuestions(world)
  await answerAll(world)
  world.time.reach(world.time.ms + longEnoughMs)
  await world.hub.replay()
  await answerAll(world)
  await goOn(world)
  await library.lastNight(world)
}

const laterMs = 10 * 60_000

/** A system that fails may fail the last time it is asked, and what waited for an answer is looked at again: a hub goes on. */
async function goOn({ hub, time }: SmallWorld): Promise<void> {
  for (let round = 0; round < 10 && (await hub.uploads.waiting(1)).length > 0; round++) {
    time.reach(time.ms + laterMs)
    await hub.catchUp()
    await hub.replay()
  }
}
