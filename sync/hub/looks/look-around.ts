import type { ItemSeen } from '../../../circulation/evidence.ts'
import { isSameLoan } from '../../../circulation/looks/scans-between.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { UploadStore } from '../ports.ts'
import { Looker, type LookPorts, storeOf } from './look.ts'

/**
 * Looks at these items, as at night and before the buses leave: what happens later on is bounded by it. Where a loan's due day has moved, the
 * list of whoever had it tells a renewal from another loan. What is being written, or may have been, is left alone: nobody could tell the hub's
 * own work from another's.
 */
export async function lookAround(
  ports: LookPorts & { readonly uploads?: Pick<UploadStore, 'openMarks'> },
  barcodes: readonly string[],
): Promise<void> {
  const marks = (await ports.uploads?.openMarks()) ?? []
  const inWriting = new Set(
    marks.flatMap(({ actions }) => actions.flatMap(action => ('barcode' in action ? numberKey(action.barcode) : []))),
  )
  const looker = new Looker(ports)
  const seen: { barcode: string; seen: ItemSeen; askedAt: string; at: string }[] = []
  for (const barcode of barcodes) {
    if (inWriting.has(numberKey(barcode))) continue
    const askedAt = ports.now()
    const last = (await storeOf(ports).sightings(barcode)).at(-1)
    const now = (await ports.connector.itemEvidence(barcode)).seen
    if (!now) continue
    const moved =
      last?.patronId !== undefined &&
      now.status === 'on-loan' &&
      isSameLoan({ ...last, patronId: undefined } as ItemSeen, now) !== 'yes'
    const found = moved ? (await looker.item(barcode, [last.patronId])).seen : now
    seen.push({ barcode, seen: found, askedAt, at: ports.now() })
  }
  await looker.remember(seen)
}
