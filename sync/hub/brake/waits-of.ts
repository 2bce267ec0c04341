import type { WaitMessage } from '../../protocol/messages.ts'
import type { Uploads } from '../upload-store.ts'
import type { Brake } from './brake.ts'

/** What of a station's entries the brake holds back, in runs of one reason each; those that wait for something else break no run. */
export async function waitsOf(station: string, uploads: Pick<Uploads, 'open'>, brake: Brake): Promise<readonly WaitMessage[]> {
  if (!brake.holds(station)) return []
  const runs: { -readonly [Key in keyof WaitMessage]: WaitMessage[Key] }[] = []
  for (const id of await uploads.open(station)) {
    const wait = brake.waitOf(id)
    if (!wait) continue
    const last = runs.at(-1)
    if (last?.epoch === id.epoch && last.why === wait.why && last.until === wait.until) last.to = id.sequence
    else runs.push({ epoch: id.epoch, from: id.sequence, to: id.sequence, ...wait })
  }
  return runs
}
