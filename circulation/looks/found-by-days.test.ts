import { expect, test } from 'vitest'
import { type Asked, decideAnswer } from '../decide-answer.ts'
import { decideReplay } from '../decide-replay.ts'
import type { KnownScan } from '../evidence.ts'
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
import type { Sighting } from './sighting.ts'

test('[RP3] an earlier return behind one that waits ends the loan that it was of, not one that the same patron has got since', () => {
  const waiting: KnownScan = { kind: 'checkin', branch: 'BUS', at: at('17 11:00'), uncertaintyMs: 500, unsent: 'waiting' }
  const anew: KnownScan = {
    kind: 'checkout',
    patronId: 'Anna',
    branch: 'BUS',
    at: at('17 12:00'),
    uncertaintyMs: 500,
    mark: 'anew',
  }
  const had = saw(onLoan({ patronId: 'Anna' }), '16 20:00', '17 18:00')
  const has = [had, saw(onLoan({ patronId: 'Anna' }), '17 18:01', '17 18:01', 'anew')]
  expect(kinds(decideReplay(happening(takeBack('Anna')), factsOf([had], 'Anna', [waiting]), policy))).toEqual(['end-loan'])
  expect(kinds(decideReplay(happening(takeBack('Anna')), factsOf(has, 'Anna', [waiting, anew]), policy))).toEqual([])
})

test('[RP42] where all that may have been is a loan of the same patron, nobody is asked: it is theirs', () => {
  const carls = onLoan({ patronId: 'Carl', dueOn: '2026-11-20' })
  const seen = [{ ...carls, from: at('14 20:00'), to: at('16 20:00') }, saw(onLoan({ patronId: 'Anna' }), '17 18:00', '17 18:00')]
  const possible = factsOf(seen).item!.scans.map(scan => (scan.patronId === 'Anna' ? { ...scan, possible: true as const } : scan))
  const facts = factsOf(seen)
  const decision = decideReplay(happening(lend()), { ...facts, item: { ...facts.item!, scans: possible } }, policy)
  expect([kinds(decision), codes(decision)]).toEqual([[], ['due-date-differs', 'loan-not-recorded']])
})

test('[RP43] what came back and left again is left where the system has it: only the loan is written', () => {
  const seen = [saw(shelf('MAIN'), '16 20:00', '17 18:00')]
  const next: KnownScan = {
    kind: 'checkout',
    patronId: 'Bea',
    branch: 'BUS',
    at: at('17 11:00'),
    uncertaintyMs: 500,
    unsent: 'next',
  }
  // Asked about or not: the loan was later, and may have come back where the system has the item.
  for (const unsent of ['next', 'waiting'] as const) {
    const back = decideReplay(happening(takeBack()), factsOf(seen, undefined, [{ ...next, unsent }]), policy)
    expect([kinds(back), codes(back)]).toEqual([[], ['was-not-on-loan']])
  }
  expect(kinds(decideReplay(happening(takeBack()), factsOf(seen), policy))).toEqual(['take-in'])
})

test('[RP69] an answer about the order says nothing of what was first seen after it was given', () => {
  const seen = [saw(onLoan(), '15 20:00', '16 20:00'), saw(onLoan({ dueOn: '2026-12-08' }), '17 16:00', '17 18:00')]
  const waiting = { x: happening(takeBack(), '16 22:00'), facts: factsOf(seen) }
  const asked = outcome(decideReplay(waiting.x, waiting.facts, policy)) as Asked
  const answered = (time: string) => {
    const target = waiting.x.id
    const answer = { kind: 'answer', target, hash: 'h', question: 'order-unclear', choice: 'take-back' } as const
    return decideAnswer(happening(answer, time), asked, waiting, waiting, policy)
  }
  expect(answered('17 17:00')).toMatchObject({ kind: 'carried-out' })
  expect(answered('17 12:00')).toMatchObject({ kind: 'not-carried-out', why: 'decided-meanwhile' })
})

test('[RP50] what became history by what is taken back comes up again, also where an older scan was written after it', () => {
  const target = { happening: happening(takeBack(), '17 10:00'), outcome: { kind: 'applied' } } as const
  const undo = happening({ kind: 'undo', target: target.happening.id, why: 'mistyped' } as const, '17 11:00')
  const scan = { branch: 'BUS', uncertaintyMs: 500 } as const
  const scans: readonly KnownScan[] = [
    { ...scan, kind: 'checkin', at: at('15 10:00'), mark: 'older' },
    { ...scan, kind: 'checkout', patronId: 'Bea', at: at('16 10:00'), mark: 'made-history' },
  ]
  const sightings = [
    saw(shelf(), '14 20:00', '17 07:00'),
    saw(shelf(), '17 08:00', '17 12:00', 'older'),
    saw(shelf('MAIN'), '17 12:00', '17 18:00', 'bus-1/1-a/7'),
  ]
  const facts = { ...factsOf(sightings), target }
  const withScans = { ...facts, item: { ...facts.item!, scans } }
  expect(outcome(decideReplay(undo, withScans, policy))).toMatchObject({ question: 'undo-not-exact' })
  const began = { kind: 'begin-loan', patronId: 'Bea', at: at('16 10:00') }
  expect(decided(asBeforeByLooks(undo, withScans))?.actions).toMatchObject([began])
})

