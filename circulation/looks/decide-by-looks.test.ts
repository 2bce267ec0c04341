import { expect, test } from 'vitest'
import { decideReplay } from '../decide-replay.ts'
import type { ItemSeen } from '../evidence.ts'
import type { Outcome } from '../outcome.ts'
import { orderedByAnswer } from '../replay/order-by-answer.ts'
import { asBeforeByLooks } from './as-before-by-looks.ts'
import {
  at,
  codes,
  decided,
  factsOf,
  happening,
  kinds,
  lend,
  onLoan,
  outcome,
  policy,
  saw,
  shelf,
  takeBack,
} from './looked-at.fixture.ts'

test('[RP42] on the shelf before and after: lent', () => {
  const decision = decideReplay(happening(lend()), factsOf([saw(shelf(), '16 20:00', '17 18:00')]), policy)
  expect(kinds(decision)).toEqual(['begin-loan'])
  expect(outcome(decision)).toEqual({ kind: 'applied' })
})

test('[RP42] seen elsewhere between the looks around the scan: asked; on another day: known', () => {
  const sameDay = [saw(shelf(), '16 20:00', '16 20:00'), saw(shelf('MAIN'), '17 18:00', '17 18:00')]
  expect(outcome(decideReplay(happening(lend()), factsOf(sameDay), policy))).toMatchObject({ question: 'order-unclear' })
  const later = [saw(shelf(), '15 20:00', '16 20:00'), saw(shelf('MAIN'), '17 18:00', '17 18:00')]
  const history = decideReplay(happening(lend(), '16 10:00'), factsOf(later), policy)
  expect(kinds(history)).toEqual([])
  expect(outcome(history)).toMatchObject({ kind: 'history-only', inferred: true })
  expect(codes(history)).toContain('loan-not-recorded')
})

test('[RP42] a return closes the loan that a look before it saw, never one that began since', () => {
  const seen = [saw(onLoan({ patronId: 'Anna' }), '16 20:00', '17 18:00')]
  const closed = decideReplay(happening(takeBack('Anna')), factsOf(seen, 'Anna'), policy)
  expect(decided(closed)?.actions).toMatchObject([{ kind: 'end-loan', patronId: 'Anna', branch: 'BUS' }])
  const newer = [
    saw(onLoan({ patronId: 'Anna' }), '15 20:00', '16 20:00'),
    saw(onLoan({ patronId: 'Carl', dueOn: '2026-12-15' }), '17 18:00', '17 18:00'),
  ]
  const kept = decideReplay(happening(takeBack('Anna'), '16 10:00'), factsOf(newer, 'Anna'), policy)
  expect(kinds(kept)).toEqual([])
  expect(codes(kept)).toContain('newer-loan-kept')
})

test('[RP42] what may be a renewal or another loan is asked, whatever the times say', () => {
  const seen = [saw(onLoan(), '15 20:00', '16 20:00'), saw(onLoan({ dueOn: '2026-12-08' }), '17 18:00', '17 18:00')]
  const asked = decideReplay(happening(takeBack(), '16 10:00'), factsOf(seen), policy)
  expect(outcome(asked)).toMatchObject({ kind: 'needs-person', question: 'order-unclear' })
  const x = happening(takeBack(), '16 10:00')
  expect(kinds(decideReplay(orderedByAnswer(x, factsOf(seen), 'last'), factsOf(seen), policy))).toEqual(['end-loan'])
  const kept = decideReplay(orderedByAnswer(x, factsOf(seen), 'before-loans'), factsOf(seen), policy)
  expect(outcome(kept)).toMatchObject({ kind: 'history-only' })
})

