import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TableChange } from '../../connectors/library-tables.ts'
import { nodeCoding } from '../../register/segments/deflate.node.ts'
import { openDelta } from '../../register/segments/delta.ts'
import type { Database } from '../database.node.ts'
import { type DetailPolicy, policySchema } from '../detail/policy.ts'
import { family, item, patron, threePatrons, type Who } from '../detail/three-patrons.fixture.ts'
import type { Publisher } from '../publish.ts'
import { forgetChanges } from '../register-version.ts'
import { bothDatabases } from '../testing/both-databases.node.ts'
import { openLibrary } from '../testing/open-library.node.ts'
import { CopyOfLibrary } from './copy-of-library.fixture.ts'
import { type PackedPublisher, packedPublisher } from './packed-publisher.ts'

let today = '2026-11-17'
const now = () => `${today}T08:00:00Z`
const policy: DetailPolicy = policySchema.parse({
  stations: { bus: { named: ['home-near'] }, desk: 'everyone until 2027-12-31 because the pilot decided so on paper' },
})

for (const where of bothDatabases())
  describe.skipIf(where.missing !== '')(`on ${where.name}`, () => {
    const closers: (() => Promise<unknown>)[] = []
    let database: Database
    let publish: Publisher
    const troubles: unknown[] = []
    let hub: PackedPublisher
    let beside: PackedPublisher
    let write: (...changes: TableChange[]) => Promise<unknown>

    beforeAll(async () => {
      today = '2026-11-17'
      closers.push(where.close)
      const opened = await openLibrary(now, closers, await where.open())
      ;({ database, publish, write } = opened)
      await write(...threePatrons)
      const open = () => {
        const onError = (error: unknown) => void troubles.push(error)
        const { settings } = publish
        const { claims } = opened
        const ports = {
          db: database,
          coding: nodeCoding,
          settings,
          now,
          policy,
          onError,
          lookEveryMs: 0,
          ...(claims && { claims }),
        }
        const opening = packedPublisher(ports)
        closers.unshift(opening.stop)
        return opening
      }
      hub = open()
      beside = open()
    }, 60_000)

    afterAll(async () => {
      for (const close of closers) await close()
      expect(troubles).toEqual([])
    })

    const secretsOf = (who: Who) => [family[who], `PID-${who}`, `CARD-${who}`, `home-${who}`, `visit of pid-${who}`]
    const found = (text: string, secrets: readonly string[]) =>
      secrets.filter(secret => text.toLowerCase().includes(secret.toLowerCase()))

    /** There is a manifest all the time: nobody waits for the later one. */
    async function newer(than: CopyOfLibrary, what: 'name' | 'keyId' = 'name', station = 'other'): Promise<CopyOfLibrary> {
      for (;;) {
        const manifest = (await hub.manifest(station))!
        if (manifest[what] !== than.manifest[what]) return CopyOfLibrary.fetched(hub, station)
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    }

    /** Everything that a station can fetch, opened; the key alone is left out. */
    async function told(station: string): Promise<string> {
      const copy = await CopyOfLibrary.fetched(hub, station)
      const rows = copy.manifest.tables.flatMap(({ kind }) => copy.rows(kind))
      const delta = await openDelta((await hub.delta(station, copy.manifest.name, copy.version - 1))!, nodeCoding)
      const indexes = await Promise.all(
        copy.manifest.tables.map(({ kind, index }) =>
          hub.part(station, index.name).then(bytes => [kind, new TextDecoder().decode(bytes)]),
        ),
      )
      return JSON.stringify([copy.manifest, rows, delta, indexes])
    }

    test('[SG24] least: no name, number, id, home, visit or day of birth of anybody travels, in bundles or deltas', async () => {
      const text = await told('other')
      expect(found(text, [...(Object.keys(family) as Who[]).flatMap(secretsOf), 'Eeli', '1985-04', '04-03'])).toEqual([])
      // It is not that nothing came.
      expect(found(text, ['sealedId', '2027-11-30', '"loans":1'])).toHaveLength(3)
    })

    test('[SG24] named: regulars whole, nothing of the others; everyone: all but who is protected', async () => {
      const bus = await told('bus')
      expect(found(bus, secretsOf('near').slice(0, 4))).toHaveLength(4)
      expect(found(bus, [...secretsOf('far'), ...secretsOf('hidden')])).toEqual([])
      const desk = await told('desk')
      expect(found(desk, [family.near, family.far])).toHaveLength(2)
      // That a row goes is told by its id, should it have been there.
      expect(
        found(
          desk,
          secretsOf('hidden').filter(secret => !secret.startsWith('PID')),
        ),
      ).toEqual([])
    })

    test('[SG24] a station cannot fetch what names somebody to another', async () => {
      const { tables, name } = (await hub.manifest('desk'))!
      const { index } = tables.find(({ kind }) => kind === 'named')!
      expect(await hub.part('desk', index.name)).toBeDefined()
      expect([await hub.part('other', index.name), await hub.part('bus', index.name)]).toEqual([undefined, undefined])
      expect(await hub.run('bus', index.name, 0, 1)).toBeUndefined()
      const since = await publish.version()
      expect([await hub.delta('other', name, since), await hub.key('bus', 'another')]).toEqual([undefined, undefined])
    })

    test('[SG26] what one process has packed, another serves, and a card that came since has one place in both', async () => {
      const copies = [await CopyOfLibrary.fetched(hub, 'other'), await CopyOfLibrary.fetched(beside, 'other')] as const
      expect(copies[1].manifest).toEqual(copies[0].manifest)
      const { name } = copies[0].manifest
      await write({ kind: 'put-patron', patron: patron('near', { cards: ['CARD-NEAR-1', 'CARD-NEAR-0', 'NEW-1', 'NEW-2'] }) })
      const deltas = await Promise.all([
        hub.delta('other', name, copies[0].version),
        beside.delta('other', name, copies[0].version),
      ])
      const places = await Promise.all(deltas.map(async delta => (await openDelta(delta!, nodeCoding)).places))
      expect(places[0]).toHaveLength(2)
      expect(places[1]).toEqual(places[0])
      await write({ kind: 'put-patron', patron: patron('far', { cards: ['CARD-FAR-1', 'CARD-FAR-0', 'NEW-3'] }) })
      const later = await openDelta((await beside.delta('other', name, await publish.version().then(v => v - 1)))!, nodeCoding)
      expect(later.places.map(({ place }) => place)).toEqual([8])
    })

    test('[SG25] deltas that have grown bring a new manifest; the older one stays, and its deltas as long as they cost less', async () => {
      const before = await CopyOfLibrary.fetched(hub, 'other')
      await write({ kind: 'put-item', item: item('I5') })
      await publish.touch(Array.from({ length: 11_000 }, (_, at) => ({ kind: 'status' as const, key: `X${at}` })))
      const version = await publish.version()
      const after = await newer(before)
      expect(after.manifest.version).toBe(version)
      expect([before.item('I5'), after.item('I5')]).toMatchObject([undefined, { title: 'Kirja' }])
      // Parts that are the same keep their name.
      const names = (copy: CopyOfLibrary, kind: string) => copy.manifest.tables.find(table => table.kind === kind)?.index.name
      expect(names(after, 'holds')).toBe(names(before, 'holds'))
      // Some station is still fetching.
      expect(await hub.part('other', names(before, 'items')!)).toBeDefined()
      expect(await hub.delta('other', before.manifest.name, version)).toBeDefined()
      expect(await hub.delta('other', before.manifest.name, before.version)).toBeUndefined()
    })

    test('[SG25] where the changes are no longer known nothing is told, and all is packed anew', async () => {
      const before = await CopyOfLibrary.fetched(hub, 'other')
      await write({ kind: 'put-item', item: item('I6') })
      await write({ kind: 'put-item', item: item('I7') })
      await forgetChanges(database, 1)
      expect(await hub.delta('other', before.manifest.name, before.version)).toBeUndefined()
      const after = await newer(before)
      expect(after.item('I6')).toBeDefined()
      expect(await hub.delta('other', after.manifest.name, after.version)).toBeDefined()
      // Also where nothing of the tables has changed: a station that takes the same manifest again would never get on.
      for (const key of ['X1', 'X2']) await publish.touch([{ kind: 'status', key }])
      await forgetChanges(database, 1)
      const same = await newer(after)
      expect(same.manifest.tables).toEqual(after.manifest.tables)
      expect(await hub.delta('other', same.manifest.name, same.version)).toBeDefined()
    })

    test('[SG25] with a new key all is packed under it; what was told under the old one goes when nobody can be fetching it any more', async () => {
      const base = (await hub.manifest('other'))!
      let before = await CopyOfLibrary.fetched(hub, 'bus')
      while (before.manifest.version < base.version) before = await newer(before, 'name', 'bus')
      today = '2027-01-17'
      const after = await newer(before, 'keyId', 'bus')
      expect(after.patronByCard('CARD-NEAR-1')).toMatchObject({ name: { family: family.near } })
      expect(await hub.key('bus', before.manifest.keyId)).toBeDefined()
      expect(await hub.delta('bus', before.manifest.name, await publish.version())).toBeDefined()
      const index = (kind: string) => before.manifest.tables.find(table => table.kind === kind)!.index.name
      today = '2027-01-20'
      while (await hub.part('bus', index('patrons'))) {
        await hub.manifest('bus')
        await new Promise(resolve => setTimeout(resolve, 20))
      }
      expect(await hub.key('bus', before.manifest.keyId)).toBeUndefined()
      expect(await hub.part('bus', index('items'))).toBeDefined()
      expect((await CopyOfLibrary.fetched(hub, 'bus')).patronByCard('CARD-FAR-1')).toMatchObject({ counts: { loans: 1 } })
    })

    test('[SG25] what is published is told: version, bytes, age, and how long it took', async () => {
      const figures = await hub.figures()
      expect(figures).toMatchObject({ items: 7, patrons: 9, bytes: expect.any(Number), buildMs: expect.any(Number) })
      expect(figures!.bytes).toBeGreaterThan(500)
    })
  })
