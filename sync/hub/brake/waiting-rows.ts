import { entryKey } from '../../../circulation/transaction.ts'
import type { WaitingRow } from '../../protocol/office.ts'
import { scanTold } from '../open-questions.ts'
import type { UploadStore } from '../ports.ts'
import type { Brake } from './brake.ts'
import type { BrakeStore } from './brake-store.ts'

export interface WaitingRowPorts {
  readonly uploads: Pick<UploadStore, 'waiting'>
  readonly brake: Pick<Brake, 'waitOf'>
  readonly store: Pick<BrakeStore, 'held'>
}

/**
 * What came home and has no outcome yet, in order of arrival: why it waits where it is the brake that holds it, and what would have been written
 * where that is known.
 */
export async function waitingRows({ uploads, brake, store }: WaitingRowPorts, limit: number): Promise<readonly WaitingRow[]> {
  const [waiting, held] = [await uploads.waiting(limit), await store.held(limit)]
  const said = new Map(held.map(one => [entryKey(one.id), one]))
  return waiting.map(({ id, hash, receivedAt, entry }) => {
    const wait = brake.waitOf(id)
    const { kinds = [], would } = said.get(entryKey(id)) ?? {}
    return {
      id,
      hash,
      receivedAt,
      ...(entry && { scan: scanTold(entry) }),
      ...(wait && { wait }),
      kinds,
      ...(would && { would: { writes: would.actions.map(({ kind }) => kind), becomes: would.outcome.kind } }),
    }
  })
}
