import { expect, test } from 'vitest'
import { kohaSettings } from './configuration.ts'
import { probeKoha } from './probe.ts'
import { at, lend } from './testing/one-loan.ts'
import { servedKoha } from './testing/served-koha.ts'

const login = { by: 'oauth', clientId: 'bus-client', clientSecret: 'bus-secret' }

test('[KO23] a Koha that a hub can work on is told to be one, with what it offers, and nothing is written', async () => {
  for (const release of ['newest', 'older'] as const) {
    const { url, contract } = await servedKoha({ release })
    const settings = kohaSettings({ url, login, library: 'BUS', ownBranches: ['BUS'] })
    const { found, wrong } = await probeKoha(settings, { now: () => at })
    expect(wrong).toEqual([])
    const told = found.join('\n')
    expect(told).toContain(release === 'newest' ? 'renewals: to the promised day' : "renewals: to Koha's own day")
    expect(told).toContain(release === 'newest' ? 'circulation rules: told' : 'circulation rules: not told')
    expect(told).toContain('branches: can be read (2)')
    expect(contract.heard.filter(({ name }) => !name.startsWith('GET '))).toEqual([])
  }
})

test('[KO23] a branch that Koha does not have, a right that is missing and hidden patrons are said', async () => {
  const no = { status: 403, body: { error: 'Authorization failure. Missing required permission(s).' } }
  const { url } = await servedKoha({
    fault: ({ name }, when) => {
      if (name === 'GET /holds' && when === 'before') return no
      if (name === 'GET /patrons' && when === 'after') return { status: 200, body: [{ patron_id: 51, cardnumber: null }] }
      return
    },
  })
  const { wrong } = await probeKoha(kohaSettings({ url, login, library: 'BUS', ownBranches: ['BUS9'] }), { now: () => at })
  expect(wrong).toEqual([
    'Koha has no branch BUS9',
    "Koha hides patrons from the hub's user: it needs view_borrower_infos_from_any_libraries",
    expect.stringContaining('holds: /holds: 403'),
  ])
})

test('[KO23] each report that the settings name is run once, and what is wrong with it is said', async () => {
  const { url } = await servedKoha({
    reports: { rows: { 101: [{ cardnumber: 'A', ends_on: '9999-12-31' }], 102: [{ item: 'A' }] } },
  })
  const reports = { restrictions: 101, deletedItems: 102 }
  const { found, wrong } = await probeKoha(kohaSettings({ url, login, library: 'BUS', reports }), { now: () => at })
  expect(found).toContain('report of restrictions: can be read')
  expect(wrong).toEqual([expect.stringMatching(/^report of deletedItems: .*\(report 102\): row 1: column/)])
})

test("[KO7] returns go over Koha-Suomi's SIP over HTTP as well", async () => {
  const { connector, tables } = await servedKoha({ returnsOver: 'http' })
  await connector.apply([lend], 'one')
  await connector.apply([{ kind: 'end-loan', barcode: 'X', patronId: 'Anna', at, branch: 'BUS', full: true }], 'two')
  expect(await tables.loan('X')).toBeUndefined()
  expect((await connector.itemEvidence('X')).seen?.status).toBe('in-house')
})
