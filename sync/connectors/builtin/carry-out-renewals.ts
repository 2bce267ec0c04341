import type { Action, KnownRenewal, PastLoan } from '../../../circulation/evidence.ts'
import type { Loan } from '../../../circulation/loan.ts'
import { ConnectorError } from '../connector.ts'
import { endPastLoan, openLoan } from './carry-out-loans.ts'
import type { Files, ItemFile } from './item-file.ts'
import { type FeeRule, feeOf, isAfter, later, renewalsOf } from './overdue-fee.ts'

/** The renewal of that mark never was: its loan is due by what was promised and by its other renewals. */
export async function voidRenewal(
  files: Files,
  { barcode, mark }: Extract<Action, { kind: 'void-renewal' }>,
  rule: FeeRule,
): Promise<void> {
  const file = await files.item(barcode)
  const renewal = file.memory.renewals.find(one => one.mark === mark)
  if (!renewal) throw new ConnectorError('rejected', `${barcode} was not renewed under the mark ${mark}`)
  const loan = renewedBy(file, renewal)
  if (loan) {
    const endedAt = 'endedAt' in loan ? loan.endedAt : undefined
    const counts = (one: KnownRenewal) => endedAt === undefined || !isAfter(one.at, endedAt)
    const own = renewalsOf(loan, file.memory.renewals).filter(counts)
    const others = own.filter(one => one !== renewal).map(({ dueOn }) => dueOn)
    const dueOn = own.includes(renewal) ? [own[0]!.dueBefore, ...others].reduce(later) : loan.dueOn
    const before = { ...loan, dueOn, renewals: Math.max(0, loan.renewals - 1) }
    if ('endedAt' in loan) {
      const ended = { ...loan, ...before }
      const fee = loan.feeCents === undefined ? {} : { feeCents: feeOf(ended, rule) }
      endPastLoan(files, file, { ...ended, ...fee }, loan)
    } else openLoan(files, file, before)
  }
  file.memory = { ...file.memory, renewals: without(renewal, file) }
}

/** The patron's last loan that had begun by then. */
function renewedBy({ loan, pastLoans }: ItemFile, { patronId, at }: KnownRenewal): Loan | PastLoan | undefined {
  const all: readonly (Loan | PastLoan)[] = [...pastLoans, ...(loan ? [loan] : [])]
  const begun = all.filter(one => one.patronId === patronId && isAfter(at, one.lentAt))
  return begun.reduce<Loan | PastLoan | undefined>(
    (last, one) => (last && isAfter(last.lentAt, one.lentAt) ? last : one),
    undefined,
  )
}

/** Those of the same loan that the system learnt of later made later what was due before it. */
function without(renewal: KnownRenewal, file: ItemFile): readonly KnownRenewal[] {
  const { renewals } = file.memory
  const place = renewals.indexOf(renewal)
  const loan = renewedBy(file, renewal)
  const isOfSame = (one: KnownRenewal) => one.patronId === renewal.patronId && renewedBy(file, one)?.lentAt === loan?.lentAt
  let due = renewal.dueBefore
  return renewals.flatMap((one, index) => {
    if (one === renewal) return []
    if (index < place || !isOfSame(one)) return one
    const chained = { ...one, dueBefore: due }
    due = later(due, one.dueOn)
    return chained
  })
}
