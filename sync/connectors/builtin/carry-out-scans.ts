import type { Action } from '../../../circulation/evidence.ts'
import { entryKey } from '../../../circulation/transaction.ts'
import { ConnectorError } from '../connector.ts'
import type { Files } from './item-file.ts'

type ScanAction = Extract<Action, { kind: 'take-in' | 'record-scan' | 'erase-scan' | 'restamp-scan' | 'set-status' | 'drop-fee' }>

/** Where the item was seen, what it is, and fees that fall away. */
export async function writeDown(files: Files, action: ScanAction): Promise<void> {
  switch (action.kind) {
    case 'take-in': {
      const { barcode, branch } = action
      if ((await files.item(barcode)).loan) throw new ConnectorError('rejected', `${barcode} is on loan`)
      files.changes.push({ kind: 'set-place', barcode, branch })
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
    case 'restamp-scan': {
      const { barcode, entry, branch } = action
      const scan = (await files.item(barcode)).scans.find(one => one.entry && entryKey(one.entry) === entryKey(entry))
      if (scan)
        files.changes.push({ kind: 'remove-scan', barcode, entry }, { kind: 'add-scan', barcode, scan: { ...scan, branch } })
      return
    }
    case 'set-status': {
      const { barcode, status } = action
      const file = await files.item(barcode)
      file.statusBefore ??= file.item.circulationStatus
      files.changes.push({ kind: 'set-status', barcode, status })
      return
    }
    case 'drop-fee': {
      const { barcode, feeId } = action
      const file = await files.item(barcode)
      const fee = file.memory.fees.find(one => one.feeId === feeId)
      if (!fee) return
      file.memory = { ...file.memory, fees: file.memory.fees.filter(one => one !== fee) }
      files.charge(fee.patronId, -fee.cents)
    }
  }
}