test('[RP43] lent here, while the system has it elsewhere all the time: it may be back there, so a person is asked; the answer counts', () => {
  const facts = factsOf([saw(shelf('MAIN'), '16 20:00', '17 18:00')])
  const x = happening(lend())
  expect(outcome(decideReplay(x, facts, policy))).toMatchObject({ question: 'order-unclear' })
  expect(kinds(decideReplay(orderedByAnswer(x, facts, 'last'), facts, policy))).toEqual(['begin-loan'])
  expect(outcome(decideReplay(orderedByAnswer(x, facts, 'before-returns'), facts, policy))).toMatchObject({
    kind: 'history-only',
  })
  const atOnce = { ...facts, looks: { ...facts.looks!, now: at('17 10:10') } }
  expect(kinds(decideReplay(x, atOnce, policy))).toEqual(['begin-loan'])
})

test('[RP43] lent at a place where others scan too, and still there by the system: it may have come back, so a person is asked; where nobody else scans it is lent', () => {
  const facts = factsOf([saw(shelf('MAIN'), '16 20:00', '17 18:00')])
  const x = { ...happening(lend()), branch: 'MAIN' }
  expect(outcome(decideReplay(x, facts, policy))).toMatchObject({ question: 'order-unclear' })
  const own = { ...facts, looks: { ...facts.looks!, unseen: { ...facts.looks!.unseen, ownBranches: ['MAIN'] } } }
  expect(kinds(decideReplay(x, own, policy))).toEqual(['begin-loan'])
})

test('[RP43] never seen before the scan: asked', () => {
  const asked = decideReplay(happening(takeBack()), factsOf([saw(onLoan(), '17 18:00', '17 18:00')]), policy)
  expect(outcome(asked)).toMatchObject({ question: 'order-unclear' })
})

test('[RP43] kept for somebody else, or to be caught on the way: asked; ready for this patron: lent', () => {
  const ready = factsOf([saw({ status: 'ready', place: 'BUS', holds: 1 }, '16 20:00', '17 18:00')])
  expect(outcome(decideReplay(happening(lend()), ready, policy))).toMatchObject({ question: 'kept-for-another' })
  const mine = { ...ready, patron: { ...ready.patron!, seen: { ready: ['X'] } } }
  expect(kinds(decideReplay(happening(lend()), mine, policy))).toEqual(['begin-loan'])
  const wanted = factsOf([saw(onLoan({ patronId: 'Bea', holds: 1 }), '16 20:00', '17 18:00')], 'Bea')
  expect(outcome(decideReplay(happening(lend({ takenFrom: 'Bea' })), wanted, policy))).toMatchObject({
    question: 'kept-for-another',
  })
})

test('[RP43] an undo is exact or asked', () => {
  const target = { happening: happening(lend()), outcome: { kind: 'applied' } } as const
  const id = { station: 'bus-1', epoch: '1-a', sequence: 7 }
  const undo = { ...happening({ kind: 'undo', target: id, why: 'mistyped' } as const), id: { ...id, sequence: 9 } }
  const written = [
    saw(shelf('MAIN'), '16 20:00', '17 12:00'),
    saw(onLoan({ patronId: 'Anna' }), '17 12:00', '17 18:00', 'bus-1/1-a/7'),
  ]
  const back = decideReplay(undo, { ...factsOf(written), target }, policy)
  expect(decided(back)?.actions).toMatchObject([{ kind: 'end-loan', patronId: 'Anna', branch: 'MAIN' }])
  expect(codes(back)).toEqual(['trace-stays'])
  const before = [saw(onLoan({ patronId: 'Bea' }), '16 20:00', '17 12:00'), ...written.slice(1)]
  expect(outcome(decideReplay(undo, { ...factsOf(before), target }, policy))).toMatchObject({ question: 'undo-not-exact' })
  const never = decideReplay(undo, { ...factsOf([saw(shelf(), '16 20:00', '17 18:00')]), target }, policy)
  expect(codes(never)).toEqual(['erased-before-upload'])
})

