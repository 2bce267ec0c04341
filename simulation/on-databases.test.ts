import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bothDatabases } from '../sync/hub/testing/both-databases.node.ts'
import { planScript } from './world/plan-script.ts'
import { liveAndJudge } from './world/run-days.ts'
import { sabotages } from './world/sabotages.ts'
import { type DaysDatabase, daysDatabase } from './world/stores-on-database.node.ts'

for (const where of bothDatabases())
  describe.skipIf(where.missing !== '')(`on ${where.name}`, () => {
    let database: DaysDatabase

    beforeAll(async () => {
      database = await daysDatabase(await where.open())
    }, 240_000)
    afterAll(async () => {
      await database?.close()
      await where.close()
    })

    // One lane, so that nothing but the stores differs.
    test.each([
      ['', {}],
      [' by looks', { evidence: 'sip2' }],
    ] as const)(
      'two days%s come to the same as in memory, also after the machine went down',
      async (_, setting) => {
        const script = planScript(4, 'hot', 2)
        const onDatabase = await liveAndJudge(script, setting, database.open)
        expect(onDatabase).toEqual(await liveAndJudge(script, setting))
        expect(onDatabase.figures.transactions).toBeGreaterThan(20)
      },
      120_000,
    )

    test('in two lanes everything stands as if everybody had been online, and a deliberate bug is found', async () => {
      const script = planScript(5, 'hot', 1)
      expect((await liveAndJudge(script, {}, database.open)).wrong).toEqual([])
      expect((await liveAndJudge(script, sabotages['arrival-counts-as-order'], database.open)).wrong).not.toEqual([])
    }, 120_000)
  })
