import { expect, test } from 'vitest'
import type { HomeHub } from '../sync/connectors/hub/home-hub.ts'
import { live } from './world/live.ts'
import { planScript } from './world/plan-script.ts'
import { liveDays } from './world/run-days.ts'

const seeds = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index)

test('[OB8] buses whose hub on board is out of reach, dies anywhere and loses its disk: everything stands as if everybody had been online', async () => {
  const { figures, failing } = await liveDays(seeds(1, 8), 'hot', { sabotage: { boards: true } })
  expect(failing).toEqual([])
  expect(figures).toMatchObject({ lost: 0, doubled: 0, misplaced: 0, wrongly_closed: 0, silent_differences: 0 })
}, 120_000)

test('[OB2] what home decided at last is what the stations of a bus are told, each by the hash of its entry', async () => {
  const world = await live(planScript(11, 'hot'), { boards: true })
  for (const station of ['bus-1', 'bus-2', 'bus-3']) {
    const board = world.boards.get(station === 'bus-3' ? 'B' : 'A')!
    await board.replay()
    const atHome = last((await world.hub.outcomes(station, 0)).outcomes)
    const onBoard = last((await board.outcomes(station, 0)).outcomes)
    const written = (await world.stations.get(station)!.entries()).filter(({ hash }) => atHome.has(hash))
    expect(written.length).toBeGreaterThan(5)
    for (const { hash } of written) expect(onBoard.get(hash)).toBe(atHome.get(hash))
  }
}, 120_000)

/** Says of one upload in so many that it was taken, and does nothing. */
const drops = (home: HomeHub): HomeHub => {
  let calls = 0
  return {
    ...home,
    async pass(station, epoch, entries) {
      calls++
      const end = entries.at(-1) as { sequence: number; hash: string }
      if (calls % 5 === 0) return { have: { epoch, sequence: end.sequence, hash: end.hash } }
      return home.pass(station, epoch, entries)
    },
  }
}

/** Forgets to hand down every third answer. */
const mumbles = (home: HomeHub): HomeHub => {
  let calls = 0
  return {
    ...home,
    outcomes: async (station, since) => (++calls % 3 ? home.outcomes(station, since) : { cursor: since + 1, outcomes: [] }),
  }
}

test('[OB8] a line home that loses answers is found out: by what home lacks, by what the stations are not told', async () => {
  // What was only said to be taken is seen to be missing the next time, and sent again: nothing is lost for good.
  const dropped = await liveDays(seeds(1, 4), 'hot', { sabotage: { boards: true, line: drops } })
  expect(dropped.figures).toMatchObject({ lost: 0, doubled: 0 })
  const world = await live(planScript(11, 'hot'), { boards: true, line: mumbles })
  const missing = ['bus-1', 'bus-2', 'bus-3'].map(async station => {
    const board = world.boards.get(station === 'bus-3' ? 'B' : 'A')!
    await board.replay()
    const [atHome, onBoard] = [await world.hub.outcomes(station, 0), await board.outcomes(station, 0)]
    return last(atHome.outcomes).size - last(onBoard.outcomes).size
  })
  expect(Math.max(...(await Promise.all(missing)))).toBeGreaterThan(0)
}, 120_000)

function last(outcomes: readonly { readonly hash?: string; readonly outcome: object }[]): ReadonlyMap<string, string> {
  return new Map(outcomes.map(({ hash, outcome }) => [hash ?? '', JSON.stringify(outcome)]))
}