test('[RP50] as before: on the loan that was seen before the write, or where it lay; not where the copy would be caught on the way', () => {
  const target = { happening: happening(takeBack('Bea')), outcome: { kind: 'applied' } } as const
  const id = { station: 'bus-1', epoch: '1-a', sequence: 7 }
  const undo = { ...happening({ kind: 'undo', target: id, why: 'mistyped' } as const), id: { ...id, sequence: 9 } }
  const mark = 'bus-1/1-a/7'
  const returned = [saw(onLoan({ patronId: 'Bea' }), '16 20:00', '17 12:00'), saw(shelf(), '17 12:00', '17 18:00', mark)]
  const facts = { ...factsOf(returned), target }
  expect(outcome(decideReplay(undo, facts, policy))).toMatchObject({
    question: 'undo-not-exact',
    choices: ['look-for-it', 'as-before', 'take-back', 'done-by-hand', 'leave-as-is'],
  })
  const back = asBeforeByLooks(undo, facts)
  expect(decided(back)?.actions).toMatchObject([{ kind: 'begin-loan', patronId: 'Bea', dueOn: '2026-12-01' }])
  expect(codes(back)).toEqual(['fee-to-check', 'trace-stays', 'holds-to-check'])
  const caught = [returned[0]!, saw({ status: 'ready', place: 'BUS', holds: 1 }, '17 12:00', '17 18:00', mark)]
  expect(outcome(decideReplay(undo, { ...factsOf(caught), target }, policy))).toMatchObject({
    choices: ['look-for-it', 'take-back', 'done-by-hand', 'leave-as-is'],
  })
  // The desk believed that Bea had it, and her list did not name it: whose loan it was, nobody knows.
  const nobodys = [saw(onLoan({ notWith: ['Bea'] }), '16 20:00', '17 12:00'), returned[1]!]
  expect(outcome(decideReplay(undo, { ...factsOf(nobodys), target }, policy))).toMatchObject({
    choices: ['look-for-it', 'take-back', 'done-by-hand', 'leave-as-is'],
  })
  const lent = { happening: happening(lend()), outcome: { kind: 'applied' } } as const
  const wanted = [
    saw(shelf('MAIN'), '16 20:00', '17 12:00'),
    saw(onLoan({ patronId: 'Anna', holds: 1 }), '17 12:00', '17 18:00', mark),
  ]
  const home = asBeforeByLooks(undo, { ...factsOf(wanted), target: lent })
  expect(decided(home)?.actions).toMatchObject([{ kind: 'end-loan', patronId: 'Anna', branch: 'MAIN', full: true }])
})

test('[RP44] closing a loan that neither the hub wrote nor the desk saw rests on inference, and says so', () => {
  const unknown = decideReplay(happening(takeBack()), factsOf([saw(onLoan(), '16 20:00', '17 18:00')]), policy)
  expect(outcome(unknown)).toMatchObject({ kind: 'applied', inferred: true })
  const meant = decideReplay(
    happening(takeBack('Bea')),
    factsOf([saw(onLoan({ patronId: 'Bea' }), '16 20:00', '17 18:00')], 'Bea'),
    policy,
  )
  expect(outcome(meant)).toEqual({ kind: 'applied' })
  const taken = decideReplay(happening(lend()), factsOf([saw(onLoan(), '16 20:00', '17 18:00')]), policy)
  expect(kinds(taken)).toEqual(['end-loan', 'begin-loan'])
  expect(outcome(taken)).toMatchObject({ inferred: true })
})

test('[RP45] a fee that grows until the day of writing, and a queue that moved meanwhile, are noted', () => {
  const late = onLoan({ patronId: 'Bea', dueOn: '2026-11-16' })
  const facts = factsOf([saw({ ...late, holds: 1 }, '15 20:00', '17 18:00')], 'Bea')
  const decision = decideReplay(happening(takeBack('Bea'), '16 10:00'), facts, policy)
  expect(outcome(decision)).toMatchObject({
    kind: 'applied-with-note',
    notes: [
      { code: 'fee-to-check', barcode: 'X', patronId: 'Bea' },
      { code: 'holds-to-check', barcode: 'X' },
    ],
  })
  const inTime = factsOf([saw(onLoan({ patronId: 'Bea' }), '15 20:00', '17 18:00')], 'Bea')
  expect(outcome(decideReplay(happening(takeBack('Bea'), '17 10:00'), inTime, policy))).toEqual({ kind: 'applied' })
})

