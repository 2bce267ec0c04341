import { expect, test } from 'vitest'
import type { Transaction } from '../../circulation/transaction.ts'
import { emptyTail, sealEntry, tailAfter } from '../journal/chain.ts'
import type { Entry, EntryTime } from '../journal/entry.ts'
import { correctedTimes } from './corrected-time.ts'

const minute = 60_000
const hour = 60 * minute
const start = Date.UTC(2026, 10, 17, 6)

/** An entry at a true time after the start, as a clock that is `aheadMs` off wrote it; `contactMs` is the true time of its last contact. */
interface Moment {
  readonly trueMs: number
  readonly aheadMs?: number
  readonly run?: string
  readonly runBeganMs?: number
  readonly contactMs?: number
  /** The clock's error at that contact. */
  readonly aheadAtContactMs?: number
  readonly sleptMs?: number
  readonly transaction?: Transaction
}

function journal(moments: readonly Moment[]): Entry[] {
  let tail = emptyTail('1')
  return moments.map(({ trueMs, aheadMs = 0, run = 'a', runBeganMs = 0, contactMs, sleptMs = 0, ...more }) => {
    const { aheadAtContactMs = aheadMs, transaction = { kind: 'signed-out', staffId: 's' } } = more
    const at: EntryTime = {
      wall: new Date(start + trueMs + aheadMs).toISOString(),
      zone: 'Europe/Helsinki',
      monotonicMs: trueMs - runBeganMs - sleptMs,
      run,
      ...(contactMs !== undefined && { offset: { ms: -aheadAtContactMs, uncertaintyMs: 100, ageMs: trueMs - contactMs } }),
    }
    const entry = sealEntry({ at, branch: 'BUS', environment: 'test', transaction }, tail, 'bus-1')
    tail = tailAfter(entry)
    return entry
  })
}

/** How far the truth is from the interval's middle, and its half-width, for each entry. */
function judged(moments: readonly Moment[], receivedMs?: number) {
  const received = receivedMs === undefined ? undefined : new Date(start + receivedMs).toISOString()
  const times = correctedTimes(journal(moments), () => received)
  return moments.map(({ trueMs }, index) => {
    const { at, uncertaintyMs } = times.get(index + 1)!
    return { offBy: Math.abs(Date.parse(at) - start - trueMs), within: uncertaintyMs }
  })
}

test('[RP30] wall clock plus offset, give or take its uncertainty and the drift since the contact', () => {
  const [soon, later] = judged([
    { trueMs: minute, aheadMs: 2 * hour, contactMs: 0 },
    { trueMs: 10 * hour, aheadMs: 2 * hour, contactMs: 0 },
  ])
  expect(soon).toEqual({ offBy: 0, within: 106 })
  expect(later).toEqual({ offBy: 0, within: 100 + 3600 })
})

test('[RP30] a contact counts for what came before it in the same run', () => {
  const [before] = judged([
    { trueMs: minute, aheadMs: hour },
    { trueMs: 2 * minute, aheadMs: hour, contactMs: 2 * minute },
  ])
  expect(before).toEqual({ offBy: 0, within: 106 })
})

test('[RP30] a clock set wrong after the contact is seen through by the monotonic clock', () => {
  const [, jump, after] = judged([
    { trueMs: minute, contactMs: 0 },
    {
      trueMs: 2 * minute,
      aheadMs: -5 * hour,
      contactMs: 0,
      aheadAtContactMs: 0,
      transaction: { kind: 'clock-jump', wallMs: minute - 5 * hour, monotonicMs: minute },
    },
    { trueMs: 3 * minute, aheadMs: -5 * hour, contactMs: 0, aheadAtContactMs: 0 },
  ])
  expect(jump!.offBy).toBe(0)
  expect(after).toEqual({ offBy: 0, within: 118 })
})

