import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isContradictory } from './oracle/contradictory.ts'
import { planScript } from './world/plan-script.ts'
import { liveAndJudge, liveDays, reliveSaved } from './world/run-days.ts'
import { sabotages } from './world/sabotages.ts'
import type { Op, Script } from './world/script.ts'

const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index)

/** The same days, but every station is home after everything it does, and nothing fails. */
function withoutDelay(script: Script): Script {
  const atStation = (op: Op): op is Op & { desk: string } => 'desk' in op && op.desk !== 'MAIN' && op.do !== 'home'
  const troubles: readonly Op['do'][] = ['trouble', 'carry', 'deliver', 'set-clock', 'restart']
  const stations = script.stations.map(plan => ({ ...plan, aheadMs: 0, driftPpm: 0 }))
  const ops = script.ops
    .filter(op => !troubles.includes(op.do))
    .flatMap(op => [op, ...(atStation(op) ? [{ at: op.at, do: 'home', desk: op.desk, how: 'whole', share: 0 } as const] : [])])
  return { ...script, stations, ops }
}

test('days on which everybody is always online stand as the naive library says', async () => {
  for (const seed of range(1, 4)) expect((await liveAndJudge(withoutDelay(planScript(seed, 'hot')))).wrong).toEqual([])
}, 240_000)

test('days that are known: everything stands as if everybody had been online', async () => {
  const { figures, failing } = await liveDays(range(1, 16), 'hot')
  expect(failing).toEqual([])
  expect(figures.conflicts! / figures.transactions!).toBeGreaterThan(0.05)
}, 240_000)

test('replayed in the opposite order, days stand as they would have otherwise', async () => {
  const newestFirst = { replay: { order: async <T>(open: readonly T[]) => open.toReversed() } }
  expect((await liveDays(range(1, 4), 'hot', { sabotage: newestFirst })).failing).toEqual([])
}, 60_000)

/** Other days every day, the same all day long, so that what fails can be looked into. */
const today = Math.floor(Date.now() / 86_400_000) * 1000

test(`fresh days (seed ${today}): nothing lost, nothing doubled, nobody's newer loan closed, every book where it is`, async () => {
  const { figures } = await liveDays(range(today, 16), 'hot')
  const { lost, doubled, misplaced, wrongly_closed, wrong_dates, wrong_history } = figures
  expect({ lost, doubled, misplaced, wrongly_closed, wrong_dates, wrong_history }).toEqual({
    lost: 0,
    doubled: 0,
    misplaced: 0,
    wrongly_closed: 0,
    wrong_dates: 0,
    wrong_history: 0,
  })
}, 240_000)

// Where its own desks have seen the book since, the library system itself refuses to close the newer loan: only another bus’s loan shows the bug.
const five = [
  ['return-closes-newer-loan', 103],
  ['offset-flipped', 1],
  ['hold-ignored-on-return', 1],
  ['fee-from-replay-time', 1],
  ['undo-forgotten', 1],
] as const

test.each(five)(
  'the deliberate bug %s is found',
  async (name, from) => {
    const { failing } = await liveDays(range(from, 10), 'hot', { sabotage: sabotages[name]!, untilWrong: true })
    expect(failing.length).toBe(1)
  },
  240_000,
)

const folder = join(import.meta.dirname, 'regressions')
const saved = readdirSync(folder).filter(name => name.endsWith('.json'))

test.each(saved)('what once went wrong goes right: %s', async name => {
  const script: Script = JSON.parse(readFileSync(join(folder, name), 'utf8'))
  expect(await reliveSaved(script)).toEqual([])
})

describe('contradictory', () => {
  const scan = (from: number, to: number, effect: string, sequence?: number) => {
    return { from, to, effect, ...(sequence !== undefined && { journal: { name: 'bus', sequence } }) }
  }

  test('two that may have been last with different effects are; certain orders and equal effects are not', () => {
    expect(isContradictory([scan(0, 10, 'a'), scan(5, 15, 'b')])).toBe(true)
    expect(isContradictory([scan(0, 10, 'a'), scan(11, 15, 'b')])).toBe(false)
    expect(isContradictory([scan(0, 10, 'a'), scan(5, 15, 'a')])).toBe(false)
    expect(isContradictory([scan(0, 100, 'a', 1), scan(0, 100, 'b', 2)])).toBe(false)
  })

  test('what one journal orders, orders what lies between others too', () => {
    expect(isContradictory([scan(0, 100, 'a', 1), scan(90, 100, 'b', 2), scan(10, 80, 'c')])).toBe(false)
    expect(isContradictory([scan(0, 50, 'a', 1), scan(20, 50, 'b', 2), scan(40, 60, 'c')])).toBe(true)
  })
})
