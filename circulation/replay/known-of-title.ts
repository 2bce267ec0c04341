import type { Action, ItemEvidence, KnownScan, PriorState } from '../evidence.ts'
import { isCaughtWith } from '../hold-turn.ts'
import type { Hold } from '../loan.ts'
import { entryKey } from '../transaction.ts'
import { byInstant, cameBefore, milliseconds } from './scan-order.ts'
import type { CopyKnown, Expiry, TitleKnown } from './title-events.ts'

/** One copy as it will be known when these actions are written. */
export function asWritten(evidence: ItemEvidence, actions: readonly Action[]): ItemEvidence {
  let { loan, scans } = evidence
  for (const action of actions) {
    if (action.kind === 'begin-loan') loan = { ...action, lentAt: action.at, renewals: 0 }
    else if (action.kind === 'restore-loan') loan = action.loan
    else if (action.kind === 'erase-loan' || action.kind === 'end-loan') loan = undefined
    else if (action.kind === 'record-scan') scans = [...scans, action.scan]
    else if (action.kind === 'erase-scan')
      scans = scans.filter(({ entry }) => !entry || entryKey(entry) !== entryKey(action.entry))
    else if (action.kind === 'reassign-loan') {
      const { lentAt, fromPatronId, patronId } = action
      const isMoved = (scan: KnownScan) => scan.kind === 'checkout' && scan.at === lentAt && scan.patronId === fromPatronId
      scans = scans.map(scan => (isMoved(scan) ? { ...scan, patronId } : scan))
    }
  }
  const { loan: _, ...rest } = evidence
  return { ...rest, ...(loan && { loan }), scans }
}

/** Whether the copy may be set aside: it lies in the house by all that is written, and has not left since by a loan that is still to be written. */
export function isInHouse(copy: ItemEvidence): boolean {
  const { item, loan, scans } = copy
  const mayBeHad = item?.circulationStatus !== 'withdrawn' && item?.circulationStatus !== 'not-for-loan'
  const last = lastWritten(copy)
  const hasLeft = scans.some(scan => last && scan.unsent && scan.kind === 'checkout' && cameBefore(last, scan, scans))
  return !loan && mayBeHad && last?.kind !== 'checkout' && !hasLeft
}

/** The last scan that the library system knows of. */
export function lastWritten({ scans }: ItemEvidence): KnownScan | undefined {
  return latest(scans.filter(({ unsent }) => !unsent))
}

/** The last scan, be it one that is still to be replayed. */
export function lastKnown({ scans }: ItemEvidence): KnownScan | undefined {
  return latest(scans.filter(({ unsent }) => unsent !== 'waiting'))
}

function latest(scans: readonly KnownScan[]): KnownScan | undefined {
  return scans.toSorted(byInstant).at(-1)
}

/** What the copies' evidence tells of their queue. `gone`: holds that were, besides those that wait and those that have expired. */
export function knownOfTitle(
  copies: readonly ItemEvidence[],
  standing: readonly Hold[],
): TitleKnown & { readonly gone: ReadonlySet<string> } {
  const expiries = copies.flatMap(expiriesOf)
  const charged = copies.flatMap(({ fees }) => fees.flatMap(({ hold }) => hold ?? []))
  const expired = expiries.map(({ hold }) => hold)
  const before = copies.flatMap(({ priors }) => priors.flatMap(({ holds }) => holds))
  const byId = new Map([...before, ...expired, ...standing].map(hold => [hold.holdId, hold]))
  const known = new Set([...standing, ...charged].map(({ holdId }) => holdId))
  const first = new Map(copies.flatMap(copy => keptFirst(copy, copies, expiries, standing)))
  const asked = [...byId.values()].map(hold => ({ ...hold, state: first.get(hold.holdId) ?? ({ kind: 'queued' } as const) }))
  return {
    copies: copies.map(copyKnown),
    asked,
    expiries,
    shown: [...before, ...expired, ...standing],
    gone: new Set(asked.flatMap(({ holdId }) => (known.has(holdId) || wasEndedByFact(holdId, copies) ? [] : [holdId]))),
  }
}

/** The last that was written of it ended it because of what was known then. */
function wasEndedByFact(holdId: string, copies: readonly ItemEvidence[]): boolean {
  return copies.some(({ priors }) => {
    const last = priors.findLast(({ holds, opened }) => holds.some(hold => hold.holdId === holdId) || opened?.includes(holdId))
    return !!last?.ended?.includes(holdId)
  })
}

function copyKnown({ item, place, loan, scans, priors }: ItemEvidence): CopyKnown {
  const [first] = priors
  const settled = scans.filter(({ unsent }) => unsent !== 'waiting')
  const begins = first ? first.loan !== undefined : loan !== undefined && settled.length === 0
  const lay = first?.place ?? place
  return { barcode: item!.barcode, isOut: begins, scans: settled, ...(lay !== undefined && { place: lay }) }
}

/** Those that stand, and those that were taken back: whether rightly depends on all that is known by now. */
function expiriesOf({ item, fees, priors }: ItemEvidence): readonly Expiry[] {
  const all = [...priors.flatMap(prior => prior.fees ?? []), ...fees].flatMap(fee => {
    return fee.why === 'hold-expired' && fee.hold ? [{ ...fee, hold: fee.hold, barcode: item!.barcode }] : []
  })
  const once = [...new Map(all.map(fee => [fee.feeId, fee])).values()]
  return once.toSorted((a, b) => milliseconds(a.at) - milliseconds(b.at))
}

/** For whom the copy was kept before anything was written of it that is known. */
function keptFirst(
  { item, priors }: ItemEvidence,
  copies: readonly ItemEvidence[],
  expiries: readonly Expiry[],
  standing: readonly Hold[],
): readonly (readonly [string, Hold['state']])[] {
  const { barcode } = item!
  const all = copies.flatMap(copy => copy.priors)
  const mentions = all.flatMap(({ holds }) => holds)
  const isUntouched = ({ holdId }: Hold, among = all) => stood(holdId, among).every(one => isCaughtWith(one, barcode))
  const [expired] = expiries.filter(fee => fee.barcode === barcode && isCaughtWith(fee.hold, barcode))
  // Taken back by a write: what was written from then on says nothing of before.
  const takenBack = priors.findIndex(({ fees = [] }) => fees.some(({ feeId }) => feeId === expired?.feeId))
  const until = takenBack < 0 ? all : priors.slice(0, takenBack)
  const before = priors[0]?.holds.find(hold => isCaughtWith(hold, barcode))
  const never = expired ? undefined : [...standing, ...mentions].find(hold => isCaughtWith(hold, barcode) && isUntouched(hold))
  const first = expired && isUntouched(expired.hold, until) ? expired.hold : (before ?? never)
  return first ? [[first.holdId, first.state]] : []
}

/** The hold as it stood when these writes were made. What one of them opened again waited in that write alone; what its own request opened had nothing before. */
function stood(holdId: string, among: readonly PriorState[]): readonly Hold[] {
  const isIt = (hold: Hold) => hold.holdId === holdId
  const isAgain = ({ mark, opened }: PriorState) => opened?.includes(holdId) && holdId !== `desk:${mark}`
  const before = among.flatMap(prior => (isAgain(prior) ? [] : prior.holds.filter(isIt)))
  return before.length > 0 ? before : among.flatMap(({ holds }) => holds.filter(isIt))
}