test('[RP30] a clock that jumps and jumps back between contacts is seen through too', () => {
  const there = { aheadMs: 3 * hour, contactMs: 0, aheadAtContactMs: 0 }
  const truth = judged([
    { trueMs: minute, contactMs: 0 },
    { trueMs: 2 * minute, ...there },
    { trueMs: 3 * minute, contactMs: 0 },
    { trueMs: 4 * minute, contactMs: 4 * minute },
  ])
  for (const { offBy, within } of truth) expect(offBy).toBeLessThanOrEqual(within)
  expect(truth[2]!.within).toBeLessThan(1000)
})

test('[RP30] sleep, in which the monotonic clock stands still, widens the interval until the next contact and never misses the truth', () => {
  const slept = { sleptMs: hour, contactMs: 0 }
  const [, awake] = judged([
    { trueMs: minute, contactMs: 0 },
    { trueMs: 2 * hour, ...slept },
  ])
  expect(awake!.within).toBeGreaterThan(hour / 2 - minute)
  expect(awake!.offBy).toBeLessThanOrEqual(awake!.within)
  const [, known] = judged([
    { trueMs: minute, contactMs: 0 },
    { trueMs: 2 * hour, ...slept },
    { trueMs: 2 * hour + minute, sleptMs: hour, contactMs: 2 * hour + minute },
  ])
  expect(known!.within).toBeLessThan(1000)
  expect(known!.offBy).toBeLessThanOrEqual(known!.within)
})

test("[RP30] a run without a contact is bounded by its neighbours and by the hub's receipt", () => {
  const alone = { run: 'b', runBeganMs: 3 * hour, aheadMs: -9 * 365 * 24 * hour }
  const [, between] = judged([
    { trueMs: 2 * hour, contactMs: 2 * hour },
    { trueMs: 4 * hour, ...alone },
    { trueMs: 6 * hour, run: 'c', runBeganMs: 5 * hour, contactMs: 6 * hour },
  ])
  expect(between!.offBy).toBeLessThanOrEqual(between!.within)
  expect(between!.within).toBeLessThan(2 * hour + minute)
  const [, received] = judged(
    [
      { trueMs: 2 * hour, contactMs: 2 * hour },
      { trueMs: 4 * hour, ...alone },
    ],
    5 * hour,
  )
  expect(received!.offBy).toBeLessThanOrEqual(received!.within)
  expect(received!.within).toBeLessThan(1.5 * hour + minute)
})

test('[RP30] a clock that only its neighbours bound is right as far as they let it be, and no further on either side', () => {
  const moments = [
    { trueMs: 2 * hour, contactMs: 2 * hour },
    { trueMs: 9 * hour, run: 'b', runBeganMs: 3 * hour, aheadMs: -6 * hour },
    { trueMs: 10 * hour, run: 'c', runBeganMs: 9.5 * hour, contactMs: 10 * hour },
  ]
  const { at, uncertaintyMs, within } = correctedTimes(journal(moments)).get(2)!
  expect(Date.parse(at) - start).toBe(3 * hour)
  expect(uncertaintyMs).toBeGreaterThan(6 * hour)
  expect(within!.from - start).toBeGreaterThan(2 * hour - minute)
  expect(within!.to - start).toBeLessThan(10 * hour + minute)
})

test('[RP30] set right before the last contact and wrong after it, with no entry between: the next run is not put too late', () => {
  const day = 24 * hour
  const set = { contactMs: 30 * hour, aheadAtContactMs: -9 * hour, aheadMs: 21 * day }
  const [, , , next] = judged(
    [
      { trueMs: minute, contactMs: 0, aheadAtContactMs: 0 },
      { trueMs: 7 * hour, contactMs: 0, aheadAtContactMs: 0, aheadMs: -9 * hour },
      { trueMs: 40 * hour, ...set },
      { trueMs: 42 * hour, ...set, run: 'b', runBeganMs: 41 * hour },
    ],
    70 * hour,
  )
  expect(next!.offBy).toBeLessThanOrEqual(next!.within)
})

test('[RP30] an offset that would put an entry after its receipt is not believed', () => {
  const [entry] = judged([{ trueMs: hour, aheadMs: 48 * hour, contactMs: 0, aheadAtContactMs: 0 }], 2 * hour)
  expect(entry!.offBy).toBeLessThanOrEqual(entry!.within)
})
