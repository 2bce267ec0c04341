import { afterEach, beforeEach, expect, test } from 'vitest'
import { loanDraft } from '../journal/journal.fixture.ts'
import { openMemoryJournal } from '../journal/memory-journal.ts'
import { item, settings } from '../register/library.fixture.ts'
import { memoryLibraryStorage } from '../register/segments/memory-library-storage.ts'
import { allThatIsStored } from '../register/segments/packed-library.fixture.ts'
import { createSyncClient } from './create-sync-client.ts'
import { KeptStation, load } from './kept-station.fixture.ts'

const day = 86_400
let at: KeptStation

beforeEach(async () => {
  at = await KeptStation.open()
  await at.sync.turn()
  await at.sync.stop()
})

afterEach(() => at.close())

test('[RG46] without its passphrase a station reads items and knows nobody, fetches nothing and writes nothing; with it everything is there as before', async () => {
  await at.library.close()
  const before = await allThatIsStored(memoryLibraryStorage(at.place))
  await at.start({ sealed: true })
  at.hub.requests.length = 0
  await at.sync.turn()
  expect(at.sync.state().link).toBe('good')
  expect(at.hub.requests.filter(request => request.includes('/packed/'))).toEqual([])
  expect(await at.library.state()).toMatchObject({ version: 1, complete: false, sealed: true })
  expect(await at.library.item('abc002999')).toEqual(item(2999))
  expect((await at.library.settings())?.library).toBe(settings.library)
  expect(await at.library.patronByCard('card-1')).toBeUndefined()
  expect(await at.library.patron('p000002')).toBeUndefined()
  expect(await at.library.searchPatrons({ name: 'ketomaa', limit: 5 })).toEqual([])
  expect(await at.library.holdsAt('bus')).toEqual([])
  expect(await at.library.loan('abc000005')).toMatchObject({ dueOn: '2026-12-01', patronId: '' })
  await at.library.close()
  expect(await allThatIsStored(memoryLibraryStorage(at.place))).toBe(before)
  at.hub.fault = () => ({ cut: 'before' })
  await at.start()
  const state = await at.library.state()
  expect(state).toMatchObject({ complete: true })
  expect(state).not.toHaveProperty('sealed')
  expect(await at.library.patronByCard('card-1')).toMatchObject({ patronId: 'p000001' })
})

test('[RG46] a station that is started without its passphrase again and again purges persons when the lease is over', async () => {
  await at.library.close()
  const encrypted = async () =>
    (await memoryLibraryStorage(at.place).read()).tables.filter(({ table }) => table.kind === 'patrons')
  const isHere = async () => (await encrypted()).some(({ here }) => here.some(byte => byte !== 0))
  await at.start({ sealed: true })
  await at.runAlone(20)
  expect(await isHere()).toBe(true)
  await at.runAlone(2)
  expect(await isHere()).toBe(false)
  expect(await at.library.item('abc002999')).toEqual(item(2999))
})

test('[RG49] on a line that costs by the byte the register is asked for once a minute, and a newer manifest taken when somebody asks or a day has passed; what was done here goes up at once', async () => {
  const journal = await openMemoryJournal({ station: 'bus-1' })
  const { library: register, store, clock } = at
  const line = { hubUrl: at.hub.address, token: 'token', station: 'bus-1', journal, register, store, clock, fetch }
  at.sync = createSyncClient({ ...line, random: () => 0, timeoutMs: 2000, metered: () => true })
  await at.publish({ ...load, items: [...load.items, item(5000)] }, 2)
  at.hub.delta = async () => undefined
  const asked = async (afterSeconds: number, by?: 'line') => {
    at.clock.pass(afterSeconds)
    at.hub.requests.length = 0
    await at.sync.turn(by)
    const kinds = ['delta', 'manifest', 'runs'].filter(kind => at.hub.requests.some(one => one.includes(`/packed/${kind}`)))
    return { kinds, version: (await at.library.state()).version }
  }
  expect(await asked(1, 'line')).toEqual({ kinds: ['delta'], version: 1 })
  await journal.append([loanDraft('abc000011')])
  expect(await asked(5, 'line')).toEqual({ kinds: [], version: 1 })
  expect(at.hub.uploads.flat().map(({ transaction }) => transaction.kind)).toEqual(['checkout'])
  expect(await asked(61, 'line')).toEqual({ kinds: ['delta'], version: 1 })
  expect(await asked(1)).toEqual({ kinds: ['delta', 'manifest', 'runs'], version: 2 })
  await at.publish({ ...load, items: [...load.items, item(5001)] }, 3)
  expect((await asked(3600, 'line')).version).toBe(2)
  expect((await asked(day, 'line')).version).toBe(3)
})
