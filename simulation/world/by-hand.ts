import { CentralDesk } from './central-desk.ts'
import type { SmallWorld } from './small-world.ts'
import type { Place } from './true-place.ts'

/** The library's own staff enter the truth into a system that takes it from the hub in no way. */
export async function enterByHand(world: SmallWorld, barcode: string, { patronId, dueOn, place }: Place): Promise<void> {
  const { tables, library } = world.hub
  world.byHand.add(`${barcode} ${world.byHand.size}`)
  const desk = new CentralDesk(tables, library, place ?? 'MAIN', `by hand ${world.byHand.size}`)
  if (patronId === undefined) return desk.takeBack(barcode, world.time.iso())
  await desk.lend(barcode, patronId, world.time.iso(), dueOn!)
}
