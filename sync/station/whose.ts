import type { Hold, Loan } from '../../circulation/loan.ts'
import { isTagged } from '../register/detail/identity.ts'
import type { Register } from '../register/register.ts'

/**
 * A row that tells no person gets the one of `patronIds` whose it is: patrons whose card is, or was, in hand here. Where it is none of theirs it has no
 * patron: it is somebody else's, and who that is is not written into the journal either.
 */
export function namedRow<Row extends Loan | Hold>(register: Register, row: Row, patronIds: Iterable<string>): Row {
  if (!isTagged(row)) return row
  for (const patronId of patronIds) if (register.isOf(patronId, row)) return { ...row, patronId }
  return { ...row, patronId: '' }
}
