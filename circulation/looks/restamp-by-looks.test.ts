import { expect, test } from 'vitest'
import { decideReplay } from '../decide-replay.ts'
import type { Transaction } from '../transaction.ts'
import { codes, decided, factsOf, happening, policy, saw, shelf } from './looked-at.fixture.ts'
import type { Sighting } from './sighting.ts'

const mark = 'bus-1/1-a/5'
const correction: Transaction = { kind: 'stop-correction', fromSequence: 5, toSequence: 5, branch: 'VILLAGE' }
const entry = { station: 'bus-1', epoch: '1-a', sequence: 5 }

function corrected(sightings: readonly Sighting[]) {
  const seen = { sightings, branch: 'VILLAGE', marks: [mark] }
  return decideReplay(happening(correction), { ...factsOf(sightings), corrected: [{ barcode: 'X', entry, seen }] }, policy)
}

test('[RP20] what lies where it was taken in is taken in anew at the right branch, also where a nightly job has given it to somebody else meanwhile', () => {
  const anew = [{ kind: 'take-in', barcode: 'X', branch: 'VILLAGE' }]
  const kept = { ...shelf(), status: 'ready' } as const
  expect(decided(corrected([saw(kept, '16 10:00', '16 20:00', mark)]))?.actions).toMatchObject(anew)
  const expired = [saw(kept, '16 10:00', '16 20:00', mark), saw(shelf(), '17 02:00', '17 18:00')]
  expect(decided(corrected(expired))?.actions).toMatchObject(anew)
})

test('[RP45] [RP20] what was seen elsewhere or on loan since stays as it is, and a note says so', () => {
  const taken = saw(shelf(), '16 10:00', '16 20:00', mark)
  for (const since of [
    saw(shelf('MAIN'), '17 02:00', '17 18:00'),
    saw({ status: 'on-loan', holds: 0 }, '17 02:00', '17 18:00'),
  ]) {
    const decision = corrected([taken, since])
    expect(decided(decision)?.actions).toEqual([])
    expect(codes(decision)).toEqual(['branch-differs'])
  }
})
