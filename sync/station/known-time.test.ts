import { expect, test } from 'vitest'
import { knownTime } from './known-time.ts'
import { ScriptedSync } from './testing/scripted-sync.ts'
import { openTestStation, TestClock } from './testing/station.ts'

const asOf = '2026-11-17T06:00:00.000Z'
const met = { ms: 0, uncertaintyMs: 5, measuredAt: '2026-11-17T07:40:00.000Z', measuredAtMonotonicMs: 1000 }
const { measuredAtMonotonicMs: _, ...earlier } = met
const hour = 3_600_000

test.each([
  ['a right clock stays as it is', '2026-11-17T08:40:00.000Z', hour, met, undefined],
  ['a few minutes are nothing', '2026-11-17T08:36:00.000Z', hour, met, undefined],
  ['a clock that was wrong when the hub was met', '2026-11-17T08:40:00.000Z', hour, { ...met, ms: 3 * hour }, ['off', 3 * hour]],
  ['a clock set years ahead after the hub was met', '2036-11-17T08:40:00.000Z', hour, met, ['off', -315_619_200_000]],
  ['a clock set back after the hub was met', '2026-11-16T08:40:00.000Z', hour, met, ['off', 24 * hour]],
  ['a machine that slept over the week-end', '2026-11-20T08:40:00.000Z', hour, met, undefined],
  [
    'a dead battery, and no hub since the start',
    '2000-01-01T00:00:00.000Z',
    0,
    undefined,
    ['behind', Date.parse(asOf) - Date.parse('2000-01-01T00:00:00Z')],
  ],
  ['an offset of an earlier run says nothing', '2026-11-17T08:40:00.000Z', 0, earlier, undefined],
  ['a year that cannot be checked', '2028-11-17T08:40:00.000Z', 0, undefined, ['ahead', 0]],
] as const)('[DS34] %s', (_, wall, passedMs, offset, told) => {
  const known = knownTime(wall, 1000 + passedMs, offset, asOf)
  expect(known.clock).toEqual(told && { kind: told[0], addMs: told[1] })
  expect(Date.parse(known.instant)).toBe(Date.parse(wall) + (told?.[1] ?? 0))
})

test('[DS34] with a clock years ahead and the hub met, due dates are right, entries keep the raw time, and the clock is told', async () => {
  const sync = new ScriptedSync()
  const clock = new TestClock()
  const right = await openTestStation({}, { clock, sync })
  sync.set({ offset: { ms: 0, uncertaintyMs: 5, measuredAt: clock.now(), measuredAtMonotonicMs: clock.monotonicMs() } })
  await right.scan('2001')
  await right.scan('3001')
  expect(right.desk.status().clock).toBeUndefined()
  const [due] = await dueDates(right)

  clock.set('2036-11-17T07:40:00Z')
  await right.scan('3002')
  expect(await dueDates(right)).toEqual([due, due])
  expect(right.desk.status().clock).toEqual({ kind: 'off', addMs: expect.closeTo(-315_619_200_000, -5) })
  expect(right.desk.session().verdict?.fact?.detail?.key).not.toBe('detail.clock-in-doubt')
  const last = (await right.desk.entries()).findLast(({ transaction }) => transaction.kind === 'checkout')
  expect(last?.at.wall).toMatch(/^2036-/)
  expect((await right.desk.entries()).some(({ transaction }) => transaction.kind === 'clock-jump')).toBe(true)
})

test('[DS34] with a dead battery and no hub, the day is not before the register, and the due date says that it may be wrong', async () => {
  const clock = new TestClock()
  const day = clock.now()
  clock.set('2000-01-01T00:00:00Z')
  const at = await openTestStation({ asOf: day }, { clock })
  await at.scan('2001')
  await at.scan('3001')
  expect(at.desk.status().clock?.kind).toBe('behind')
  expect((await dueDates(at))[0]).toMatch(/^2026-1[12]-/)
  expect(at.desk.session().verdict?.fact?.detail).toEqual({ key: 'detail.clock-in-doubt' })
  expect((await at.desk.entries()).at(-1)?.at.wall).toMatch(/^2000-01-01/)
})

async function dueDates({ desk }: Awaited<ReturnType<typeof openTestStation>>): Promise<readonly string[]> {
  return (await desk.entries()).flatMap(({ transaction }) => (transaction.kind === 'checkout' ? [transaction.dueOn] : []))
}
