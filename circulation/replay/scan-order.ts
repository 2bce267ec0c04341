import { Temporal } from 'temporal-polyfill'
import type { ItemEvidence, KnownScan } from '../evidence.ts'
import { milliseconds } from '../instant.ts'
import { entryKey } from '../transaction.ts'

/** Where a scan belongs among all known scans of its item, and the instant it gets there. */
export type Placing =
  /** It is the item's last scan. */
  | { readonly kind: 'last'; readonly at: string }
  /** Others are among the last, but with the same effect, and the system shows it already. */
  | { readonly kind: 'same-effect'; readonly at: string }
  /** `maybeNext`: the earliest instant at which it may have been seen after this. */
  | { readonly kind: 'history'; readonly at: string; readonly next: KnownScan; readonly maybeNext: string }
  | { readonly kind: 'unclear'; readonly rivals: readonly KnownScan[] }

/** The one rule: which scans may be the item's last, and what that makes of this one. */
export function placeScan(x: KnownScan, others: readonly KnownScan[]): Placing {
  const order = orderOf([...others, x])
  const earlier = others.filter(other => order.certainlyBefore(other, x))
  const later = others.filter(other => order.certainlyBefore(x, other))
  const at = between(x, earlier, later)
  // What is certainly later and will be replayed in its turn changes nothing yet: it finds this one's effect, and that is right.
  const standing = others.filter(other => other.unsent !== 'next' || !later.includes(other))
  const rest = standing.filter(other => !later.includes(other))
  const rivals = lastAmong(rest, order).filter(other => !earlier.includes(other))
  const isUnclear = rivals.some(rival => effectOf(rival) !== effectOf(x))
  const after = standing.filter(other => later.includes(other))
  // What only waits may turn out never to have been: which of the rest was the last is asked all the same.
  if (after.length > 0 && !(isUnclear && after.every(other => other.unsent))) {
    const maybe = others.filter(other => !earlier.includes(other))
    return { kind: 'history', at, next: earliest(later), maybeNext: earliestOf(earliest(maybe)) }
  }
  if (isUnclear) return { kind: 'unclear', rivals }
  return rivals.some(rival => !rival.unsent) ? { kind: 'same-effect', at } : { kind: 'last', at }
}

/** The scan at the instant it gets among the others; when it may have been, its own clock still tells. */
export function placedAt(scan: KnownScan, at: string): KnownScan {
  return milliseconds(at) === milliseconds(scan.at) ? scan : { ...scan, at, within: span(scan) }
}

/** All scans that the evidence tells of: an open loan begins with one, even where the system keeps no list. */
export function scansIn(evidence: ItemEvidence): readonly KnownScan[] {
  const { loan, scans } = evidence
  if (!loan || scans.some(scan => scan.kind === 'checkout' && sameInstant(scan.at, loan.lentAt))) return scans
  const { patronId, branch, lentAt: at } = loan
  return [...scans, { kind: 'checkout', patronId, branch, at, uncertaintyMs: 0 }]
}

/** A scan at the instant that is nearest to where it was written down among those that are left by what is known by now. */
export function asKnownByNow(scan: KnownScan): KnownScan {
  const { from, to } = span(scan)
  const at = milliseconds(scan.at)
  const likely = Math.min(Math.max(at, from), to)
  return likely === at ? scan : { ...scan, at: Temporal.Instant.fromEpochMilliseconds(likely).toString() }
}

/** The earliest instant at which a scan may have been; its `at` where that is certain. */
export function earliestOf(scan: KnownScan): string {
  // No look bounds it: any time since there are clocks.
  const from = Math.max(0, Math.min(span(scan).from, milliseconds(scan.at)))
  return from === milliseconds(scan.at) ? scan.at : Temporal.Instant.fromEpochMilliseconds(from).toString()
}

/** The latest instant at which a scan may have been, given what certainly came after it; its `at` where that is certain. */
export function latestOf(scan: KnownScan, others: readonly KnownScan[]): string {
  const order = orderOf([...new Set([...others, scan])])
  const after = others.filter(other => order.certainlyBefore(scan, other)).map(other => span(other).to)
  const at = milliseconds(scan.at)
  const to = Math.max(at, Math.min(span(scan).to, ...after))
  return to === at || to === Number.POSITIVE_INFINITY ? scan.at : Temporal.Instant.fromEpochMilliseconds(to).toString()
}

/** Whether a scan is certainly after this one, in whatever state its replay is. */
export function certainlyFollowedBy(x: KnownScan, others: readonly KnownScan[], kind: KnownScan['kind']): boolean {
  const order = orderOf([...others, x])
  return others.some(other => other.kind === kind && order.certainlyBefore(x, other))
}

/** Whether `a` certainly came before `b`, all scans known taken together. */
export function cameBefore(a: KnownScan, b: KnownScan, all: readonly KnownScan[]): boolean {
  return orderOf([...new Set([...all, a, b])]).certainlyBefore(a, b)
}

/** In the order of the instants that they were put at. */
export function byInstant(a: KnownScan, b: KnownScan): number {
  return milliseconds(a.at) - milliseconds(b.at) || asKnown(a, b)
}

/** Of two at one instant: a scan that was put at another's, because it came just before or after it, stays on its side. */
export function asKnown(a: KnownScan, b: KnownScan): number {
  if (!a.entry && !b.entry) return 0
  return Number(cameBefore(b, a, [a, b])) - Number(cameBefore(a, b, [a, b]))
}