test('[RP50] the loan before a mistyped return begins anew when it had begun, where the system tells that', () => {
  const target = { happening: happening(takeBack(), '17 10:00'), outcome: { kind: 'applied' } } as const
  const undo = happening({ kind: 'undo', target: target.happening.id, why: 'mistyped' } as const, '17 11:00')
  const begins = (more: { readonly since?: string }) => {
    const sightings = [
      saw(onLoan({ patronId: 'Anna', ...more }), '14 20:00', '17 09:00'),
      saw(shelf(), '17 12:00', '17 18:00', 'bus-1/1-a/7'),
    ]
    const actions = decided(asBeforeByLooks(undo, { ...factsOf(sightings), target }))?.actions ?? []
    return actions.flatMap(one => (one.kind === 'begin-loan' ? one.at : []))
  }
  // A second later: the loan that was ended is told of, too.
  expect(begins({ since: at('10 09:00') })).toEqual(['2026-11-10T09:00:01Z'])
  expect(begins({})).toEqual([at('17 11:00')])
})

test('[RP42] what may hide a loan is asked about, wherever it shows: a newer one may end with a return', () => {
  const hidden = (place: string) => [
    saw(onLoan(), '15 20:00', '16 20:00'),
    saw({ status: 'not-lendable', place, holds: 0 }, '17 18:00', '17 18:00'),
  ]
  for (const place of ['BUS', 'MAIN']) {
    const shows = decideReplay(happening(takeBack()), factsOf(hidden(place)), policy)
    expect(outcome(shows)).toMatchObject({ kind: 'needs-person', question: 'order-unclear' })
  }
  const longSince = saw({ status: 'not-lendable', place: 'BUS', holds: 0 }, '16 20:00', '17 18:00')
  expect(kinds(decideReplay(happening(takeBack()), factsOf([longSince]), policy))).toEqual(['take-in'])
})

test('[RP50] a claim since does not hide what had become history; what somebody has had in hand since is not turned back', () => {
  const target = { happening: happening(takeBack(), '17 10:00'), outcome: { kind: 'applied' } } as const
  const undo = happening({ kind: 'undo', target: target.happening.id, why: 'mistyped' } as const, '17 11:00')
  const lent = { kind: 'checkout', patronId: 'Bea', branch: 'BUS', at: at('15 10:00'), uncertaintyMs: 500, mark: 'x' } as const
  const sightings = [
    saw(onLoan({ patronId: 'Anna' }), '14 20:00', '15 20:00'),
    saw(onLoan({ patronId: 'Anna', dueOn: '2026-12-08' }), '16 20:00', '17 12:00'),
    saw(shelf(), '17 12:00', '17 18:00', 'bus-1/1-a/7'),
  ]
  const withScans = (seen: readonly Sighting[]) => {
    const facts = factsOf(seen)
    return { ...facts, item: { ...facts.item!, scans: [lent] }, target }
  }
  expect(decided(asBeforeByLooks(undo, withScans(sightings)))?.actions).toMatchObject([{ kind: 'begin-loan', patronId: 'Bea' }])
  const since = [...sightings, saw(onLoan({ patronId: 'Carl' }), '17 19:00', '17 19:00')]
  expect(outcome(decideReplay(undo, withScans(since), policy))).toMatchObject({
    choices: ['look-for-it', 'take-back', 'done-by-hand', 'leave-as-is'],
  })
})

test('[RP42] what may have been a loan of the same patron, but long before, is not this one', () => {
  const seen = [
    saw(onLoan(), '13 20:00', '14 20:00'),
    saw(onLoan({ dueOn: '2026-12-08', patronId: 'Anna' }), '15 20:00', '16 08:00'),
    saw(shelf(), '16 09:00', '17 18:00', 'older'),
  ]
  expect(kinds(decideReplay(happening(lend()), factsOf(seen), policy))).toEqual(['begin-loan'])
})

test('[RP21] what came before a scan that waits for a person is written: that one may come to nothing', () => {
  const waits: KnownScan = { kind: 'checkin', branch: 'BUS', at: at('17 11:00'), uncertaintyMs: 500, unsent: 'waiting' }
  expect(
    kinds(decideReplay(happening(lend()), factsOf([saw(shelf(), '16 20:00', '17 18:00')], undefined, [waits]), policy)),
  ).toEqual(['begin-loan'])
})

test('[RP43] a loan of what the hub itself had taken back at another branch may have gone back there unseen, as any other', () => {
  const written = (place: string) => saw(shelf(place), '16 20:00', '17 18:00', 'bus-1/1-a/3')
  const lent = (seen: Sighting) => outcome(decideReplay(happening(lend()), factsOf([seen]), policy))
  expect(lent(written('MAIN'))).toMatchObject({ kind: 'needs-person', question: 'order-unclear' })
  expect(lent(written('BUS'))).toMatchObject({ kind: 'applied' })
  const { place: _, ...unplaced } = written('MAIN')
  expect(lent(unplaced)).toMatchObject({ kind: 'applied' })
})

test('[RP43] a return that nobody told of, before or after a loan, and then perhaps a second unseen: one word is of both', () => {
  const facts = factsOf([saw(onLoan(), '16 20:00', '16 20:00'), saw(shelf('MAIN'), '17 12:00', '17 18:00')])
  const x = happening(lend())
  expect(outcome(decideReplay(x, facts, policy))).toMatchObject({ question: 'order-unclear' })
  expect(kinds(decideReplay(orderedByAnswer(x, facts, 'last'), facts, policy))).toEqual(['begin-loan'])
  const back = decideReplay(orderedByAnswer(x, facts, 'before-returns'), facts, policy)
  expect(outcome(back)).toMatchObject({ kind: 'history-only' })
})
