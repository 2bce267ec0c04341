import type { ItemSeen, KnownScan } from '../evidence.ts'
import type { Capabilities } from '../replay/capabilities.ts'
import type { Happening, ReplayDecision, ReplayFacts } from '../replay/happening.ts'
import type { Checkin, Checkout, Transaction } from '../transaction.ts'
import { loanOfAnother, scansBetween } from './scans-between.ts'
import type { Sighting } from './sighting.ts'

/** A library system that is only looked at: it tells no times and no borrower, and does now whatever it does. */
export const looksAlone: Capabilities = {
  knows: { times: false, borrower: false, holds: 'count', pastLoans: false, fees: false },
  backdatedCheckout: false,
  backdatedCheckin: false,
  checkinWithHolds: true,
  pastLoans: false,
  backdatedHolds: false,
  reversibleFees: false,
  restoresLoans: false,
  worstLatenessMs: 0,
}

/** Nothing waits for another journal. */
export const policy = { renewalPatienceMs: 0, holdShelfMs: 0 }
/** `17 10:00` is 10:00 UTC on 17 November 2026. */
export const at = (time: string) => `2026-11-${time.replace(' ', 'T')}:00Z`
/** The evening of the 17th. */
export const now = at('17 18:00')

/** By bus-1, as its seventh entry. */
export function happening<T extends Transaction>(transaction: T, time = '17 10:00', uncertaintyMs = 500): Happening<T> {
  const id = { station: 'bus-1', epoch: '1-a', sequence: 7 }
  return { id, transaction, at: at(time), uncertaintyMs, zone: 'Europe/Helsinki', branch: 'BUS' }
}
/** A loan to Anna. */
export const lend = (more: Partial<Checkout> = {}): Checkout => {
  return {
    kind: 'checkout',
    barcode: 'X',
    card: 'card-Anna',
    patronId: 'Anna',
    visitId: 'v',
    dueOn: '2026-12-15',
    overrides: [],
    ...more,
  }
}
/** A return; whose loan the desk saw, where it saw any. */
export const takeBack = (patronId?: string): Checkin => {
  return { kind: 'checkin', barcode: 'X', destination: { kind: 'shelf' }, ...(patronId && { patronId }) }
}
/** It lies in a branch. */
export const shelf = (place = 'BUS'): ItemSeen => ({ status: 'in-house', place, holds: 0 })
/** On loan to whomever. */
export const onLoan = (more: Partial<ItemSeen> = {}): ItemSeen => ({ status: 'on-loan', dueOn: '2026-12-01', holds: 0, ...more })
/** Where a name stands, every look read that list. */
export const saw = (seen: ItemSeen, from: string, to: string, by?: string): Sighting => {
  return { ...seen, ...(seen.patronId && { holderSeenAt: at(to) }), from: at(from), to: at(to), ...(by && { by }) }
}

/** What is known of X by these sightings, and by scans of journals. */
export function factsOf(sightings: readonly Sighting[], seenWith?: string, scans: readonly KnownScan[] = []): ReplayFacts {
  const item = { barcode: 'X', titleId: 't', title: 'Sinuhe', homeBranch: 'MAIN', circulationStatus: 'ok' } as const
  const rest = { holds: [], pastLoans: [], fees: [], renewals: [], priors: [] }
  const patron = { patronId: 'Anna', cards: ['card-Anna'], category: 'adult', blocks: [], feesCents: 0 } as const
  return {
    item: { item, ...rest, scans: [...scans, ...scansBetween(sightings), ...loanOfAnother(sightings, seenWith, at('17 10:00'))] },
    patron: { patron, loans: [], holds: [], seen: { items: [], ready: [], holds: 0 } },
    looks: { sightings, can: looksAlone, now, unseen: { ownBranches: ['BUS'], afterMs: 1_800_000 } },
  }
}
/** Undefined where it waits. */
export const decided = (decision: ReplayDecision) => (decision.kind === 'decided' ? decision : undefined)
/** The actions, by kind. */
export const kinds = (decision: ReplayDecision) => decided(decision)?.actions.map(({ kind }) => kind)
/** Undefined where it waits. */
export const outcome = (decision: ReplayDecision) => decided(decision)?.outcome
/** The notes, by code. */
export const codes = (decision: ReplayDecision) => {
  const became = outcome(decision)
  return became && 'notes' in became ? became.notes.map(({ code }) => code) : []
}
