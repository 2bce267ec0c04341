import { expect, test } from 'vitest'
import { decideReplay } from '../decide-replay.ts'
import { at, decided, factsOf, happening, lend, looksAlone, onLoan, policy, saw, takeBack } from './looked-at.fixture.ts'
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
