import { expect, test } from 'vitest'
import type { Action, ItemSeen } from '../evidence.ts'
import { notesOfLateWrite, type Shown, wasDone } from './after-write.ts'
import { onLoan, shelf } from './looked-at.fixture.ts'

const shown = (item: ItemSeen): Shown => ({ item: () => item, patron: () => undefined })
const back: Action = { kind: 'end-loan', barcode: 'X', at: '2026-11-17T10:00:00Z', branch: 'BUS', full: true }

test('[RP46] a return shows by where it lies; caught for somebody, also where nobody says where that is', () => {
  const done = (now: ItemSeen) => wasDone([back], shown(onLoan()), shown(now))
  expect(done(shelf('BUS'))).toBe(true)
  expect(done(shelf('MAIN'))).toBe(false)
  expect(done(onLoan({ dueOn: '2026-12-20' }))).toBe(false)
  expect(done({ status: 'in-transit' })).toBe(true)
  expect(done({ status: 'in-transit', place: 'MAIN' })).toBe(false)
})

test('[RP45] what was done long after it was sent may have cost more, and the queue may have moved; soon after, it has not', () => {
  const codes = (item: ItemSeen, now: string) =>
    notesOfLateWrite([back], shown(item), '2026-11-17T18:00:00Z', now).map(({ code }) => code)
  expect(codes(onLoan({ dueOn: '2026-11-18', holds: 1 }), '2026-11-20T08:00:00Z')).toEqual(['fee-to-check', 'holds-to-check'])
  expect(codes(onLoan({ dueOn: '2026-12-18' }), '2026-11-20T08:00:00Z')).toEqual([])
  expect(codes(onLoan({ dueOn: '2026-11-18', holds: 1 }), '2026-11-17T18:00:30Z')).toEqual([])
})
