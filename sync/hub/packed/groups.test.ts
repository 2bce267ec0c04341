import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TableChange } from '../../connectors/library-tables.ts'
import { taggedId } from '../../register/detail/identity.ts'
import { nodeCoding } from '../../register/segments/deflate.node.ts'
import { cardTag } from '../../register/segments/least-patron.ts'
import type { TableKind } from '../../register/segments/manifest.ts'
import type { Database } from '../database.node.ts'
import { type DetailPolicy, groupOf, policySchema } from '../detail/policy.ts'
import { tellingFor } from '../detail/telling.ts'
import { family, hold, item, loan, patron, threePatrons } from '../detail/three-patrons.fixture.ts'
import type { Publisher } from '../publish.ts'
import { segmentStore } from '../segment-store.ts'
import { bothDatabases } from '../testing/both-databases.node.ts'
import { openLibrary } from '../testing/open-library.node.ts'
import { CopyOfLibrary } from './copy-of-library.fixture.ts'
import { type PackedPublisher, packedPublisher } from './packed-publisher.ts'

let today = '2026-11-17'
const now = () => `${today}T08:00:00Z`
const policy: DetailPolicy = policySchema.parse({
  groups: { north: ['lapland', 'inari'], south: ['hanko'] },
  stations: { inari: { named: ['home-near'] }, hanko: 'everyone until 2027-12-31 because the pilot decided so on paper' },
})
/** One of no group, two of one, and one of another. */
const stations = ['town', 'lapland', 'inari', 'hanko'] as const
const ofPersons: readonly TableKind[] = ['patrons', 'counts', 'loan-tags', 'holds']

