import { expect, test } from 'vitest'
import { decideAnswer } from '../decide-answer.ts'
import { decideReplay } from '../decide-replay.ts'
import type { ItemSeen } from '../evidence.ts'
import type { Happening, ReplayFacts } from '../replay/happening.ts'
import { orderedByAnswer } from '../replay/order-by-answer.ts'
import type { Answer, Checkin, Transaction } from '../transaction.ts'
import { codes, factsOf, kinds, lend, looksAlone, onLoan, saw, happening as scanned, shelf } from './looked-at.fixture.ts'

const can = looksAlone
const policy = { renewalPatienceMs: 0, holdShelfMs: 0 }
const returned: Checkin = { kind: 'checkin', barcode: 'X', patronId: 'Bea', destination: { kind: 'shelf' } }

function happening<T extends Transaction>(transaction: T, sequence: number): Happening<T> {
  const at = '2026-11-17T10:00:00Z'
  return {
    id: { station: 'bus-1', epoch: '1-a', sequence },
    transaction,
    at,
    uncertaintyMs: 500,
    zone: 'Europe/Helsinki',
    branch: 'BUS',
  }
}

/** A return that was written, is taken back, and caught the copy for somebody: such a system lends it to nobody else. */
function takenBack(now: ItemSeen): { readonly x: Happening; readonly facts: ReplayFacts } {
  const item = { barcode: 'X', titleId: 't', title: 'Sinuhe', homeBranch: 'MAIN', circulationStatus: 'ok' } as const
  const sightings = [
    { status: 'on-loan', patronId: 'Bea', dueOn: '2026-12-01', from: '2026-11-16T20:00:00Z', to: '2026-11-17T12:00:00Z' },
    { ...now, from: '2026-11-17T12:00:00Z', to: '2026-11-17T18:00:00Z', by: 'bus-1/1-a/7' },
  ] as const
  const facts: ReplayFacts = {
    item: { item, holds: [], pastLoans: [], fees: [], renewals: [], priors: [], scans: [] },
    target: { happening: happening(returned, 7), outcome: { kind: 'applied' } },
    looks: { sightings, can, now: '2026-11-17T18:00:00Z', unseen: { ownBranches: ['BUS'], afterMs: 0 } },
  }
  return { x: happening({ kind: 'undo', target: { station: 'bus-1', epoch: '1-a', sequence: 7 }, why: 'mistyped' }, 9), facts }
}

test('[RP57] where such a system takes the earlier state in no way, a person says that it was put right there: nothing is written', () => {
  const waiting = takenBack({ status: 'ready', place: 'BUS', holds: 1 })
  const asked = decideReplay(waiting.x, waiting.facts, policy)
  const outcome = asked.kind === 'decided' ? asked.outcome : undefined
  if (outcome?.kind !== 'needs-person') throw new Error('nothing is asked')
  expect(outcome.choices).toContain('done-by-hand')
  const answer: Answer = { kind: 'answer', target: waiting.x.id, hash: 'h', question: 'undo-not-exact', choice: 'done-by-hand' }
  const verdict = decideAnswer(happening(answer, 1), outcome, waiting, waiting, policy)
  expect(verdict).toMatchObject({
    kind: 'carried-out',
    decision: { actions: [], outcome: { kind: 'history-only', notes: [{ code: 'entered-by-hand' }] } },
  })
})

test('[RP57] not on offer where the system can be told everything', () => {
  const { x, facts } = takenBack({ status: 'ready', place: 'BUS', holds: 1 })
  const { looks: _, ...told } = facts
  const asked = decideReplay(x, told, policy)
  const outcome = asked.kind === 'decided' ? asked.outcome : undefined
  if (outcome?.kind !== 'needs-person') throw new Error('nothing is asked')
  expect(outcome.choices).not.toContain('done-by-hand')
})

test('[RP76] a loan that was moved to another card before it was written, and is found on that card, is done', () => {
  const seen = [saw(shelf(), '16 20:00', '16 20:00'), saw(onLoan({ patronId: 'Dora', holds: 1 }), '17 18:00', '17 18:00')]
  const facts = factsOf(seen)
  const x = orderedByAnswer(scanned(lend()), facts, 'last')
  const asked = decideReplay(x, facts, policy)
  expect(asked).toMatchObject({ outcome: { question: 'kept-for-another' } })
  const done = decideReplay(x, { ...facts, movedTo: 'Dora' }, policy)
  expect([kinds(done), codes(done)]).toEqual([[], ['due-date-differs', 'loan-not-recorded']])
})

test('[RP57] a move that somebody has entered when the loan on the first card was late by then says whose fee is to be checked', () => {
  const lent = happening(lend({ patronId: 'Anna' }), 7)
  const move = happening(
    {
      kind: 'move',
      barcode: 'X',
      card: 'card-Dora',
      fromPatronId: 'Anna',
      patronId: 'Dora',
      dueOn: '2026-12-15',
      target: lent.id,
    },
    9,
  )
  const noted = (dueOn: string) => {
    const seen = [
      saw(onLoan({ patronId: 'Anna', dueOn }), '17 10:00', '17 18:00', 'bus-1/1-a/7'),
      saw(onLoan({ patronId: 'Dora' }), '20 18:00', '20 18:00'),
    ]
    const facts = factsOf(seen)
    const patron = { ...facts.patron!, patron: { ...facts.patron!.patron!, patronId: 'Dora' } }
    const decision = decideReplay(move, { ...facts, patron, target: { happening: lent, outcome: { kind: 'applied' } } }, policy)
    return decision.kind === 'decided' ? decision.outcome : undefined
  }
  expect(noted('2026-11-19')).toMatchObject({ notes: [{ code: 'fee-to-check', patronId: 'Anna' }] })
  expect(noted('2026-11-20')).toEqual({ kind: 'already-applied' })
})

test('[RP57] a loan that somebody has entered ended the one that stood there on that day: whose fee ran on is told, also where returns are told on an earlier day', () => {
  const bea = saw(onLoan({ patronId: 'Bea', dueOn: '2026-11-16' }), '15 20:00', '17 17:00')
  const entered = (before: typeof bea) => {
    const facts = factsOf([before, saw(onLoan({ patronId: 'Anna', dueOn: '2026-12-15' }), '20 18:00', '20 18:00', 'bus-1/1-a/7')])
    const looks = { ...facts.looks!, now: '2026-11-20T18:00:00Z', can: { ...can, backdatedCheckin: true } }
    return decideReplay(scanned(lend()), { ...facts, looks }, policy)
  }
  expect(entered(bea)).toMatchObject({
    actions: [],
    outcome: { notes: [{ code: 'entered-by-hand' }, { code: 'fee-to-check', patronId: 'Bea' }] },
  })
  expect(codes(entered({ ...bea, dueOn: '2026-12-24' }))).toEqual(['entered-by-hand'])
})
