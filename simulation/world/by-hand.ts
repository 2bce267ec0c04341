import { CentralDesk } from './central-desk.ts'
import type { SmallWorld } from './small-world.ts'
import type { Place } from './true-place.ts'

/** The library's own staff enter the truth into a system that takes it from the hub in no way. */
export async function enterByHand(world: SmallWorld, barcode: string, { patronId, dueOn, place, lost }: Place): Promise<void> {
  const { tables, library } = world.hub
  world.byHand.add(`${barcode} ${world.byHand.size}`)
  const desk = new CentralDesk(tables, library, place ?? 'MAIN', `by hand ${world.byHand.size}`)
  const now = world.time.iso()
  if (patronId === undefined) return desk.takeBack(barcode, now)
  if ((await tables.loan(barcode))?.patronId !== patronId) await desk.lend(barcode, patronId, now, dueOn!)
  const loan = await tables.loan(barcode)
  if (lost && loan) await desk.declareLost(loan, now)
}
