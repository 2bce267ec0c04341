import { expect, test } from 'vitest'
import { decideReplay } from '../decide-replay.ts'
import { asBeforeByLooks } from './as-before-by-looks.ts'
import {
  at,
  codes,
  decided,
  factsOf,
  happening,
  lend,
  looksAlone,
  onLoan,
  policy,
  saw,
  shelf,
  takeBack,
} from './looked-at.fixture.ts'
import { inFavour } from './view.ts'

const day = 86_400_000

/** Anna has X since the 10th; the system takes the day of a return, or not. */
function toldUntil(uncertaintyMs: number, { backdatedCheckin = true } = {}) {
  const facts = factsOf(
    [saw(onLoan({ patronId: 'Anna', since: at('10 09:00'), dueOn: '2026-11-12' }), '12 20:00', '17 18:00')],
    'Anna',
  )
  const looks = { ...facts.looks!, can: { ...looksAlone, backdatedCheckin } }
  const x = happening(takeBack('Anna'), '15 10:00', uncertaintyMs)
  const [action] = decided(decideReplay(x, { ...facts, looks }, policy))?.actions ?? []
  return action?.kind === 'end-loan' ? (action.feeUntil ?? action.at) : undefined
}

test('[RP45] a system that takes the day of a return is told the earliest on which it may have come back, never one before its loan', () => {
  expect(toldUntil(0)).toBe(at('15 10:00'))
  expect(toldUntil(2 * day)).toBe('2026-11-13T10:00:00Z')
  const now = saw(onLoan({ patronId: 'Anna', since: at('14 09:00') }), '14 20:00', '17 18:00')
  const looks = { ...factsOf([now]).looks!, can: { ...looksAlone, backdatedCheckin: true } }
  const view = {
    barcode: 'X',
    placing: { kind: 'last', at: at('15 10:00') },
    sightings: [now],
    now,
    inferred: false,
    scans: [],
    looks,
  } as const
  const scan = { kind: 'checkin', branch: 'BUS', at: at('15 10:00'), uncertaintyMs: 2 * day } as const
  expect(inFavour(scan, view)).toEqual({ feeUntil: '2026-11-14T09:00:01Z' })
  expect(toldUntil(2 * day, { backdatedCheckin: false })).toBe(at('15 10:00'))
})

test('[RP45] so it is where the item is lent by a desk that took it from somebody', () => {
  const facts = factsOf([saw(onLoan({ patronId: 'Bea', since: at('10 09:00') }), '12 20:00', '17 18:00')], 'Bea')
  const looks = { ...facts.looks!, can: { ...looksAlone, backdatedCheckin: true } }
  const decision = decideReplay(happening(lend({ takenFrom: 'Bea' }), '15 10:00', day), { ...facts, looks }, policy)
  expect(decided(decision)?.actions[0]).toMatchObject({ kind: 'end-loan', feeUntil: '2026-11-14T10:00:00Z' })
})

test('[RP45] so it is for what was declared lost, which such a system keeps on its loan', () => {
  const lost = { status: 'lost', patronId: 'Bea', since: at('10 09:00') } as const
  const facts = factsOf([saw(lost, '12 20:00', '17 18:00')], 'Bea')
  const looks = { ...facts.looks!, can: { ...looksAlone, backdatedCheckin: true } }
  for (const transaction of [takeBack('Bea'), lend({ takenFrom: 'Bea' })]) {
    const decision = decideReplay(happening(transaction, '15 10:00', day), { ...facts, looks }, policy)
    expect(decided(decision)?.actions[0]).toMatchObject({ kind: 'take-in', at: at('15 10:00'), feeUntil: '2026-11-14T10:00:00Z' })
  }
})

test('[RP45] a loan that never was, or was another patron’s, costs nothing: it ends as it began, or says that the fee is to be checked', () => {
  const mark = 'bus-1/1-a/7'
  const lent = { happening: happening(lend({ dueOn: '2026-11-13' }), '12 10:00'), outcome: { kind: 'applied' } } as const
  const id = lent.happening.id
  const on = (dueOn: string) => saw(onLoan({ patronId: 'Anna', since: at('12 10:00'), dueOn }), '12 20:00', '17 18:00', mark)
  const scan = {
    kind: 'checkout',
    branch: 'BUS',
    at: at('12 10:00'),
    uncertaintyMs: 0,
    mark,
    entry: id,
    patronId: 'Anna',
  } as const
  const mistyped = { kind: 'undo', target: id, why: 'mistyped' } as const
  const move = {
    kind: 'move',
    barcode: 'X',
    target: id,
    fromPatronId: 'Anna',
    card: 'card-Bea',
    patronId: 'Bea',
    dueOn: '2026-12-15',
  } as const
  const ended = (transaction: typeof mistyped | typeof move, backdatedCheckin: boolean, dueOn = '2026-11-13') => {
    const facts = factsOf([saw(shelf(), '11 20:00', '12 09:00'), on(dueOn)], undefined, [scan])
    const looks = { ...facts.looks!, can: { ...looksAlone, backdatedCheckin } }
    const patron = { ...facts.patron!, patron: { ...facts.patron!.patron!, patronId: 'Bea', cards: ['card-Bea'] } }
    const x = { ...happening(transaction, '17 11:00'), id: { ...id, sequence: 9 } }
    const decision = decideReplay(x, { ...facts, looks, patron, target: lent }, policy)
    const [action] = decided(decision)?.actions ?? []
    return [action?.kind === 'end-loan' && (action.feeUntil ?? action.at), codes(decision).includes('fee-to-check')]
  }
  for (const undone of [mistyped, move]) {
    expect(ended(undone, true)).toEqual(['2026-11-12T10:00:01Z', false])
    expect(ended(undone, false)).toEqual([at('17 11:00'), true])
    expect(ended(undone, false, '2026-11-17')).toEqual([at('17 11:00'), false])
  }
})

test('[RP45] so it is where a person says that all stands as before a mistyped loan', () => {
  const mark = 'bus-1/1-a/7'
  const target = { happening: happening(lend({ dueOn: '2026-11-13' }), '12 10:00'), outcome: { kind: 'applied' } } as const
  const undo = happening({ kind: 'undo', target: target.happening.id, why: 'mistyped' } as const, '17 11:00')
  const x = { ...undo, id: { ...undo.id, sequence: 9 } }
  const stood = [
    saw(onLoan({ patronId: 'Bea', since: at('10 09:00') }), '10 20:00', '12 09:00'),
    saw(onLoan({ patronId: 'Anna', since: at('12 10:00'), dueOn: '2026-11-13' }), '12 20:00', '17 18:00', mark),
  ]
  const facts = factsOf(stood)
  const back = (backdatedCheckin: boolean) =>
    asBeforeByLooks(x, { ...facts, looks: { ...facts.looks!, can: { ...looksAlone, backdatedCheckin } }, target })
  expect(decided(back(true))?.actions[0]).toMatchObject({ kind: 'end-loan', feeUntil: '2026-11-12T10:00:01Z' })
  const fees = (backdatedCheckin: boolean) => {
    const became = decided(back(backdatedCheckin))?.outcome
    return became && 'notes' in became ? became.notes.flatMap(one => (one.code === 'fee-to-check' ? one.patronId : [])) : []
  }
  expect(fees(true)).toEqual(['Bea'])
  expect(fees(false)).toEqual(['Bea', 'Anna'])
})
