import type { Fee, KnownScan } from '../evidence.ts'
import type { Hold } from '../loan.ts'
import { asKnown, cameBefore, earliestOf, milliseconds } from './scan-order.ts'

/** A copy of the title: where it was before the first scan known, and what was scanned since. */
export interface CopyKnown {
  readonly barcode: string
  readonly place?: string
  /** On loan before the first scan. */
  readonly isOut: boolean
  readonly scans: readonly KnownScan[]
}

/** All that is known of a title whose copies share a queue. */
export interface TitleKnown {
  readonly copies: readonly CopyKnown[]
  /** Whoever has asked, with the copy that was kept for them before anything was scanned. */
  readonly asked: readonly Hold[]
  /** Holds that the library system let expire, rightly or not: those that stand with their fees, and those taken back since. */
  readonly expiries: readonly Expiry[]
  /** Holds as the library system was seen to have them, oldest first as far as is known. */
  readonly shown: readonly Hold[]
}

export type Expiry = Fee & { readonly hold: Hold; readonly barcode: string }

/** What happened to a title, `at` the instant at which it is taken to have been. */
export type Event = Asked | Seen | Expired
type Asked = { readonly at: string; readonly kind: 'asked'; readonly hold: Hold }
type Seen = { readonly at: string; readonly kind: 'seen'; readonly barcode: string; readonly scan: KnownScan }
type Expired = { readonly at: string; readonly kind: 'expired'; readonly expiry: Expiry }

/** Queue order. */
export function byTurn(a: Hold, b: Hold): number {
  return milliseconds(a.placedAt) - milliseconds(b.placedAt) || (a.holdId < b.holdId ? -1 : 1)
}

/** All that is known of a title, in the order in which it happened. */
export function inOrder({ copies, asked, expiries }: TitleKnown): readonly Event[] {
  const events: Event[] = [
    ...asked.toSorted(byTurn).map(hold => ({ kind: 'asked', at: hold.placedAt, hold }) as const),
    ...copies.flatMap(({ barcode, scans }) => scans.map(scan => ({ kind: 'seen', at: scan.at, barcode, scan }) as const)),
    ...expiries.map(expiry => ({ kind: 'expired', at: expiry.at, expiry }) as const),
  ]
  return inTime(events)
}

function inTime(events: readonly Event[]): readonly Event[] {
  const tied = (a: Event, b: Event) => (a.kind === 'seen' && b.kind === 'seen' ? asKnown(a.scan, b.scan) : 0)
  return events.toSorted((a, b) => milliseconds(a.at) - milliseconds(b.at) || tied(a, b))
}

/**
 * In doubt the hold's owner is favoured: a scan that may have been before it, at a clock that nobody trusts, had taken the copy from the shelf.
 * The order in which it had, with all that its own clock tells before it; undefined where there is no doubt.
 */
export function goneBefore(events: readonly Event[], { at, expiry: { barcode, hold } }: Expired): readonly Event[] | undefined {
  const by = milliseconds(at)
  const seen = events.filter(event => event.kind === 'seen')
  const scans = seen.map(({ scan }) => scan)
  const isLater = ({ scan }: Seen) => milliseconds(earliestOf(scan)) > by
  const mayBeBefore = (event: Seen) => {
    return !isLater(event) && !seen.some(other => isLater(other) && cameBefore(other.scan, event.scan, scans))
  }
  const left = seen.find(event => {
    const isElsewhere = event.scan.kind === 'checkout' || event.scan.branch !== hold.pickup.branch
    return event.barcode === barcode && isElsewhere && milliseconds(event.at) > by && mayBeBefore(event)
  })
  if (!left) return undefined
  const isTold = (event: Event): event is Seen => {
    const isFirst = event === left || (event.kind === 'seen' && cameBefore(event.scan, left.scan, scans))
    return isFirst && milliseconds(event.at) > by
  }
  const first = events.filter(isTold).map(event => ({ ...event, at }))
  return inTime([...first, ...events.filter(event => !isTold(event))])
}