test('[RP42] whose loan it was is known up to the last look at that list, whatever the looks at the item show', () => {
  const asOf = (holderSeenAt: string) => [
    { ...saw(onLoan({ patronId: 'Anna' }), '14 20:00', '17 09:00'), holderSeenAt: at(holderSeenAt) },
    saw(onLoan({ notWith: ['Anna'] }), '17 18:00', '17 18:00'),
  ]
  const back = (holderSeenAt: string) =>
    decideReplay(happening(takeBack('Anna'), '16 10:00'), factsOf(asOf(holderSeenAt), 'Anna'), policy)
  expect(outcome(back('14 20:00'))).toMatchObject({ kind: 'needs-person', question: 'order-unclear' })
  expect(outcome(back('16 20:00'))).toMatchObject({ kind: 'history-only' })
})

test('[RP45] a loan that was renewed after its return ends all the same, once a person has said so: the renewal is void, and noted', () => {
  const seen = [
    saw(onLoan({ patronId: 'Bea' }), '15 20:00', '16 20:00'),
    saw(onLoan({ patronId: 'Bea', dueOn: '2026-12-20' }), '17 18:00', '17 18:00'),
  ]
  const x = happening(takeBack('Bea'), '16 10:00')
  // It may have been lent to her again as well.
  expect(outcome(decideReplay(x, factsOf(seen, 'Bea'), policy))).toMatchObject({ question: 'order-unclear' })
  const decision = decideReplay(orderedByAnswer(x, factsOf(seen, 'Bea'), 'last'), factsOf(seen, 'Bea'), policy)
  expect([kinds(decision), codes(decision)]).toEqual([['end-loan'], ['renewal-void']])
  const before = decideReplay(happening(takeBack('Bea'), '17 18:30'), factsOf(seen, 'Bea'), policy)
  expect(codes(before)).toEqual([])
})

test('[RP45] a renewal never shortens; what was declared lost on this patron’s list is found and lent anew, else asked', () => {
  const renew = happening({ kind: 'renewal', barcode: 'X', patronId: 'Anna', dueOn: '2026-12-08', overrides: [] } as const)
  const facts = (seen: ItemSeen) => factsOf([saw(seen, '16 20:00', '17 18:00')], 'Anna')
  expect(kinds(decideReplay(renew, facts(onLoan({ patronId: 'Anna' })), policy))).toEqual(['renew-loan'])
  const longer = decideReplay(renew, facts(onLoan({ patronId: 'Anna', dueOn: '2026-12-20' })), policy)
  expect([kinds(longer), codes(longer)]).toEqual([[], ['due-date-differs']])
  expect(outcome(decideReplay(renew, facts({ status: 'lost' }), policy))).toMatchObject({ question: 'declared-lost' })
  expect(kinds(decideReplay(renew, facts({ status: 'lost', patronId: 'Anna' }), policy))).toEqual(['take-in', 'begin-loan'])
  expect(codes(decideReplay(renew, facts(shelf()), policy))).toContain('renewal-void')
})

test('[RP43] a hold that was never written is not taken back from the system', () => {
  const request = { kind: 'hold-request', titleId: 't', card: 'card-Anna', patronId: 'Anna', pickup: { branch: 'BUS' } } as const
  const undo = happening({ kind: 'undo', target: { station: 'bus-1', epoch: '1-a', sequence: 7 }, why: 'mistyped' } as const)
  const facts = factsOf([])
  const after = (outcome: Outcome) => decideReplay(undo, { ...facts, target: { happening: happening(request), outcome } }, policy)
  expect(kinds(after({ kind: 'applied-with-note', notes: [{ code: 'erased-before-upload' }] }))).toEqual([])
  expect(kinds(after({ kind: 'applied-with-note', notes: [{ code: 'hold-asked-late' }] }))).toEqual(['cancel-hold'])
})
