import { expect, test } from 'vitest'
import { followOnce } from './follow-koha.ts'
import { following } from './following.fixture.ts'

const numbers = { restrictions: 101, deletedItems: 102, deletedPatrons: 103, closedDays: 104 }
const card = 'card-Bea'

/** A Koha with the plugin and empty reports, and a hub that reads them. */
async function reporting(rows: Record<number, unknown> = {}, of: Partial<typeof numbers> = numbers, more = {}) {
  const reports = {
    rows: { 101: [], 102: [], 103: [], 104: [], ...rows } as Record<number, unknown>,
    user: undefined as undefined | 'no-right' | 'not-listed',
  }
  const beside = await following({ reports }, more, of as Record<string, number>)
  const { tables } = beside
  const bar = async (blocks: readonly 'barred'[]) =>
    tables.write([{ kind: 'put-patron', patron: { ...(await tables.patron('Bea'))!, blocks } }], `bar-${blocks.length}`)
  return { ...beside, plugin: reports, bar, bea: () => beside.register.patronByCard(card) }
}

test('[KO26] a restriction ends in the register on the day before the one that Koha writes; the latest counts, and one of 9999 does not end', async () => {
  const { ports, plugin, bar, bea, laterAt } = await reporting({ 101: [{ cardnumber: card, ends_on: '2026-11-26' }] })
  await bar(['barred'])
  await followOnce(ports)
  expect(await bea()).toMatchObject({ blocks: ['barred'], barredUntil: '2026-11-25' })
  plugin.rows[101] = ['9999-12-31', '2026-11-26'].map(ends_on => ({ cardnumber: card, ends_on }))
  await laterAt('2026-11-18T13:00:00Z')
  expect(await bea()).toMatchObject({ blocks: ['barred'] })
  expect(await bea()).not.toHaveProperty('barredUntil')
})

test('[KO26] that somebody is restricted is the word of Koha itself: whom a report names, or names no longer, is looked at, before any pull', async () => {
  const { ports, plugin, bar, bea, laterAt } = await reporting({ 101: [{ cardnumber: card, ends_on: '2026-12-24' }] }, numbers, {
    everyMinutes: 1440,
  })
  await followOnce(ports)
  expect((await bea())?.blocks).toEqual([])
  await bar(['barred'])
  await laterAt('2026-11-18T13:00:00Z')
  expect(await bea()).toMatchObject({ blocks: ['barred'], barredUntil: '2026-12-23' })
  await bar([])
  plugin.rows[101] = []
  await laterAt('2026-11-18T14:00:00Z')
  expect(await bea()).toMatchObject({ blocks: [] })
  expect(await bea()).not.toHaveProperty('barredUntil')
})

test('[KO26] where the report fails, a restriction that is read from then on has no end', async () => {
  const { ports, plugin, bar, bea, laterAt } = await reporting({ 101: [{ cardnumber: card, ends_on: '2026-11-26' }] })
  await bar(['barred'])
  await followOnce(ports)
  plugin.user = 'no-right'
  await bar(['barred'])
  await laterAt('2026-11-18T13:00:00Z')
  expect(await bea()).toMatchObject({ blocks: ['barred'] })
  expect(await bea()).not.toHaveProperty('barredUntil')
})

test('[KO27] what Koha has deleted goes within the hour, and only what Koha itself shows no longer', async () => {
  const { ports, plugin, tables, register, laterAt, reports } = await reporting()
  await followOnce(ports)
  tables.items.delete('Y')
  tables.patrons.delete('Carl')
  tables.version++
  plugin.rows[102] = [{ barcode: 'y' }, { barcode: 'X' }, { barcode: 'unknown' }]
  plugin.rows[103] = [{ cardnumber: 'card-Carl' }, { cardnumber: card }]
  await laterAt('2026-11-18T12:59:00Z')
  expect((await register.item('Y'))?.circulationStatus).toBe('ok')
  await laterAt('2026-11-18T13:00:00Z')
  expect((await register.item('Y'))?.circulationStatus).toBe('withdrawn')
  expect((await register.item('X'))?.circulationStatus).toBe('ok')
  expect(await register.patronByCard('card-Carl')).toBeUndefined()
  expect(JSON.stringify([...register.patrons.values()])).not.toContain('Carl')
  expect((await register.patronByCard(card))?.blocks).toEqual([])
  expect(reports.wrong()).toEqual({})
  const { version } = register
  await laterAt('2026-11-18T14:00:00Z')
  expect(register.version).toBe(version)
})

