import { expect, test } from 'vitest'
import type { MemoryTables } from '../../connectors/builtin/memory-tables.fixture.ts'
import type { Heard } from '../../connectors/koha/testing/contract-server.ts'
import { type BrakeSettings, openBrake } from '../../protocol/brake.ts'
import { followOnce } from './follow-koha.ts'
import { following } from './following.fixture.ts'

const asOf = '2026-11-10T06:00:00Z'

const asked = (heard: readonly Heard[], what: string) => heard.filter(({ name }) => name === what)

test.each(['newest', 'older', 'narrow'] as const)(
  '[KO20] what a Koha of the %s release has and changes comes into the register: items, patrons, loans, returns, holds, titles',
  async release => {
    const { tables, register, ports, laterAt, library } = await following({ release })
    await followOnce(ports)
    expect([...register.items.keys()].toSorted()).toEqual(['X', 'Y', 'Z'])
    expect(await register.patronByCard('card-Carl')).toMatchObject({
      name: { family: 'Carl' },
      ...(release === 'newest' && { feesCents: 500 }),
    })
    const at = '2026-11-18T12:20:00Z'
    await library.apply([{ kind: 'begin-loan', barcode: 'X', patronId: 'Anna', at, dueOn: '2026-12-16', branch: 'MAIN' }], 'one')
    const placed = { kind: 'place-hold', holdId: 'h', titleId: 'title-Y', patronId: 'Bea', branch: 'BUS', at } as const
    await library.apply([placed], 'two')
    await tables.write(
      [{ kind: 'put-patron', patron: { ...(await tables.patron('Bea'))!, blocks: ['barred'], feesCents: -250 } }],
      'three',
    )
    await laterAt('2026-11-18T12:30:00Z')
    const anna = (await register.patronByCard('card-Anna'))!.patronId
    expect(await register.loan('X')).toMatchObject({ patronId: anna, dueOn: '2026-12-16', lentAt: at })
    const bea = (await register.patronByCard('card-Bea'))!
    expect(bea.blocks).toEqual(['barred'])
    if (release === 'newest') expect(bea.feesCents).toBe(-250)
    expect(await register.holdsOf(bea.patronId)).toMatchObject([{ pickup: { branch: 'BUS' }, state: { kind: 'queued' } }])

    await library.apply([{ kind: 'end-loan', barcode: 'X', patronId: 'Anna', at, branch: 'BUS', full: true }], 'four')
    await library.apply([{ kind: 'cancel-hold', holdId: 'h', at }], 'five')
    await tables.write([{ kind: 'set-status', barcode: 'Z', status: 'missing' }], 'six')
    await laterAt('2026-11-18T12:41:00Z')
    expect(await register.loan('X')).toBeUndefined()
    expect(await register.place('X')).toBe('BUS')
    expect(await register.holdsOf(bea.patronId)).toEqual([])
    expect((await register.item('Z'))?.circulationStatus).toBe('missing')
  },
)

test('[KO20] a pull asks from where the last one ended, by the clock of Koha, and learns nothing twice', async () => {
  const { contract, register, ports, laterAt } = await following()
  await followOnce(ports)
  const { version } = register
  await laterAt('2026-11-18T12:05:00Z')
  expect(contract.heard).toEqual([])
  await laterAt('2026-11-18T12:11:00Z')
  const [items] = asked(contract.heard, 'GET /items')
  expect(JSON.parse(items!.query.get('q')!)).toEqual({ 'me.timestamp': { '>=': '2026-11-01T09:50:00+02:00' } })
  expect(register.version).toBe(version)
})

test('[KO20] a pull that fails goes on where it was, and what was read is not read anew', async () => {
  let broken = true
  const { contract, ports, register, clock } = await following({
    fault: ({ name }, when) => (broken && name === 'GET /holds' && when === 'before' ? { status: 500, body: 'oh' } : undefined),
  })
  await expect(followOnce(ports)).rejects.toMatchObject({ name: 'KohaError' })
  expect(register.items.size).toBe(3)
  broken = false
  contract.heard.length = 0
  clock.now = '2026-11-18T12:01:00Z'
  await followOnce(ports)
  expect(asked(contract.heard, 'GET /items')[0]?.query.get('q')).toContain('2026-11-01T09:50')
  expect(await ports.memory.ended('pull')).toBe('2026-11-18T12:01:00Z')
})

