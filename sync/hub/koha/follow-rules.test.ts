import { expect, test } from 'vitest'
import { kohaSettings } from '../../connectors/koha/configuration.ts'
import { demoSettings } from '../demo/demo-settings.ts'
import { rulesFollowed } from './follow-rules.ts'

const row = (itemType: string, kinds: Record<string, string>, library = '*') => {
  return { context: { library_id: library, patron_category_id: '*', item_type_id: itemType }, ...kinds }
}
const longer = [row('*', { issuelength: '21', renewalsallowed: '3', maxissueqty: '60' })]

/** A hub whose library lends for four weeks, beside a Koha with these rules. */
function hub(table: unknown, pull = {}) {
  const koha = { told: table, asked: 0 }
  const clock = { now: '2026-11-17T10:00:00Z' }
  const kept = { now: demoSettings('2026-11-17', false), puts: 0 }
  const troubles: string[] = []
  const login = { by: 'basic', user: 'bus', password: 'secret' }
  const follow = rulesFollowed({
    source: {
      async rules() {
        koha.asked++
        return koha.told
      },
    },
    settings: kohaSettings({ url: 'https://koha.example.org', login, library: 'BUS', pull }),
    library: {
      settings: async () => kept.now,
      putSettings: async settings => {
        kept.puts++
        kept.now = settings
      },
    },
    now: () => clock.now,
    trouble: what => void troubles.push(what),
  })
  return { koha, clock, kept, troubles, follow }
}

test('[KO24] loan periods, renewals and numbers of loans follow Koha, and what Koha does not tell stays', async () => {
  const { kept, follow } = hub(longer)
  const [{ feeBlockCents, groupCategories }] = kept.now.rules.sets as [(typeof kept.now.rules.sets)[number]]
  await follow()
  expect(kept.now.rules.sets[0]).toMatchObject({
    loanRules: [{ days: 21, renewals: 3 }],
    maxLoans: 60,
    feeBlockCents,
    groupCategories,
  })
  expect(kept.puts).toBe(1)
})

test('[KO24] what has not changed is not told to stations again, and the table is read once an hour', async () => {
  const { koha, clock, kept, follow } = hub(longer)
  await follow()
  await follow()
  expect([koha.asked, kept.puts]).toEqual([1, 1])
  clock.now = '2026-11-17T11:00:00Z'
  await follow()
  expect([koha.asked, kept.puts]).toEqual([2, 1])
  koha.told = [row('*', { issuelength: '14', renewalsallowed: '3' })]
  clock.now = '2026-11-17T12:00:00Z'
  await follow()
  expect(kept.now.rules.sets[0]).toMatchObject({ loanRules: [{ days: 14 }] })
  expect(kept.now.rules.sets[0]!.maxLoans).toBeUndefined()
})

test('[KO24] a rule that cannot be said is told when it is new; a Koha that tells none changes nothing', async () => {
  const { koha, clock, kept, troubles, follow } = hub(undefined)
  await follow()
  expect([kept.puts, troubles]).toEqual([0, []])
  koha.told = [...longer, row('KEY', { issuelength: '4', lengthunit: 'hours' })]
  clock.now = '2026-11-17T12:00:00Z'
  await follow()
  expect(troubles.join()).toContain('item type KEY: not lent by days')
})

test('[KO24] turned off, library.json stands and nothing is asked', async () => {
  const { koha, kept, follow } = hub(longer, { rules: false })
  await follow()
  expect([koha.asked, kept.puts]).toEqual([0, 0])
})
