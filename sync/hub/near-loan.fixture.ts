import type { Entry } from '../journal/entry.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'
import type { Place } from './store-places.fixture.ts'

/** Two buses, one of them unsure of its clock by five minutes, before a library with X, Y, Anna, Bea and Carl: where a question comes from. */
export async function nearLoanWorld({ clear, stores }: Place) {
  await clear()
  const world = new ReplayWorld(stores)
  const bus = new TestStation('bus-1')
  const unsure = new TestStation('bus-2', { uncertaintyMs: 5 * 60_000 })
  await world.item('X')
  await world.item('Y')
  await world.patrons('Anna', 'Bea', 'Carl')

  /** Anna's loan; the bus takes X back at 10:00, unsure by five minutes; the main library lends it to Carl at 10:02. The return, which waits. */
  const returnNearLoan = async (): Promise<Entry> => {
    await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-30')
    const back = unsure.takeBack('X', '10:00')
    await world.main.lend('X', 'Carl', time('10:02'), '2026-12-15')
    await world.comesHome(unsure.entries)
    const outcome = await world.outcome(back)
    if (outcome?.kind !== 'needs-person' || outcome.question !== 'order-unclear') throw new Error('nobody was asked')
    return back
  }
  return { world, bus, unsure, returnNearLoan }
}

export type NearLoanWorld = Awaited<ReturnType<typeof nearLoanWorld>>