test('[KO20] what stands in the register under numbers of its own stays there: no second patron, no second title', async () => {
  const { tables, register, ports } = await following()
  const item = {
    barcode: 'X',
    titleId: 'marc-7',
    title: 'Sinuhe egyptiläinen',
    homeBranch: 'BUS',
    circulationStatus: 'ok',
  } as const
  const patron = { patronId: 'p-1', cards: ['card-Anna'], category: 'adult', blocks: [], feesCents: 0 }
  await register.write(
    [
      { kind: 'put-item', item },
      { kind: 'put-patron', patron },
    ],
    'from files',
  )
  await tables.write(
    [
      {
        kind: 'put-loan',
        loan: { barcode: 'X', patronId: 'Anna', lentAt: asOf, dueOn: '2026-12-08', renewals: 1, branch: 'MAIN' },
      },
    ],
    'lent',
  )
  await followOnce(ports)
  expect(await register.item('X')).toMatchObject({ titleId: 'marc-7', title: 'Sinuhe egyptiläinen', homeBranch: 'MAIN' })
  expect(await register.loan('X')).toMatchObject({ patronId: 'p-1', dueOn: '2026-12-08', renewals: 1 })
  expect([...register.patrons.keys()]).toHaveLength(3)
})

test('[KO20] an age limit comes with the title, as the record writes it', async () => {
  const { tables, register, ports, laterAt } = await following()
  await followOnce(ports)
  expect((await register.item('X'))?.ageLimit).toBeUndefined()
  await tables.write([{ kind: 'put-item', item: { ...(await tables.item('X'))!, ageLimit: 16, title: 'Other' } }], 'limit')
  await laterAt('2026-11-18T12:30:00Z')
  expect((await register.item('X'))?.ageLimit).toBe(16)
})

/** What Koha has deleted is simply no longer there. */
function deleted(tables: MemoryTables): void {
  tables.items.delete('Y')
  tables.patrons.delete('Carl')
  tables.version++
}

test('[KO21] a sweep takes out what Koha has deleted: the item is withdrawn, of the patron nothing is kept', async () => {
  const { tables, register, ports, laterAt } = await following()
  await followOnce(ports)
  deleted(tables)
  await laterAt('2026-11-20T12:00:00Z')
  expect((await register.item('Y'))?.circulationStatus).toBe('ok')
  await laterAt('2026-11-25T19:30:00Z')
  expect((await register.item('Y'))?.circulationStatus).toBe('withdrawn')
  expect((await register.item('X'))?.circulationStatus).toBe('ok')
  expect(await register.patronByCard('card-Carl')).toBeUndefined()
  expect(JSON.stringify([...register.patrons.values()])).not.toContain('Carl')
  expect(await ports.memory.ended('sweep')).toBe('2026-11-25T19:30:00Z')
})

test('[KO21] no sweep while nothing is written, and nothing at all while all is paused; begun, it goes on where it was', async () => {
  let brake: BrakeSettings = { ...openBrake, notBetween: [{ from: '20:00', to: '23:00' }] }
  let searches = 0
  const { tables, register, ports, laterAt, contract } = await following({}, { brake: async () => brake })
  await followOnce(ports)
  deleted(tables)
  await laterAt('2026-11-25T19:30:00Z')
  expect((await register.item('Y'))?.circulationStatus).toBe('ok')
  brake = { ...brake, paused: true }
  await laterAt('2026-11-25T21:30:00Z')
  expect(contract.heard).toEqual([])
  brake = openBrake
  const stopping = { ...ports, rest: async () => void searches++ }
  await followOnce(stopping, () => searches > 1)
  expect(await ports.memory.sweptRows()).toBe(3)
  expect(await register.patronByCard('card-Carl')).toBeUndefined()
  expect((await register.item('Y'))?.circulationStatus).toBe('ok')
  await followOnce(ports)
  expect((await register.item('Y'))?.circulationStatus).toBe('withdrawn')
})

test('[KO21] where very much is gone at once, nothing goes before somebody has looked', async () => {
  const { tables, register, ports, laterAt } = await following({}, { goneAtMost: 2 })
  await followOnce(ports)
  tables.items.clear()
  tables.version++
  await expect(laterAt('2026-11-25T19:30:00Z')).rejects.toThrow('more than 2 rows')
  expect((await register.item('X'))?.circulationStatus).toBe('ok')
})
