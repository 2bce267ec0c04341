import { expect, test } from 'vitest'
import { type Asked, decideAnswer } from '../decide-answer.ts'
import { decideReplay } from '../decide-replay.ts'
import type { KnownScan } from '../evidence.ts'
import { codes, decided, factsOf, happening, lend, onLoan, outcome, policy, saw, shelf, takeBack } from './looked-at.fixture.ts'
import type { Sighting } from './sighting.ts'

const undo = happening({ kind: 'undo', target: { station: 'bus-1', epoch: '1-a', sequence: 7 }, why: 'mistyped' }, '17 11:00')
const lent = { happening: happening(lend(), '17 10:00'), outcome: { kind: 'applied' } } as const
const kept = { kind: 'needs-person', question: 'kept-for-another', choices: ['try-again', 'leave-as-is'], where: 'here' } as const

test('[RP57] what the hub never wrote, but whose loan has been seen since, may have been entered by hand: not undone unasked', () => {
  const target = { ...lent, outcome: kept }
  const undone = (...sightings: readonly Sighting[]) => decideReplay(undo, { ...factsOf(sightings), target }, policy)
  const before = saw({ ...shelf(), status: 'ready', holds: 1 }, '16 20:00', '17 12:00')
  expect(outcome(undone(before, saw(onLoan({ patronId: 'Anna' }), '17 13:00', '17 18:00')))).toMatchObject({
    question: 'undo-not-exact',
  })
  expect(codes(undone(before, saw(onLoan({ patronId: 'Bea' }), '17 13:00', '17 18:00')))).toEqual(['erased-before-upload'])
  expect(codes(undone(saw(onLoan({ patronId: 'Anna' }), '16 20:00', '17 18:00')))).toEqual(['erased-before-upload'])
})

test('[RP57] a move that was seen to by hand is not taken for one that never was', () => {
  const move = {
    kind: 'move',
    barcode: 'X',
    target: undo.id,
    fromPatronId: 'Bea',
    card: 'card-Anna',
    patronId: 'Anna',
    dueOn: '2026-12-15',
  } as const
  const target = { happening: happening(move, '17 10:00'), outcome: kept }
  const sightings = [
    saw(onLoan({ patronId: 'Bea', holds: 1 }), '17 12:00', '17 12:00', 'bus-1/1-a/6'),
    saw(onLoan({ patronId: 'Anna', holds: 1 }), '17 18:00', '17 18:00'),
  ]
  expect(outcome(decideReplay(undo, { ...factsOf(sightings), target }, policy))).toMatchObject({ question: 'undo-not-exact' })
})

test('[RP68] whoever says that the book is here speaks of all that was seen until then', () => {
  const renewed = [
    saw(shelf(), '16 20:00', '17 12:00'),
    saw(onLoan({ patronId: 'Anna' }), '17 12:00', '17 12:00', 'bus-1/1-a/7'),
    saw(onLoan({ patronId: 'Anna', dueOn: '2026-12-08' }), '17 15:00', '17 18:00'),
  ]
  const facts = { ...factsOf(renewed), target: lent }
  const late = { ...undo, at: '2026-11-17T14:00:00Z' }
  const asked = outcome(decideReplay(late, facts, policy)) as Asked
  expect(asked.question).toBe('undo-not-exact')
  const answered = (time: string) => {
    const answer = { kind: 'answer', target: undo.id, hash: 'h', question: 'undo-not-exact', choice: 'take-back' } as const
    const back = { x: { ...late, transaction: { ...undo.transaction, why: 'book-is-here' as const } }, facts }
    const verdict = decideAnswer(happening(answer, time), asked, { x: late, facts }, back, policy)
    if (verdict.kind !== 'carried-out') throw new Error(verdict.why)
    return verdict.decision
  }
  expect(decided(answered('17 17:00'))?.actions).toMatchObject([{ kind: 'end-loan', patronId: 'Anna' }])
  expect(outcome(answered('17 14:30'))).toMatchObject({ kind: 'needs-person', question: 'order-unclear' })
})

test('[RP43] a return that was not written because a loan was to follow is written when that loan never was', () => {
  const scan = { uncertaintyMs: 500, branch: 'BUS' } as const
  const back = { ...scan, kind: 'checkin', at: '2026-11-17T09:59:00Z', mark: 'bus-1/1-a/6' } as const
  const target = { ...lent, outcome: { kind: 'applied-with-note', notes: [{ code: 'erased-before-upload' }] } } as const
  const undone = (place: string, more: readonly KnownScan[] = []) =>
    decideReplay(undo, { ...factsOf([saw(shelf(place), '16 20:00', '17 18:00')], undefined, [back, ...more]), target }, policy)
  expect(decided(undone('MAIN'))?.actions).toMatchObject([{ kind: 'take-in', branch: 'BUS' }])
  expect(codes(undone('MAIN'))).toEqual(['erased-before-upload'])
  expect(decided(undone('BUS'))?.actions).toEqual([])
  const later: KnownScan = { ...scan, kind: 'checkin', branch: 'MAIN', at: '2026-11-17T12:00:00Z', mark: 'bus-2/1-a/1' }
  expect(decided(undone('MAIN', [later]))?.actions).toEqual([])
})

test('[RP68] the book is here, said of a mistyped return that the system has elsewhere by now: it is taken in here', () => {
  const target = { happening: happening(takeBack(), '17 10:00'), outcome: { kind: 'applied' } } as const
  const here = { ...undo, transaction: { ...undo.transaction, why: 'book-is-here' as const } }
  const lies = (place: string) => [
    saw(shelf(), '16 20:00', '17 12:00'),
    saw(shelf(), '17 12:00', '17 12:30', 'bus-1/1-a/7'),
    saw(shelf(place), '17 12:30', '17 18:00', 'bus-1/1-a/8'),
  ]
  const said = (place: string) => decideReplay(here, { ...factsOf(lies(place)), target }, policy)
  // A corrected stop had put the return at the main library.
  expect(decided(said('MAIN'))?.actions).toMatchObject([{ kind: 'take-in', branch: 'BUS' }])
  expect(decided(said('BUS'))?.actions).toEqual([])
})