for (const where of bothDatabases())
  describe.skipIf(where.missing !== '')(`on ${where.name}`, () => {
    const closers: (() => Promise<unknown>)[] = []
    const troubles: unknown[] = []
    let database: Database
    let publish: Publisher
    let hub: PackedPublisher
    let write: (...changes: TableChange[]) => Promise<unknown>

    beforeAll(async () => {
      today = '2026-11-17'
      closers.push(where.close)
      ;({ database, publish, write } = await openLibrary(now, closers, await where.open()))
      await write(...threePatrons)
      const onError = (error: unknown) => void troubles.push(error)
      const { settings } = publish
      hub = packedPublisher({ db: database, coding: nodeCoding, settings, now, policy, onError, rowsAtOnce: 3, lookEveryMs: 0 })
      closers.unshift(hub.stop)
    }, 60_000)

    afterAll(async () => {
      for (const close of closers) await close()
      expect(troubles).toEqual([])
    })

    const copyOf = (station: string) => CopyOfLibrary.fetched(hub, station)
    const indexOf = ({ manifest }: CopyOfLibrary, kind: TableKind) =>
      manifest.tables.find(table => table.kind === kind)?.index.name
    const keyOf = async (station: string, copy: CopyOfLibrary) =>
      Buffer.from((await hub.key(station, copy.manifest.keyId))!, 'hex')

    /** The card opens its patron, and the tags say what is theirs. */
    async function reads(station: string, copy: CopyOfLibrary): Promise<void> {
      const key = await keyOf(station, copy)
      expect(copy.patronByCard('CARD-FAR-1'), station).toMatchObject({ patronId: 'pid-far' })
      const [row] = [copy.loan('I2')!]
      expect(['pid-far', taggedId('pid-far', row, key)], station).toContain(row.patronId)
      expect(copy.holdsOn('t-I1'), station).toHaveLength(2)
      expect(copy.item('I1'), station).toMatchObject({ title: 'Kirja' })
    }

    test('[DT16] every group has a key of its own; what speaks of nobody is the same bytes for all of them', async () => {
      const copies = await Promise.all(stations.map(async station => [station, await copyOf(station)] as const))
      for (const [station, copy] of copies) await reads(station, copy)
      const [town, lapland, inari, hanko] = copies.map(([, copy]) => copy) as [
        CopyOfLibrary,
        CopyOfLibrary,
        CopyOfLibrary,
        CopyOfLibrary,
      ]
      expect(new Set([town, lapland, hanko].map(({ manifest }) => manifest.keyId)).size).toBe(3)
      expect(inari.manifest.keyId).toBe(lapland.manifest.keyId)
      for (const kind of ['items', 'titles', 'states'] as const)
        expect(new Set([town, lapland, inari, hanko].map(copy => indexOf(copy, kind))).size, kind).toBe(1)
      for (const kind of ofPersons.filter(one => one !== 'counts')) {
        expect(new Set([town, lapland, hanko].map(copy => indexOf(copy, kind))).size, kind).toBe(3)
        expect(indexOf(inari, kind), kind).toBe(indexOf(lapland, kind))
      }
      expect(inari.patronByCard('CARD-NEAR-1')).toMatchObject({ name: { family: family.near } })
      expect([lapland, inari].map(copy => copy.patronByCard('CARD-FAR-1')?.name)).toEqual([undefined, undefined])
      expect(hanko.patronByCard('CARD-FAR-1')?.name?.family).toBe(family.far)
      expect(hanko.patronByCard('CARD-HIDDEN-1')).not.toHaveProperty('name')
    })

    test('[DT16] a stolen station’s key opens its own group alone: no card, loan or hold of another group’s rows', async () => {
      const [stolen, other] = [await copyOf('lapland'), await copyOf('town')]
      const key = await keyOf('lapland', stolen)
      const cards = ['CARD-NEAR-1', 'CARD-FAR-1', 'CARD-HIDDEN-1']
      const tags = (copy: CopyOfLibrary) => new Set(copy.rows('patrons').map(({ card }) => card))
      expect(cards.map(card => tags(stolen).has(cardTag(card, key)))).toEqual([true, true, true])
      expect(cards.map(card => tags(other).has(cardTag(card, key)))).toEqual([false, false, false])
      const loans = (copy: CopyOfLibrary) => ['I1', 'I2', 'I3'].map(barcode => copy.loan(barcode)!)
      const isTheirs = (row: { readonly barcode: string; readonly patronId: string }, at: number) =>
        row.patronId === taggedId(['pid-near', 'pid-far', 'pid-hidden'][at]!, { ...loan(row.barcode, 'near'), ...row }, key)
      expect(loans(stolen).map(isTheirs)).toEqual([true, true, true])
      expect(loans(other).map(isTheirs)).toEqual([false, false, false])
      expect(other.holdsOn('t-I1').map(row => row.patronId)).not.toContain(taggedId('pid-far', hold('H1', 'far'), key))
    })

    test('[DT16] no station is given another group’s key, and none in no group the rows of one', async () => {
      const [town, lapland, hanko] = [await copyOf('town'), await copyOf('lapland'), await copyOf('hanko')]
      for (const [station, copy] of [
        ['town', lapland],
        ['town', hanko],
        ['lapland', town],
        ['inari', hanko],
        ['hanko', lapland],
      ] as const)
        expect(await hub.key(station, copy.manifest.keyId), station).toBeUndefined()
      for (const kind of ofPersons.filter(one => one !== 'counts')) {
        expect(await hub.part('inari', indexOf(lapland, kind)!)).toBeDefined()
        for (const station of ['town', 'hanko']) {
          expect(await hub.part(station, indexOf(lapland, kind)!), kind).toBeUndefined()
          expect(await hub.run(station, indexOf(lapland, kind)!, 0, 1), kind).toBeUndefined()
        }
      }
      const since = await publish.version()
      expect(await hub.delta('town', lapland.manifest.name, since)).toBeUndefined()
    })

    test('[DT16] changes are told to each group under its own key, a card that is new to all of them too', async () => {
      const copies = await Promise.all(stations.map(async station => [station, await copyOf(station)] as const))
      await write(
        { kind: 'put-patron', patron: patron('far', { cards: ['CARD-FAR-1', 'CARD-FAR-2'] }) },
        { kind: 'put-item', item: item('I9') },
        { kind: 'put-loan', loan: loan('I9', 'far') },
      )
      for (const [station, copy] of copies) {
        await copy.apply((await hub.delta(station, copy.manifest.name, copy.version))!)
        await reads(station, copy)
        const key = await keyOf(station, copy)
        const row = copy.loan('I9')!
        expect(['pid-far', taggedId('pid-far', row, key)], station).toContain(row.patronId)
        expect(copy.patronByCard('CARD-FAR-2'), station).toMatchObject({ patronId: 'pid-far' })
        expect(copy.patronByCard('CARD-FAR-0'), station).toBeUndefined()
      }
    })

    test('[DT16] the older form likewise, and one group’s asking does not make another’s be packed anew', async () => {
      const segments = segmentStore(database, publish, now)
      const told = async (station: string) => segments.manifest(await tellingFor({ db: database, policy, now }, station))
      const [town, lapland, again] = [await told('town'), await told('lapland'), await told('town')]
      const names = (manifest: typeof town, kind: string) =>
        manifest.segments.filter(one => one.kind === kind).map(({ name }) => name)
      expect(names(lapland, 'items')).toEqual(names(town, 'items'))
      expect(names(lapland, 'patrons')).not.toEqual(names(town, 'patrons'))
      expect(again.segments).toEqual(town.segments)
      const telling = async (station: string) => tellingFor({ db: database, policy, now }, station)
      expect(await segments.bytes(names(lapland, 'patrons')[0]!, await telling('town'))).toBeUndefined()
      expect(await segments.bytes(names(town, 'patrons')[0]!, await telling('town'))).toBeDefined()
      expect(await segments.bytes(names(lapland, 'patrons')[0]!, await telling('lapland'))).toBeDefined()
    })

    test('[DT16] a key turns for its own group; who is named there is named under the next', async () => {
      const keyIds = async () =>
        new Map(await Promise.all(stations.map(async one => [one, (await hub.manifest(one))!.keyId] as const)))
      const before = await keyIds()
      await database
        .updateTable('tag_keys')
        .set({ made_at: '2026-10-01T08:00:00Z' })
        .where('station_group', '=', 'north')
        .execute()
      for (;;) {
        const after = await keyIds()
        if (after.get('lapland') !== before.get('lapland') && after.get('inari') === after.get('lapland')) break
        await new Promise(resolve => setTimeout(resolve, 20))
      }
      const after = await keyIds()
      expect([after.get('town'), after.get('hanko')]).toEqual([before.get('town'), before.get('hanko')])
      for (const station of stations) await reads(station, await copyOf(station))
      expect((await copyOf('inari')).patronByCard('CARD-NEAR-1')).toMatchObject({ name: { family: family.near } })
    })
  })

test('[DT16] groups are named, a station is in one of them, and who is in none shares a key with those who are in none', () => {
  expect(groupOf(policy, 'inari')).toBe('north')
  expect([groupOf(policy, 'town'), groupOf(policy, undefined), groupOf({}, 'inari')]).toEqual(['', '', ''])
  const why = (groups: unknown) => policySchema.safeParse({ groups }).error?.issues[0]?.message
  expect(why({ a: ['bus-1'], b: ['bus-2', 'bus-1'] })).toBe('a station is in one group: bus-1 is in two')
  expect(why({ 'a b': ['bus-1'] })).toContain('letters')
  expect(why({ a: [] })).toBeDefined()
  expect(why({ a: ['bus-1'] })).toBeUndefined()
})
