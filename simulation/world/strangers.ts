import { emptyTail, sealEntry } from '../../sync/journal/chain.ts'
import type { Entry } from '../../sync/journal/entry.ts'
import type { SimulatedStation } from './simulated-station.ts'
import type { SmallWorld } from './small-world.ts'

/** A copy of the journal as it was an entry ago is written on, and comes home beside the journal. */
export async function oldCopy({ hub, time }: SmallWorld, { name }: SimulatedStation): Promise<void> {
  const known = (await hub.stores.entries()).filter(({ id, fork, entry }) => id.station === name && !fork && entry)
  const [before, last] = known.slice(-2).map(({ entry }) => entry!)
  if (!before || last?.epoch !== before.epoch) return
  const { branch, environment } = last
  const transaction = { kind: 'checkin', barcode: '3000000', destination: { kind: 'shelf' } } as const
  const other = {
    at: { ...last.at, wall: time.iso() },
    branch,
    environment,
    transaction,
  } as const
  const { epoch, sequence, hash } = before
  await hub.receive(name, epoch, [sealEntry(other, { epoch, sequence, hash }, name, 'test', () => '5a'.repeat(16))])
  await hub.replay()
}

/** One line of an app that this hub is too old for. */
export async function newerApp({ hub, time, events }: SmallWorld): Promise<void> {
  const station = 'visitor'
  const at = { wall: time.iso(), zone: 'Europe/Helsinki', monotonicMs: 0, run: 'v' }
  const draft = { at, branch: 'MAIN', environment: 'test', transaction: { kind: 'read-aloud', barcode: '3000001' } }
  const entry = sealEntry(draft as unknown as Parameters<typeof sealEntry>[0], emptyTail(`visit-${events.length}`), station)
  await hub.receive(station, entry.epoch, [entry as Entry])
  await hub.replay()
}
