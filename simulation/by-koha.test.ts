import { expect, test } from 'vitest'
import { planScript } from './world/plan-script.ts'
import { liveAndJudge } from './world/run-days.ts'
import { sabotages } from './world/sabotages.ts'

test.each([
  // Over sockets.
  ['koha', 10],
  ['koha-dated', 4],
] as const)(
  '[KO19] [KO25] days on a Koha (%s), by the connector’s own requests to a server that fails now and then: nothing lost, doubled, silent or misplaced',
  async (evidence, seed) => {
    const { figures, wrong } = await liveAndJudge(planScript(seed, 'hot', 2), { evidence })
    expect(wrong).toEqual([])
    expect(figures).toMatchObject({ lost: 0, doubled: 0, silent_differences: 0, misplaced: 0, wrongly_closed: 0 })
    expect(figures).toMatchObject({ undeclared_dates: 0, undeclared_fees: 0 })
    expect(figures.transactions).toBeGreaterThan(30)
  },
  120_000,
)

test.each([
  ['koha-loan-from-now', 4, 'undeclared_dates'],
  ['koha-renewal-forgotten', 11, 'undeclared_dates'],
  ['koha-fee-until-now', 11, 'undeclared_fees'],
] as const)(
  '[KO25] the deliberate bug %s is found',
  async (name, seed, figure) => {
    const script = planScript(seed, 'hot', 2)
    const { evidence } = sabotages[name]!
    expect((await liveAndJudge(script, { evidence: evidence! })).wrong).toEqual([])
    const { wrong } = await liveAndJudge(script, sabotages[name])
    expect(wrong.map(one => one.split(' ')[0])).toContain(figure)
  },
  120_000,
)

test('[KO15] [RP45] calm days on a Koha that once broke a promise after a lost answer, and charged a day too many by a clock that had jumped', async () => {
  const { figures, wrong } = await liveAndJudge(planScript(5_100_012, 'calm', 5), { evidence: 'koha-dated' })
  expect(wrong).toEqual([])
  expect(figures).toMatchObject({ lost: 0, doubled: 0, silent_differences: 0, misplaced: 0, wrongly_closed: 0, wrong_dates: 0 })
}, 120_000)
