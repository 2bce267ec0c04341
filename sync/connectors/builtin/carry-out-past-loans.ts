import type { Action, PastLoan } from '../../../circulation/evidence.ts'
import { ConnectorError } from '../connector.ts'
import { adoptRenewals, endPastLoan, forgetRenewals } from './carry-out-loans.ts'
import type { Files, ItemFile } from './item-file.ts'
import { dueAt, endedLoan, type FeeRule, feeOf, isAfter, renewalsOf } from './overdue-fee.ts'

type ActionOf<K extends Action['kind']> = Extract<Action, { kind: K }>

export async function recordPastLoan(
  files: Files,
  action: ActionOf<'record-past-loan'>,
  mark: string,
  rule: FeeRule,
): Promise<void> {
  const { barcode, patronId, from, to, dueOn, branch, endedAtBranch, feeUntil } = action
  const file = await files.item(barcode)
  const promised = { barcode, patronId, lentAt: from, dueOn, renewals: 0, branch }
  const loan = { ...promised, dueOn: adoptRenewals(file, promised, to) }
  const end = { at: to, branch: endedAtBranch, mark, ...(feeUntil && { feeUntil }) }
  endPastLoan(files, file, endedLoan(loan, end, renewalsUntil(to, file), rule))
}

/** The fee is worked out again; one that the system never told of stays unsaid. */
export async function correctPastLoan(
  files: Files,
  action: ActionOf<'correct-past-loan'>,
  mark: string,
  rule: FeeRule,
): Promise<void> {
  const { barcode, patronId, lentAt, endedAt, feeUntil, renewedUntil, dueOn, promisedOn, renewedAt, branch } = action
  const file = await files.item(barcode)
  const loan = file.pastLoans.find(past => past.patronId === patronId && past.lentAt === lentAt)
  if (!loan) throw new ConnectorError('rejected', `${barcode} had no such loan`)
  const { feeCents: charged, chargedUntil, ...bare } = loan
  const isLater = endedAt !== undefined && isAfter(endedAt, loan.endedAt)
  const until = [feeUntil, isLater ? undefined : chargedUntil].flatMap(one => one ?? []).reduce(earlier, undefined)
  const inFavour = { ...(until && { feeUntil: until }), ...(renewedUntil && { renewedUntil }) }
  const end = { at: endedAt ?? loan.endedAt, branch: branch ?? loan.endedAtBranch, ...inFavour }
  if (dueOn !== undefined && renewedAt !== undefined) {
    const dueBefore = dueAt(loan, renewedAt, renewalsUntil(loan.endedAt, file))
    const renewal = { patronId, at: renewedAt, dueOn: promisedOn ?? dueOn, dueBefore, mark }
    file.memory = { ...file.memory, renewals: [...file.memory.renewals, renewal] }
  }
  const known = renewalsUntil(loan.endedAt, file)
  const corrected = endedLoan({ ...bare, ...(dueOn !== undefined && { dueOn }) }, end, known, rule)
  endPastLoan(files, file, { ...corrected, feeCents: charged === undefined ? 0 : (corrected.feeCents ?? 0) }, loan)
}

export async function reassignLoan(files: Files, action: ActionOf<'reassign-loan'>, rule: FeeRule): Promise<void> {
  const { barcode, fromPatronId, lentAt, patronId, dueOn } = action
  const file = await files.item(barcode)
  const meant = (loan: { patronId: string; lentAt: string }) => loan.patronId === fromPatronId && loan.lentAt === lentAt
  const past = file.pastLoans.find(meant)
  if (file.loan && meant(file.loan)) {
    file.loan = { ...file.loan, patronId, dueOn, renewals: renewalsOf({ patronId, lentAt }, file.memory.renewals).length }
    files.changes.push({ kind: 'put-loan', loan: file.loan })
  } else if (past) {
    files.changes.push({ kind: 'remove-ended-loan', barcode, patronId: fromPatronId, lentAt })
    const moved = { ...past, patronId, dueOn }
    endPastLoan(files, file, { ...moved, feeCents: feeOf(moved, rule) }, past)
  } else throw new ConnectorError('rejected', `${barcode} had no such loan`)
  for (const scan of file.scans)
    if (scan.kind === 'checkout' && scan.at === lentAt && scan.patronId === fromPatronId && scan.entry)
      files.changes.push(
        { kind: 'remove-scan', barcode, entry: scan.entry },
        { kind: 'add-scan', barcode, scan: { ...scan, patronId } },
      )
}

function earlier(one: string | undefined, other: string): string {
  return one === undefined || isAfter(one, other) ? other : one
}

/** Exactly these have ended; whoever owes more or less by it owes that. */
export async function restorePastLoans(files: Files, { barcode, loans }: ActionOf<'restore-past-loans'>): Promise<void> {
  const file = await files.item(barcode)
  const same = (one: PastLoan) => (other: PastLoan) => one.patronId === other.patronId && one.lentAt === other.lentAt
  for (const past of file.pastLoans) {
    files.charge(past.patronId, -(past.feeCents ?? 0))
    const { patronId, lentAt } = past
    const before = loans.find(same(past))
    // It was renewed late, and now it never was.
    if (before && before.dueOn < past.dueOn)
      forgetRenewals(
        file,
        renewalsOf(past, file.memory.renewals)
          .filter(({ dueOn }) => dueOn > before.dueOn)
          .slice(-1),
      )
    if (!loans.some(same(past))) files.changes.push({ kind: 'remove-ended-loan', barcode, patronId, lentAt })
  }
  for (const loan of loans) {
    files.charge(loan.patronId, loan.feeCents ?? 0)
    files.changes.push({ kind: 'put-ended-loan', loan })
  }
  file.pastLoans = [...loans]
}

/** What was renewed after a loan had ended was another's affair, or void long since. */
function renewalsUntil(endedAt: string, { memory }: ItemFile) {
  return memory.renewals.filter(({ at }) => !isAfter(at, endedAt))
}