/** Whether nobody can tell which scan was the last, and it matters: they leave the item in different places. */
export function isLastUnclear(scans: readonly KnownScan[]): boolean {
  return new Set(lastAmong(scans, orderOf(scans)).map(effectOf)).size > 1
}

/** The last of these scans; where nobody can tell which that was, the one that was written down last. */
export function lastOf(scans: readonly KnownScan[]): KnownScan | undefined {
  return lastAmong(scans, orderOf(scans)).at(-1)
}

/** Those that no other certainly followed. */
function lastAmong(scans: readonly KnownScan[], { certainlyBefore }: { readonly certainlyBefore: Order }): readonly KnownScan[] {
  return scans.filter(scan => !scans.some(other => certainlyBefore(scan, other)))
}

function saidBefore(a: KnownScan, b: KnownScan): boolean {
  return !!b.after?.includes(scanKey(a)) || !!a.before?.includes(scanKey(b))
}

/** One line of text for a scan of an item, the same wherever it is told. */
export function scanKey({ entry, kind, at, patronId, branch }: KnownScan): string {
  return entry ? entryKey(entry) : `${kind} ${milliseconds(at)} ${patronId ?? branch}`
}

interface Span {
  from: number
  to: number
}

/** By sequence inside one station's journal, by interval otherwise; a station's neighbours narrow each other's intervals. */
function orderOf(scans: readonly KnownScan[]) {
  const spans = new Map<KnownScan, Span>(scans.map(scan => [scan, span(scan)]))
  const journals = new Set(scans.map(journalOf))
  for (const journal of journals)
    if (journal)
      narrow(
        scans.filter(scan => journalOf(scan) === journal),
        spans,
      )
  const toldBefore = (a: KnownScan, b: KnownScan): boolean => {
    if (journalOf(a) && journalOf(a) === journalOf(b)) return a.entry!.sequence < b.entry!.sequence
    const [left, right] = [spans.get(a)!, spans.get(b)!]
    // What the clocks prove stands; what they leave open, a person may have told.
    if (left.to < right.from) return true
    if (right.to < left.from) return false
    if (saidBefore(a, b)) return true
    if (left.to !== right.from || saidBefore(b, a)) return false
    // Two scans of the system's own at one instant: it lists them in order.
    return left.from === left.to && right.from === right.to && !a.entry && !b.entry && scans.indexOf(a) < scans.indexOf(b)
  }
  const isTold = scans.some(({ after, before }) => after?.length || before?.length)
  return {
    certainlyBefore: isTold ? withWhatFollows(scans, toldBefore) : (a: KnownScan, b: KnownScan) => a !== b && toldBefore(a, b),
  }
}

type Order = (a: KnownScan, b: KnownScan) => boolean

/** What a person said orders more than the two that they spoke of: what came before the one came before the other too. */
function withWhatFollows(scans: readonly KnownScan[], toldBefore: Order): Order {
  const after = new Map<KnownScan, Set<KnownScan>>()
  const reach = (from: KnownScan): Set<KnownScan> => {
    const known = after.get(from)
    if (known) return known
    const found = new Set<KnownScan>()
    after.set(from, found)
    const next = [from]
    for (let one = next.pop(); one; one = next.pop())
      for (const other of scans)
        if (other !== one && other !== from && !found.has(other) && toldBefore(one, other)) {
          found.add(other)
          next.push(other)
        }
    return found
  }
  return (a, b) => {
    if (a === b) return false
    if (toldBefore(a, b)) return true
    return !toldBefore(b, a) && reach(a).has(b) && !reach(b).has(a)
  }
}

function narrow(journal: readonly KnownScan[], spans: Map<KnownScan, Span>): void {
  const inOrder = journal.toSorted((a, b) => a.entry!.sequence - b.entry!.sequence).map(scan => spans.get(scan)!)
  const given = inOrder.map(one => ({ ...one }))
  inOrder.forEach((one, index) => {
    one.from = Math.max(...given.slice(0, index + 1).map(({ from }) => from))
    one.to = Math.min(...given.slice(index).map(({ to }) => to))
    // Intervals that contradict the sequence say that a clock was worse than it knew.
    if (one.from > one.to) [one.from, one.to] = [one.to, one.from]
  })
}

function journalOf({ entry }: KnownScan): string | undefined {
  return entry && entryKey({ ...entry, sequence: 0 })
}

function span(scan: KnownScan): Span {
  if (scan.within) return { ...scan.within }
  const at = milliseconds(scan.at)
  return { from: at - scan.uncertaintyMs, to: at + scan.uncertaintyMs }
}

/** After a checkout: with whom it left. After a return: where it lies. */
function effectOf(scan: KnownScan): string {
  return scan.kind === 'checkout' ? `with ${scan.patronId}` : `at ${scan.branch}`
}

/** The time it is given stands on the decided side of every scan it was ordered against. */
function between(x: KnownScan, earlier: readonly KnownScan[], later: readonly KnownScan[]): string {
  const least = Math.max(...earlier.map(({ at }) => milliseconds(at)))
  const most = Math.min(...later.map(({ at }) => milliseconds(at)))
  if (least > most) return x.at
  const at = milliseconds(x.at)
  const placed = Math.min(Math.max(at, least), most)
  return placed === at ? x.at : Temporal.Instant.fromEpochMilliseconds(placed).toString()
}

function earliest(scans: readonly KnownScan[]): KnownScan {
  return scans.toSorted(byInstant)[0]!
}

function sameInstant(a: string, b: string): boolean {
  return milliseconds(a) === milliseconds(b)
}

export { milliseconds }
