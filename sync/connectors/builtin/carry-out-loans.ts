import type { Action, KnownRenewal, PastLoan } from '../../../circulation/evidence.ts'
import type { Loan } from '../../../circulation/loan.ts'
import { ConnectorError } from '../connector.ts'
import type { Files, ItemFile } from './item-file.ts'
import { dueAt, endedLoan, type FeeRule, isAfter, later, renewalsOf } from './overdue-fee.ts'

type ActionOf<K extends Action['kind']> = Extract<Action, { kind: K }>

/** Never ends another's loan than the one that was meant. */
export async function endLoan(files: Files, action: ActionOf<'end-loan'>, mark: string, rule: FeeRule): Promise<void> {
  const { barcode, at, branch, full, feeUntil, renewedUntil } = action
  const file = await files.item(barcode)
  const loan = openLoanOf(file, action.patronId)
  const inFavour = { ...(feeUntil && { feeUntil }), ...(renewedUntil && { renewedUntil }) }
  const ended = endedLoan(loan, { at, branch, mark, ...inFavour }, file.memory.renewals, rule)
  file.pastLoans.push(ended)
  delete file.loan
  files.changes.push({ kind: 'remove-loan', barcode }, { kind: 'put-ended-loan', loan: ended })
  if (full) files.changes.push({ kind: 'set-place', barcode, branch })
  foundWithItsLoan(files, file)
  files.charge(ended.patronId, ended.feeCents ?? 0)
}

/** A job may have declared it lost between the decision and a write that was carried out late. */
function foundWithItsLoan(files: Files, file: ItemFile): void {
  const { barcode, circulationStatus } = file.item
  if (circulationStatus !== 'lost') return
  file.statusBefore ??= circulationStatus
  files.changes.push({ kind: 'set-status', barcode, status: 'ok' })
  for (const fee of file.memory.fees) if (fee.why === 'lost') files.charge(fee.patronId, -fee.cents)
  file.memory = { ...file.memory, fees: file.memory.fees.filter(({ why }) => why !== 'lost') }
}

export async function beginLoan(
  files: Files,
  { barcode, patronId, at, dueOn, promisedOn, branch, visitId }: ActionOf<'begin-loan'>,
): Promise<void> {
  const file = await files.item(barcode)
  if (file.loan) throw new ConnectorError('rejected', `${barcode} is on loan`)
  const lent = { barcode, patronId, lentAt: at, dueOn, renewals: 0, branch }
  adoptRenewals(file, { ...lent, dueOn: promisedOn ?? dueOn })
  openLoan(files, file, { ...withItsRenewals(lent, file), ...(visitId === undefined ? {} : { visitId }) })
}

/**
 * Renewals that the system believed to be of an earlier loan were of this one: each made later what was due before it. Gives the day they come to.
 */
export function adoptRenewals(file: ItemFile, loan: Loan, endedAt?: string): string {
  let due = loan.dueOn
  const renewals = file.memory.renewals.map(renewal => {
    const isOfIt = renewalsOf(loan, [renewal]).length > 0 && !(endedAt && isAfter(renewal.at, endedAt))
    if (!isOfIt) return renewal
    const adopted = { ...renewal, dueBefore: due }
    due = later(due, renewal.dueOn)
    return adopted
  })
  file.memory = { ...file.memory, renewals }
  return due
}

export async function renewLoan(
  files: Files,
  { barcode, patronId, at, dueOn, promisedOn }: ActionOf<'renew-loan'>,
  mark: string,
): Promise<void> {
  const file = await files.item(barcode)
  const loan = openLoanOf(file, patronId)
  // One that was made after it may have been learnt of before it.
  const dueBefore = dueAt(loan, at, file.memory.renewals)
  const renewal = { patronId, at, dueOn: promisedOn ?? dueOn, dueBefore, mark }
  file.memory = { ...file.memory, renewals: [...file.memory.renewals, renewal] }
  openLoan(files, file, { ...loan, dueOn, renewals: loan.renewals + 1 })
}

export async function eraseLoan(files: Files, { barcode }: ActionOf<'erase-loan'>): Promise<void> {
  const file = await files.item(barcode)
  // What was renewed since is of their loan before it, should that turn out not to have ended.
  const before = file.pastLoans.findLast(({ patronId }) => patronId === file.loan?.patronId)
  if (before) adoptRenewals(file, { ...before, lentAt: before.endedAt })
  delete file.loan
  files.changes.push({ kind: 'remove-loan', barcode })
}

export async function restoreLoan(files: Files, { loan }: ActionOf<'restore-loan'>): Promise<void> {
  const { barcode, patronId, lentAt } = loan
  const file = await files.item(barcode)
  if (file.loan && (file.loan.patronId !== patronId || file.loan.lentAt !== lentAt))
    throw new ConnectorError('rejected', `${barcode} is on another loan`)
  const ended = file.pastLoans.find(past => past.patronId === patronId && past.lentAt === lentAt)
  if (ended) {
    file.pastLoans = file.pastLoans.filter(past => past !== ended)
    files.changes.push({ kind: 'remove-ended-loan', barcode, patronId, lentAt })
    files.charge(patronId, -(ended.feeCents ?? 0))
  }
  const taken = (file.loan?.renewals ?? loan.renewals) - loan.renewals
  if (taken > 0) forgetRenewals(file, renewalsOf(loan, file.memory.renewals).slice(-taken))
  openLoan(files, file, withItsRenewals(loan, file))
}

/** What was learnt of while it counted as over, or as another one, counts too. */
function withItsRenewals(loan: Loan, { memory }: ItemFile): Loan {
  return { ...loan, renewals: Math.max(loan.renewals, renewalsOf(loan, memory.renewals).length) }
}

/** They never were: nothing is reckoned by them any more. */
export function forgetRenewals(file: ItemFile, renewals: readonly KnownRenewal[]): void {
  file.memory = { ...file.memory, renewals: file.memory.renewals.filter(one => !renewals.includes(one)) }
}

/** That loan stands open. */
export function openLoan(files: Files, file: ItemFile, loan: Loan): void {
  file.loan = loan
  files.changes.push({ kind: 'put-loan', loan })
}

/** That loan is over, instead of what was known of it; whoever owes more or less by it owes that. */
export function endPastLoan(files: Files, file: ItemFile, loan: PastLoan, instead?: PastLoan): void {
  file.pastLoans = [...file.pastLoans.filter(past => past !== instead), loan]
  files.changes.push({ kind: 'put-ended-loan', loan })
  files.charge(loan.patronId, loan.feeCents ?? 0)
  if (instead) files.charge(instead.patronId, -(instead.feeCents ?? 0))
}

function openLoanOf({ loan, item }: ItemFile, patronId: string | undefined): Loan {
  if (!loan || loan.patronId !== patronId)
    throw new ConnectorError('rejected', `${item.barcode} is not on the loan that was meant`)
  return loan
}
