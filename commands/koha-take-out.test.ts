import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readLibrary } from '../sync/connectors/files/read-library.node.ts'
import { servedKoha } from '../sync/connectors/koha/testing/served-koha.ts'
import { takeOutOfKoha } from './koha-take-out.node.ts'

const at = '2026-11-17T10:00:00Z'

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pysakki-take-out-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function settingsFor(url: string, folder: string): string {
  const file = join(folder, 'koha.json')
  const login = { by: 'oauth', clientId: 'bus-client', clientSecret: 'bus-secret' }
  writeFileSync(file, JSON.stringify({ url, login, library: 'BUS', ownBranches: ['BUS'], lostStatuses: { 4: 'missing' } }))
  return file
}

test.each(['newest', 'older', 'narrow'] as const)(
  '[KO17] a Koha of the %s release is taken out whole, and what a hub reads back is what Koha has',
  async release => {
    const { tables, url } = await servedKoha({ release })
    const items = Array.from({ length: 430 }, (_, index) => `M${index}`)
    await tables.write(
      [
        ...items.map(
          barcode =>
            ({
              kind: 'put-item',
              item: {
                barcode,
                titleId: `t-${barcode}`,
                title: 'T',
                homeBranch: 'MAIN',
                circulationStatus: barcode === 'M7' ? 'missing' : 'ok',
              },
            }) as const,
        ),
        {
          kind: 'put-loan',
          loan: { barcode: 'M1', patronId: 'Bea', lentAt: at, dueOn: '2026-12-15', renewals: 2, branch: 'MAIN' },
        },
        {
          kind: 'put-hold',
          hold: {
            holdId: 'h9',
            titleId: 't-M2',
            patronId: 'Anna',
            placedAt: at,
            pickup: { branch: 'BUS' },
            holdNumber: '9',
            state: { kind: 'waiting', barcode: 'M2' },
          },
        },
        {
          kind: 'put-hold',
          hold: {
            holdId: 'h10',
            titleId: 't-M3',
            patronId: 'Anna',
            placedAt: at,
            pickup: { branch: 'BUS' },
            holdNumber: '10',
            state: { kind: 'in-transit', barcode: 'M3' },
          },
        },
      ],
      'many',
    )
    const folder = newFolder()
    const out = join(folder, 'out')
    const said = await takeOutOfKoha(settingsFor(url, folder), out, () => at)
    expect(said.at(-1)).toContain(`registerAsOf: ${at}`)
    expect(statSync(join(out, 'patrons.csv')).mode & 0o777).toBe(0o600)
    const library = await readLibrary(out)
    expect(library.items.map(({ barcode }) => barcode).toSorted()).toEqual(
      [...tables.items.values()].map(({ barcode }) => barcode).toSorted(),
    )
    expect(library.patrons).toHaveLength(tables.patrons.size)
    const [rules] = library.basics.rules.sets
    const kohas = [
      { itemType: 'DVD', days: 7, renewals: 5, maxOfType: 10 },
      { days: 28, renewals: 5 },
    ]
    if (release === 'newest') expect(rules?.loanRules).toMatchObject(kohas)
    else expect(library.basics.rules.assumed).toBe(true)
    const loan = library.loans.find(({ barcode }) => barcode === 'M1')
    expect(loan).toMatchObject({ dueOn: '2026-12-15', renewals: 2, branch: 'MAIN', lentAt: at })
    expect(library.patrons.find(({ patronId }) => patronId === loan?.patronId)?.cards).toEqual(
      (await tables.patron('Bea'))?.cards,
    )
    expect(library.items.find(({ barcode }) => barcode === 'M7')?.circulationStatus).toBe('missing')
    const states = Object.fromEntries(
      library.holds.map(({ holdNumber, state }) => [state.kind === 'queued' ? holdNumber : state.barcode, state.kind]),
    )
    expect(states).toMatchObject({ M2: 'waiting', M3: 'in-transit' })
    expect(library.branches.map(({ branch, kind }) => [branch, kind])).toEqual([
      ['BUS', 'bookmobile'],
      ['MAIN', 'library'],
    ])
    await expect(takeOutOfKoha(settingsFor(url, folder), out, () => at)).rejects.toThrow(/holds library files already/)
  },
)

test('[KO17] where Koha breaks off in the middle no file is left that looks whole', async () => {
  const { url } = await servedKoha({
    fault: ({ name }, when) =>
      name === 'GET /patrons' && when === 'before' ? { status: 500, body: { error: 'broken' } } : undefined,
  })
  const folder = newFolder()
  const out = join(folder, 'out')
  await expect(takeOutOfKoha(settingsFor(url, folder), out, () => at)).rejects.toThrow(/500/)
  expect(readdirSync(out)).toEqual([])
  // Somebody's rules are not written over.
  writeFileSync(join(out, 'library.json'), '{}')
  await expect(takeOutOfKoha(settingsFor(url, folder), out, () => at)).rejects.toThrow(/holds library files already/)
  expect(readFileSync(join(out, 'library.json'), 'utf8')).toBe('{}')
  expect(readFileSync(join(folder, 'koha.json'), 'utf8')).toContain('bus-client')
})
