import type { ReplayFacts } from './happening.ts'
import { scansIn } from './scan-order.ts'

/** What a decision rested on, in a line of the audit trail: ids and counts, no names. */
export interface EvidenceInShort {
  readonly item: 'known' | 'unknown' | 'not-asked'
  readonly status?: string
  readonly onLoanTo?: string
  readonly lentAt?: string
  readonly place?: string
  readonly scans?: number
  readonly lastScan?: { readonly kind: 'checkout' | 'checkin'; readonly at: string; readonly branch: string }
  readonly holds?: number
  readonly pastLoans?: number
  readonly patron?: 'known' | 'unknown'
  readonly waitedMs?: number
}

/** The evidence as the audit trail keeps it. */
export function evidenceInShort({ item, patron, waitedMs }: ReplayFacts): EvidenceInShort {
  const about = { ...(patron && patronInShort(patron)), ...(waitedMs === undefined ? {} : { waitedMs }) }
  if (!item) return { item: 'not-asked', ...about }
  const scans = scansIn(item)
  const last = scans.at(-1)
  const { loan, place } = item
  return {
    item: item.item ? 'known' : 'unknown',
    ...(item.item && { status: item.item.circulationStatus }),
    ...(loan && { onLoanTo: loan.patronId, lentAt: loan.lentAt }),
    ...(place !== undefined && { place }),
    scans: scans.length,
    ...(last && { lastScan: { kind: last.kind, at: last.at, branch: last.branch } }),
    holds: item.holds.length,
    pastLoans: item.pastLoans.length,
    ...about,
  }
}

function patronInShort({ patron }: NonNullable<ReplayFacts['patron']>): Pick<EvidenceInShort, 'patron'> {
  return { patron: patron ? 'known' : 'unknown' }
}