test('[KO27] a report that lists very much takes nothing out, and asks Koha for none of it', async () => {
  const { ports, plugin, tables, register, laterAt, troubles } = await reporting()
  await followOnce(ports)
  for (const barcode of ['X', 'Y', 'Z']) tables.items.delete(barcode)
  plugin.rows[102] = ['X', 'Y', 'Z'].map(barcode => ({ barcode }))
  await laterAt('2026-11-18T13:00:00Z')
  expect(troubles).toEqual([expect.stringMatching(/^reports\.deletedItems \(report 102\): it speaks of 3 rows/)])
  expect((await register.item('X'))?.circulationStatus).toBe('ok')
})

test('[KO28] the closed days of the branches that a report names follow it from today on; others stay, and so does what is past', async () => {
  const { ports, plugin, kept, laterAt } = await reporting()
  const [own, other] = kept.now.branches
  kept.now = {
    ...kept.now,
    branches: kept.now.branches.map(one => ({ ...one, closedOn: ['2026-11-01', '2026-12-06'] })),
  }
  plugin.rows[104] = ['2026-12-24', '2026-12-24', '2026-11-02'].map(closed_on => ({ branchcode: own!.branch, closed_on }))
  await followOnce(ports)
  const closed = (branch: string) => kept.now.branches.find(one => one.branch === branch)?.closedOn
  expect(closed(own!.branch)).toEqual(['2026-11-01', '2026-12-24'])
  expect(closed(other!.branch)).toEqual(['2026-11-01', '2026-12-06'])
  await laterAt('2026-11-18T13:00:00Z')
  expect(kept.puts).toBe(1)
})

test.each([
  [{ 101: [{ cardnumber: '1', ends_on: '2026-12-01', address: 'x' }] }, 'row 1: column address is not one of this report'],
  [{ 101: [{ cardnumber: '1' }] }, 'row 1: column ends_on is missing'],
  [
    {
      101: [
        { cardnumber: '1', ends_on: '9999-12-31' },
        { cardnumber: '2', ends_on: '31.12.2026' },
      ],
    },
    'row 2: column ends_on: expected a day',
  ],
  [{ 101: ['x'] }, 'row 1: it is no row'],
  [{ 101: '<!DOCTYPE html><html>' }, 'the answer is a page or a text'],
  [{ 101: {} }, 'the answer is not a list'],
  [{ 101: Array(100_001).fill(0) }, 'it has more than 100000 rows'],
])('[KO29] a report that is not as it must be is told by its key and column, and the pull goes on: %#', async (rows, said) => {
  const { ports, register, troubles, reports } = await reporting(rows)
  await followOnce(ports)
  expect(troubles).toEqual([expect.stringContaining(`reports.restrictions (report 101): ${said}`)])
  expect(reports.wrong()).toEqual({ reports: { restrictions: troubles[0] } })
  expect(JSON.stringify(reports.wrong())).not.toContain('31.12.2026')
  expect(register.items.size).toBe(3)
  expect(await ports.memory.ended('pull')).toBe('2026-11-18T12:00:00Z')
})

test('[KO29] a wrong number and a missing right are told once, and no more when they are mended', async () => {
  const { ports, plugin, laterAt, troubles, reports } = await reporting({}, { deletedItems: 999 })
  await followOnce(ports)
  await laterAt('2026-11-18T13:00:00Z')
  expect(troubles).toEqual(['reports.deletedItems (report 999): Koha has no report of this number (404)'])
  for (const [user, said] of [
    ['no-right', /^reports\.deletedItems \(report 999\): the hub's user may not run it .*plugins:report.*Missing required/],
    ['not-listed', /^reports\.deletedItems \(report 999\): the hub's user may not run it .*configuration.*Forbidden/],
  ] as const) {
    plugin.user = user
    troubles.length = 0
    await laterAt(user === 'no-right' ? '2026-11-18T14:00:00Z' : '2026-11-18T15:00:00Z')
    expect(troubles).toEqual([expect.stringMatching(said)])
  }
  plugin.user = undefined
  plugin.rows[999] = []
  await laterAt('2026-11-18T15:09:00Z')
  expect(troubles).toHaveLength(1)
  await laterAt('2026-11-18T15:10:00Z')
  expect(reports.wrong()).toEqual({})
})

test('[KO29] without the plugin it is said, and without the option nothing is asked', async () => {
  const without = await following({}, {}, { closedDays: 4 })
  await followOnce(without.ports)
  expect(without.troubles).toEqual([expect.stringMatching(/^reports\.closedDays \(report 4\): this Koha has not .* plugin$/)])
  const { ports, contract } = await reporting({}, {})
  await followOnce(ports)
  expect(contract.heard.filter(({ name }) => name.includes('reportservices'))).toEqual([])
})
