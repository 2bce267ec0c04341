import type { Action, KnownScan } from '../evidence.ts'
import {
  applied,
  ask,
  type Happening,
  markOf,
  type ReplayDecision,
  type ReplayFacts,
  type ReplayTarget,
} from '../replay/happening.ts'
import { takeBackPayment } from '../replay/replay-payment.ts'
import { milliseconds } from '../replay/scan-order.ts'
import type { Checkin, Checkout, Undo } from '../transaction.ts'
import { standingBefore, stoodSince } from './as-before-by-looks.ts'
import type { Sighting } from './sighting.ts'
import { takeBackByLooks } from './take-back-by-looks.ts'
import { feeOfNothing, fromItsBeginning, isKept, placeByLooks } from './view.ts'

/** Taking back, where the system tells no times: exactly, while its last change is the one to take back and can be turned round; else a person. */
export function undoByLooks(x: Happening<Undo>, facts: ReplayFacts): ReplayDecision {
  const { target, looks } = facts
  if (!target) return ask('undo-not-exact', ['look-for-it', 'take-back', 'done-by-hand', 'leave-as-is'])
  const notExact = () => {
    const back = standingBefore(facts) ? (['as-before'] as const) : []
    return ask('undo-not-exact', ['look-for-it', ...back, 'take-back', 'done-by-hand', 'leave-as-is'])
  }
  const { transaction, id } = target.happening
  if (x.transaction.why === 'book-is-here') {
    if (transaction.kind === 'checkin' && liesHere(x, looks?.sightings.at(-1))) return applied([], [])
    if (transaction.kind === 'checkout' || transaction.kind === 'checkin') return takeBackByLooks(asReturn(x, transaction), facts)
  }
  if (transaction.kind === 'payment') return takeBackPayment(x, target, false)
  if (transaction.kind === 'hold-request') return takeBackRequest(x, target)
  const mark = markOf(id)
  const sightings = looks?.sightings ?? []
  const [first, written] = [sightings.findIndex(({ by }) => by === mark), sightings.findLastIndex(({ by }) => by === mark)]
  const byHand = isEnteredByHand(target, sightings.at(-1))
  if (written < 0 && target.outcome?.kind !== 'already-applied' && !byHand)
    return applied(transaction.kind === 'checkout' ? heldBack(target, facts) : [], [{ code: 'erased-before-upload' }])
  const [before, after] = [sightings[first - 1], sightings[written]]
  const nothingSince = written === sightings.length - 1 && !facts.item?.scans.some(({ unsent }) => unsent)
  if (!facts.item?.item || !before || !after || !nothingSince) return notExact()
  if (madeHistory(facts.item.scans, sightings, first)) return notExact()
  const { barcode } = facts.item.item
  // Whatever waits for the copy would be caught by the way back.
  const free = before.status === 'in-house' && !isKept(after.status) && !(after.holds ?? 0)
  if (!free || before.place === undefined) return notExact()
  const back = { barcode, at: x.at, branch: before.place }
  const trace = [{ code: 'trace-stays', barcode } as const]
  if (transaction.kind === 'checkout' && after.status === 'on-loan') {
    const end = { kind: 'end-loan', ...back, ...fromItsBeginning(after, looks!, x.at), patronId: transaction.patronId } as const
    return applied([{ ...end, full: true }], [...trace, ...feeOfNothing(x, after, looks!, barcode)])
  }
  if (transaction.kind === 'checkin' && after.status === 'in-house') return applied([{ kind: 'take-in', ...back }], trace)
  return notExact()
}

/** The return just before was not written, because this loan was to follow: with no loan after it, the copy lies where it was taken in. */
function heldBack({ happening: { id, at } }: ReplayTarget, { item, looks }: ReplayFacts): readonly Action[] {
  const now = looks?.sightings.at(-1)
  if (!item?.item || !looks || now?.status !== 'in-house') return []
  const scans = item.scans.filter(({ mark }) => mark !== markOf(id))
  const before = scans.filter(one => !one.inferred && !one.unsent && one.at <= at)
  const last = before.toSorted((a, b) => (a.at < b.at ? -1 : 1)).at(-1)
  if (last?.kind !== 'checkin' || last.branch === now.place || looks.sightings.some(({ by }) => by === last.mark)) return []
  const others = scans.filter(one => one !== last)
  if (placeByLooks(last, { ...item, scans: others }, looks).kind !== 'last') return []
  return [{ kind: 'take-in', barcode: item.item.barcode, at: last.at, branch: last.branch }]
}

/** The hub wrote nothing of it; but whoever was asked about it may have seen to it at the system's own desk: the loan that it tells of has stood there since. */
function isEnteredByHand({ happening: { transaction, at, uncertaintyMs } }: ReplayTarget, now: Sighting | undefined): boolean {
  if (transaction.kind !== 'checkout' && transaction.kind !== 'move') return false
  if (now?.status !== 'on-loan' || now.by !== undefined || now.patronId !== transaction.patronId) return false
  return milliseconds(now.from) > milliseconds(at) - uncertaintyMs
}

/** What was lent or taken back shortly before was not written because of this scan, and would have to be now. */
function madeHistory(scans: readonly KnownScan[], sightings: readonly Sighting[], written: number): boolean {
  const since = stoodSince(sightings.slice(0, written), scans)
  const isUnwritten = ({ mark, at, inferred }: KnownScan) =>
    !inferred && mark !== undefined && at >= since && !sightings.some(({ by }) => by === mark)
  return scans.some(isUnwritten)
}

function takeBackRequest(x: Happening<Undo>, { happening: { id, transaction }, outcome }: ReplayTarget): ReplayDecision {
  const erased = outcome?.kind === 'applied-with-note' && outcome.notes.some(({ code }) => code === 'erased-before-upload')
  const written = !erased && (outcome?.kind === 'applied' || outcome?.kind === 'applied-with-note')
  if (!written || transaction.kind !== 'hold-request') return applied([], [{ code: 'erased-before-upload' }])
  const { titleId, patronId } = transaction
  const cancel = { kind: 'cancel-hold', holdId: `desk:${markOf(id)}`, titleId, patronId, at: x.at } as const
  return applied([cancel], [{ code: 'hold-asked-late' }])
}

function asReturn(x: Happening<Undo>, { barcode, patronId }: Checkout | Checkin): Happening<Checkin> {
  const seen = patronId === undefined ? {} : { patronId }
  return { ...x, transaction: { kind: 'checkin', barcode, ...seen, destination: { kind: 'shelf' } } }
}

/** The return that stands left it where somebody says that it is, on the shelf or for whom it is kept. */
function liesHere({ branch }: Happening<Undo>, now: Sighting | undefined): boolean {
  if (!now) return true
  return (now.status === 'in-house' || isKept(now.status)) && (now.place ?? branch) === branch
}
