import type { Action, KnownScan } from '../../../circulation/evidence.ts'
import { ConnectorError } from '../connector.ts'
import type { Files } from './item-file.ts'
import { isAfter } from './overdue-fee.ts'

/** A write that makes a station's scan the item's last does not fit where a desk of the system's own has seen the item since: it was decided before that. */
export async function fitsWhatWasSeen(files: Files, actions: readonly Action[]): Promise<void> {
  for (const action of actions) {
    if (action.kind !== 'record-scan' || !action.scan.entry || !isMadeLast(action.scan, actions)) continue
    const { barcode, at, branch } = action.scan
    const hasMoved = ({ kind, entry, at: seen, branch: elsewhere }: KnownScan) =>
      !entry && isAfter(seen, at) && (kind !== action.scan.kind || (kind === 'checkin' && elsewhere !== branch))
    const { scans } = await files.item(barcode)
    if (scans.some(hasMoved)) throw new ConnectorError('rejected', `${barcode} was seen since`)
  }
}

function isMadeLast({ at }: KnownScan, actions: readonly Action[]): boolean {
  return actions.some(one => {
    if (one.kind === 'end-loan') return one.full && one.at === at
    return (one.kind === 'begin-loan' || one.kind === 'take-in') && one.at === at
  })
}
