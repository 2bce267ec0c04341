import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TableChange } from '../../connectors/library-tables.ts'
import { openMemoryRegister } from '../../register/memory-register.ts'
import type { WritableRegister } from '../../register/writable-register.ts'
import type { Database } from '../database.node.ts'
import type { Publisher } from '../publish.ts'
import { type SegmentStore, segmentStore } from '../segment-store.ts'
import { openLibrary } from '../testing/open-library.node.ts'
import { type DetailPolicy, leastForAll, policySchema, tierOn } from './policy.ts'
import { tellingFor } from './telling.ts'
import { family, loan, patron, threePatrons } from './three-patrons.fixture.ts'

let today = '2026-11-17'
const now = () => `${today}T08:00:00Z`
const policy: DetailPolicy = policySchema.parse({
  stations: { bus: { named: ['home-near'] }, desk: 'everyone until 2026-12-31 because the pilot decided so on paper' },
})

describe('what each tier is told', () => {
  const closers: (() => Promise<unknown>)[] = []
  let database: Database
  let publish: Publisher
  let segments: SegmentStore
  let write: (...changes: TableChange[]) => Promise<unknown>

  beforeAll(async () => {
    ;({ database, publish, write } = await openLibrary(now, closers))
    segments = segmentStore(database, publish, now)
    await write(...threePatrons)
  }, 60_000)

  afterAll(async () => {
    for (const close of closers) await close()
  })

  const telling = (station: string) => tellingFor({ db: database, policy, now }, station)

  /** Everything that a station can fetch, as it travels; the key alone is left out. */
  async function told(station: string, since: number): Promise<string> {
    const how = await telling(station)
    const { detail: _, ...manifest } = await segments.manifest(how)
    const bytes = await Promise.all(manifest.segments.map(async ({ name }) => (await segments.bytes(name, how))!))
    const decoded = bytes.map(one => new TextDecoder().decode(one))
    return JSON.stringify([manifest, ...decoded, await publish.state(how), await publish.changes(since, how)])
  }

  const secretsOf = (one: keyof typeof family) => [family[one], `PID-${one}`, `CARD-${one}`, `home-${one}`, `visit of pid-${one}`]
  const found = (text: string, secrets: readonly string[]) =>
    secrets.filter(secret => text.toLowerCase().includes(secret.toLowerCase()))

  async function fetched(station: string): Promise<WritableRegister> {
    const register = await openMemoryRegister()
    const how = await telling(station)
    await register.begin(await segments.manifest(how))
    for (const { name } of register.download().missing) await register.putSegment(name, (await segments.bytes(name, how))!)
    await register.putState(await publish.state(how))
    return register
  }

  async function refreshed(register: WritableRegister, station: string): Promise<void> {
    await register.apply((await publish.changes(register.download().since!, await telling(station)))!)
  }

  test('[DT10] least: no name, number, id, home or day of birth of anybody travels, in segments, state or changes', async () => {
    const since = (await publish.version()) - 1
    const text = await told('other', since)
    expect(
      found(text, [...(Object.keys(family) as (keyof typeof family)[]).flatMap(secretsOf), 'Eeli', '1985', '04-03']),
    ).toEqual([])
    // It is not that nothing came.
    expect(text).toContain('2027-11-30')
    expect(text).toContain('sealedId')
  })

  test('[DT10] named: regulars whole, the others and whoever is protected as in the least tier', async () => {
    const text = await told('bus', (await publish.version()) - 1)
    expect(found(text, secretsOf('near').slice(0, 4))).toHaveLength(4)
    expect(found(text, [...secretsOf('far'), ...secretsOf('hidden')])).toEqual([])
  })

  test('[DT10] everyone: all but who is protected, until the day of the decision', async () => {
    const since = (await publish.version()) - 1
    const text = await told('desk', since)
    expect(found(text, [family.near, family.far])).toHaveLength(2)
    // That a row goes is told by its id, should it have been there.
    expect(
      found(
        text,
        secretsOf('hidden').filter(secret => !secret.startsWith('PID')),
      ),
    ).toEqual([])
    today = '2027-01-01'
    const { tier } = (await telling('desk')).detail
    expect([tier, found(await told('desk', since), [family.near, family.far])]).toEqual(['least', []])
    today = '2026-11-17'
  })

  test('[DT11] what is told opens with the card: patron, own loan, hold and counts, and follows what changes', async () => {
    const register = await fetched('other')
    const far = (await register.patronByCard('card-far-1'))!
    expect(far).toMatchObject({ patronId: 'pid-far', counts: { loans: 1, holds: 1 }, ageClass: { reached: 18 } })
    expect(register.isOf('pid-far', (await register.loan('I2'))!)).toBe(true)
    expect(register.isOf('pid-near', (await register.loan('I2'))!)).toBe(false)
    expect(register.isOf('pid-far', (await register.holdsOn('t-I1'))[0]!)).toBe(true)
    expect(await register.patronByCard('CARD-FAR-0')).toMatchObject({ patronId: 'pid-far', isReplacedCard: true })

    await write({ kind: 'end-loan', barcode: 'I2', endedAt: now(), endedAtBranch: 'main' })
    await write({ kind: 'put-loan', loan: loan('I4', 'far') }, { kind: 'put-loan', loan: loan('I1', 'far') })
    await write({ kind: 'put-patron', patron: patron('far', { cards: ['CARD-FAR-2'], blocks: ['barred'] }) })
    await refreshed(register, 'other')
    expect(await register.patronByCard('CARD-FAR-1')).toBeUndefined()
    expect(await register.patronByCard('CARD-FAR-2')).toMatchObject({ blocks: ['barred'], counts: { loans: 2, holds: 1 } })
    expect(await register.patronByCard('CARD-NEAR-1')).toMatchObject({ counts: { loans: 0, holds: 0 } })
    expect(register.isOf('pid-far', (await register.loan('I1'))!)).toBe(true)
    expect(await (await fetched('other')).patronByCard('CARD-FAR-2')).toEqual(await register.patronByCard('CARD-FAR-2'))
  })

  test('[DT12] who becomes a regular is named with the next change; who is protected from now on is named no more', async () => {
    const register = await fetched('bus')
    expect((await register.searchPatrons({ name: 'Kauko', limit: 5 })).length).toBe(0)
    await write({ kind: 'put-loan', loan: loan('I4', 'far', 'home-near') })
    await refreshed(register, 'bus')
    expect(await register.searchPatrons({ name: 'Kauko', limit: 5 })).toMatchObject([{ patronId: 'pid-far' }])
    // With what was lent and held before, elsewhere: otherwise a limit would not see it.
    expect((await register.loansOf('pid-far')).map(({ barcode }) => barcode).sort()).toEqual(['I1', 'I4'])
    expect((await register.holdsOf('pid-far')).map(({ holdId }) => holdId)).toEqual(['H1'])
    // So does a station that takes the register anew.
    expect(await (await fetched('bus')).patron('pid-far')).toMatchObject({ name: { family: family.far } })

    await write({ kind: 'put-patron', patron: patron('far', { isProtected: true }) })
    await refreshed(register, 'bus')
    expect(await register.searchPatrons({ name: 'Kauko', limit: 5 })).toEqual([])
    expect(await register.loansOf('pid-far')).toEqual([])
    const hidden = await register.patronByCard('CARD-FAR-1')
    expect(hidden).toMatchObject({ patronId: 'pid-far', counts: { holds: 1 } })
    expect(hidden).not.toHaveProperty('name')
  })

  test('[DT13] with a new key nothing of the old register can be followed, and nothing of it is the same', async () => {
    const before = await telling('other')
    const [old] = (await publish.state(before)).loans
    today = '2027-02-01'
    const after = await telling('other')
    expect(after.detail.id).not.toBe(before.detail.id)
    expect((await publish.state(after)).loans.map(({ patronId }) => patronId)).not.toContain(old!.patronId)
    const register = await openMemoryRegister()
    await register.begin(await segments.manifest(before))
    await expect(register.putState(await publish.state(after))).rejects.toMatchObject({ kind: 'gap' })
    today = '2026-11-17'
  })

  test('[DT12] where there are no regulars all patrons are looked through once, and who becomes one is named all the same', async () => {
    const nobody = policySchema.parse({ stations: { bus: { named: ['home-nobody'] } } })
    const ask = () => tellingFor({ db: database, policy: nobody, now }, 'bus')
    const { id } = (await ask()).detail
    const rows = () => database.selectFrom('named_patrons').select('patron_id').where('register', '=', id).execute()
    expect(await rows()).toEqual([{ patron_id: '' }])
    const since = await publish.version()
    await write({ kind: 'put-patron', patron: patron('near', { homeBranch: 'home-nobody' }) })
    // A second look through all would have named them.
    await ask()
    expect(await rows()).toHaveLength(1)
    const changes = await publish.changes(since, await ask())
    expect(changes?.patrons).toMatchObject([{ patronId: 'pid-near', name: { family: family.near } }])
    await write({ kind: 'put-patron', patron: patron('near') })
  })

  test('[DT13] a station of the least tier cannot fetch the segments of another', async () => {
    const whole = await segments.manifest(await telling('desk'))
    const patrons = whole.segments.find(({ kind }) => kind === 'patrons')!
    expect(await segments.bytes(patrons.name, await telling('desk'))).toBeDefined()
    expect(await segments.bytes(patrons.name, await telling('other'))).toBeUndefined()
  })

  test('[DT11] who is no patron any more is gone from where they were named', async () => {
    const registers = { desk: await fetched('desk'), bus: await fetched('bus') }
    await database.deleteFrom('patrons').where('patron_id', '=', 'pid-near').execute()
    await publish.touch([{ kind: 'patron', key: 'pid-near' }])
    for (const [station, register] of Object.entries(registers)) {
      expect(await register.patron('pid-near')).toMatchObject({ name: { family: family.near } })
      await refreshed(register, station)
      expect([await register.patron('pid-near'), await register.patronByCard('CARD-NEAR-1')]).toEqual([undefined, undefined])
      expect(await register.searchPatrons({ name: family.near, limit: 5 })).toEqual([])
    }
  })
})

test('[DT14] nothing said is the least; everyone needs a day and a reason, and ends with that day', () => {
  expect(tierOn(leastForAll, 'any', '2026-11-17')).toEqual({ tier: 'least' })
  expect(policySchema.parse({})).toEqual(leastForAll)
  for (const tier of ['everyone', 'everyone until 2026-12-31', 'everyone until tomorrow because we like', { named: [] }, 'all'])
    expect(policySchema.safeParse({ tier }).success).toBe(false)
  expect(tierOn(policy, 'desk', '2026-12-31')).toMatchObject({ tier: 'everyone' })
  expect(tierOn(policy, 'desk', '2027-01-01')).toEqual({ tier: 'least' })
  expect(tierOn(policy, undefined, '2026-11-17')).toEqual({ tier: 'least' })
})
