import type { Action } from '../../../circulation/evidence.ts'
import { changeHold } from './carry-out-holds.ts'
import { beginLoan, endLoan, eraseLoan, renewLoan, restoreLoan } from './carry-out-loans.ts'
import { correctPastLoan, reassignLoan, recordPastLoan, restorePastLoans } from './carry-out-past-loans.ts'
import { writePayment } from './carry-out-payments.ts'
import { voidRenewal } from './carry-out-renewals.ts'
import { writeDown } from './carry-out-scans.ts'
import type { Files } from './item-file.ts'
import type { FeeRule } from './overdue-fee.ts'

/** One action on the files. Rejects with `ConnectorError` `rejected` where it does not fit what stands there. */
export async function carryOut(files: Files, action: Action, mark: string, rule: FeeRule): Promise<void> {
  switch (action.kind) {
    case 'end-loan':
      return endLoan(files, action, mark, rule)
    case 'begin-loan':
      return beginLoan(files, action)
    case 'renew-loan':
      return renewLoan(files, action, mark)
    case 'void-renewal':
      return voidRenewal(files, action, rule)
    case 'erase-loan':
      return eraseLoan(files, action)
    case 'restore-loan':
      return restoreLoan(files, action)
    case 'restore-past-loans':
      return restorePastLoans(files, action)
    case 'record-past-loan':
      return recordPastLoan(files, action, mark, rule)
    case 'correct-past-loan':
      return correctPastLoan(files, action, mark, rule)
    case 'reassign-loan':
      return reassignLoan(files, action, rule)
    case 'put-hold-back':
    case 'fill-hold':
    case 'catch-hold':
    case 'restore-hold':
    case 'place-hold':
    case 'cancel-hold':
      return changeHold(files, action)
    case 'pay-fees':
    case 'void-payment':
      return writePayment(files, action)
    default:
      return writeDown(files, action)
  }
}
