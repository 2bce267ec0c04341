import { expect, test } from 'vitest'
import { decideReplay } from '../decide-replay.ts'
import type { ItemSeen, KnownScan } from '../evidence.ts'
import type { Happening, ReplayFacts } from '../replay/happening.ts'
import type { Checkin } from '../transaction.ts'
import { factsOf, happening, lend, looksAlone, onLoan, policy, saw, shelf } from './looked-at.fixture.ts'

const at = (day: number, time = '10:00') => `2026-11-${day}T${time}:00Z`
const written = 'bus-1/1-a/9'

/** The 15th: brought back to a desk that read its number wrong. The 17th: scanned again, and only that return was written. */
function foundLate(dueOn: string, patronId?: string, hidden = false) {
  const x: Happening<Checkin> = {
    id: { station: 'bus-1', epoch: '1-a', sequence: 7 },
    transaction: { kind: 'checkin', barcode: 'X', destination: { kind: 'shelf' } },
    at: at(15),
    uncertaintyMs: 500,
    zone: 'Europe/Helsinki',
    branch: 'BUS',
  }
  const onLoan: ItemSeen = { status: 'on-loan', dueOn, holds: 0, ...(patronId && { patronId }) }
  const facts: ReplayFacts = {
    item: {
      item: { barcode: 'X', titleId: 't', title: 'Sinuhe', homeBranch: 'MAIN', circulationStatus: 'ok' },
      scans: hidden ? [] : [{ kind: 'checkin', branch: 'BUS', at: at(17), uncertaintyMs: 500, mark: written }],
      holds: [],
      pastLoans: [],
      fees: [],
      renewals: [],
      priors: [],
    },
    looks: {
      sightings: [
        { ...onLoan, from: at(14), to: at(17, '17:00') },
        hidden
          ? { status: 'not-lendable', holds: 0, from: at(17, '18:00'), to: at(17, '18:00') }
          : { status: 'in-house', place: 'BUS', holds: 0, from: at(17, '18:00'), to: at(17, '18:00'), by: written },
      ],
      can: { ...looksAlone, knows: { ...looksAlone.knows, borrower: true } },
      now: at(17, '19:00'),
      unseen: { ownBranches: ['BUS'], afterMs: 1_800_000 },
    },
  }
  const decision = decideReplay(x, facts, { renewalPatienceMs: 0, holdShelfMs: 0 })
  return decision.kind === 'decided' ? decision.outcome : undefined
}

test('[RP45] an earlier return of a loan that a later one ended says that the fee may be too high, and whose', () => {
  const fee = { code: 'fee-to-check', barcode: 'X' }
  expect(foundLate('2026-11-15', 'Anna')).toEqual({ kind: 'history-only', notes: [{ ...fee, patronId: 'Anna' }] })
  expect(foundLate('2026-11-10')).toEqual({ kind: 'history-only', notes: [fee] })
})

test('[RP45] of a loan that was not overdue when it ended there is nothing to say', () => {
  expect(foundLate('2026-12-01', 'Anna')).toEqual({ kind: 'history-only', notes: [] })
})

test('[RP45] a return of what is not for loan by now may end a loan that nobody sees any more', () => {
  const notes = [
    { code: 'was-not-on-loan', barcode: 'X' },
    { code: 'fee-to-check', barcode: 'X', patronId: 'Anna' },
  ]
  expect(foundLate('2026-11-15', 'Anna', true)).toMatchObject({ kind: 'applied-with-note', notes })
})

test('[RP45] a loan found after what came later had ended the one that it was taken from: whose fee ran on is told', () => {
  const back = { kind: 'checkin', branch: 'BUS', at: at(18), uncertaintyMs: 500, mark: written } as const
  const lent = (dueOn: string, now: Partial<ItemSeen>) => {
    const carl = saw(onLoan({ patronId: 'Carl', dueOn }), '15 20:00', '18 12:00')
    const facts = factsOf([carl, saw({ ...shelf(), ...now }, '18 18:00', '18 18:00', written)], 'Carl', [back])
    const decision = decideReplay(happening(lend()), { ...facts, looks: { ...facts.looks!, now: at(18, '18:00') } }, policy)
    return decision.kind === 'decided' && 'notes' in decision.outcome ? decision.outcome.notes : []
  }
  const fee = { code: 'fee-to-check', barcode: 'X', patronId: 'Carl' }
  expect(lent('2026-11-10', {})).toContainEqual(fee)
  // It went from the one to the next without lying anywhere.
  expect(lent('2026-11-10', { status: 'on-loan', patronId: 'Bea', dueOn: '2026-12-16' })).toContainEqual(fee)
  expect(lent('2026-12-01', {})).not.toContainEqual(fee)
})

test('[RP45] a loan that was itself written late stood from its beginning on: whoever brought it back before it was written does not owe what its later end cost', () => {
  const mark = 'village/1-a/6'
  const lent = { kind: 'checkout', branch: 'VILLAGE', patronId: 'Anna', at: at(14), uncertaintyMs: 500, mark } as const
  const back = { kind: 'checkin', branch: 'MAIN', at: at(17), uncertaintyMs: 0 } as const
  const anna = (since: object) =>
    saw({ ...onLoan({ patronId: 'Anna', dueOn: '2026-11-16' }), ...since }, '15 20:00', '16 20:00', mark)
  const notes = (loan: ReturnType<typeof anna>, scans: readonly KnownScan[]) => {
    const facts = factsOf([saw(shelf(), '13 05:00', '15 19:00'), loan, saw(shelf(), '17 18:00', '17 18:00')], 'Anna', scans)
    const x = {
      ...happening(lend()),
      at: at(15),
      transaction: { kind: 'checkin', barcode: 'X', destination: { kind: 'shelf' } },
    } as const
    const decision = decideReplay(x, { ...facts, looks: { ...facts.looks!, now: at(17, '18:00') } }, policy)
    return decision.kind === 'decided' && 'notes' in decision.outcome ? decision.outcome.notes : []
  }
  const fee = { code: 'fee-to-check', barcode: 'X', patronId: 'Anna' }
  expect(notes(anna({}), [lent, back])).toContainEqual(fee)
  expect(notes(anna({ since: at(14) }), [back])).toContainEqual(fee)
  // Nobody says that it had begun by then.
  expect(notes(anna({}), [back])).not.toContainEqual(fee)
})

test('[RP45] so does whoever had it by then, where the desk saw an earlier loan of somebody else', () => {
  const bea = saw(onLoan({ patronId: 'Bea', dueOn: '2026-11-16' }), '14 20:00', '16 20:00')
  const back = { kind: 'checkin', branch: 'MAIN', at: at(17), uncertaintyMs: 0 } as const
  const whose = (seenWith: string) => {
    const facts = factsOf([bea, saw(shelf(), '17 18:00', '17 18:00')], seenWith, [back])
    const transaction = { kind: 'checkin', barcode: 'X', patronId: seenWith, destination: { kind: 'shelf' } } as const
    const x = { ...happening(lend()), at: at(15), transaction }
    const decision = decideReplay(x, { ...facts, looks: { ...facts.looks!, now: at(17, '18:00') } }, policy)
    const notes = decision.kind === 'decided' && 'notes' in decision.outcome ? decision.outcome.notes : []
    return notes.flatMap(({ code, patronId }) => (code === 'fee-to-check' ? patronId : []))
  }
  expect(whose('Carl')).toEqual(['Carl', 'Bea'])
  expect(whose('Bea')).toEqual(['Bea'])
})
