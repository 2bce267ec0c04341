import type { Action, Fee, KnownScan } from '../../../circulation/evidence.ts'
import { entryKey } from '../../../circulation/transaction.ts'
import { ConnectorError } from '../connector.ts'
import type { Files, ItemFile } from './item-file.ts'
import { isAfter } from './overdue-fee.ts'

type ScanAction = Extract<
  Action,
  { kind: 'take-in' | 'add-item' | 'record-scan' | 'erase-scan' | 'restamp-scan' | 'set-status' | 'drop-fee' | 'restore-fee' }
>

/** Where the item was seen, what it is, and fees that fall away. */
export async function writeDown(files: Files, action: ScanAction): Promise<void> {
  switch (action.kind) {
    case 'take-in': {
      const { barcode, branch } = action
      if ((await files.item(barcode)).loan) throw new ConnectorError('rejected', `${barcode} is on loan`)
      files.changes.push({ kind: 'set-place', barcode, branch })
      return
    }
    case 'add-item': {
      const { item, branch } = action
      files.changes.push({ kind: 'put-item', item }, { kind: 'set-place', barcode: item.barcode, branch })
      files.add(item)
      return
    }
    case 'record-scan': {
      const { barcode, unsent: _, ...scan } = action.scan
      await files.item(barcode)
      files.changes.push({ kind: 'add-scan', barcode, scan })
      return
    }
    case 'erase-scan': {
      const { barcode, entry, place } = action
      files.changes.push({ kind: 'remove-scan', barcode, entry })
      if (place !== undefined) files.changes.push({ kind: 'set-place', barcode, branch: place })
      return
    }
    case 'restamp-scan':
      return restamp(files, action)
    case 'set-status': {
      const { barcode, status } = action
      const file = await files.item(barcode)
      file.statusBefore ??= file.item.circulationStatus
      files.changes.push({ kind: 'set-status', barcode, status })
      return
    }
    case 'restore-fee': {
      const file = await files.item(action.barcode)
      file.memory = { ...file.memory, fees: [...file.memory.fees, action.fee] }
      return files.charge(action.fee.patronId, action.fee.cents)
    }
    case 'drop-fee': {
      const { barcode, feeId } = action
      const file = await files.item(barcode)
      const fee = file.memory.fees.find(one => one.feeId === feeId)
      if (fee) dropFee(files, file, fee)
    }
  }
}

function dropFee(files: Files, file: ItemFile, fee: Fee): void {
  file.memory = { ...file.memory, fees: file.memory.fees.filter(one => one !== fee) }
  files.charge(fee.patronId, -fee.cents)
}

/** A hold that expired where it seemed to lie ready; from that branch it was on its way still. */
function expiredSince({ memory }: ItemFile, scan: KnownScan, branch: string): Fee | undefined {
  const after = memory.fees.filter(({ why, at, hold }) => why === 'hold-expired' && hold && isAfter(at, scan.at))
  return after.find(({ hold }) => hold!.pickup.branch !== branch && hold!.pickup.branch === scan.branch)
}

/** The scan was at another branch; where it was the item's last, the item lies there, and a hold it was caught for is picked up from there. */
async function restamp(files: Files, { barcode, entry, branch }: Extract<Action, { kind: 'restamp-scan' }>): Promise<void> {
  const file = await files.item(barcode)
  const scan = file.scans.find(one => one.entry && entryKey(one.entry) === entryKey(entry))
  file.restampedOnly = true
  if (!scan) return
  files.changes.push({ kind: 'remove-scan', barcode, entry }, { kind: 'add-scan', barcode, scan: { ...scan, branch } })
  if (scan.kind === 'checkout') {
    if (file.loan?.lentAt === scan.at) {
      file.loan = { ...file.loan, branch }
      files.changes.push({ kind: 'put-loan', loan: file.loan })
    }
    return
  }
  if (file.loan || file.scans.at(-1) !== scan) return
  files.changes.push({ kind: 'set-place', barcode, branch })
  const kept = await files.keptFor(barcode)
  const expired = expiredSince(file, scan, branch)
  if (expired?.hold) {
    if (kept) files.putHold(kept, { kind: 'queued' })
    files.openHold({ ...expired.hold, state: { kind: 'in-transit', barcode } })
    dropFee(files, file, expired)
    return
  }
  if (kept) files.putHold(kept, { kind: kept.pickup.branch === branch ? 'waiting' : 'in-transit', barcode })
}
