import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Item } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import type { Patron } from '../../../circulation/patron.ts'
import type { TableChange } from '../../connectors/library-tables.ts'
import { openMemoryRegister } from '../../register/memory-register.ts'
import { nodeCoding } from '../../register/segments/deflate.node.ts'
import type { WritableRegister } from '../../register/writable-register.ts'
import type { Database } from '../database.node.ts'
import { type DetailPolicy, policySchema } from '../detail/policy.ts'
import { currentKey } from '../detail/tag-keys.ts'
import { tellingFor } from '../detail/telling.ts'
import type { Publisher } from '../publish.ts'
import { segmentStore } from '../segment-store.ts'
import { bothDatabases } from '../testing/both-databases.node.ts'
import { openLibrary } from '../testing/open-library.node.ts'
import { buildForAll } from './build-manifest.ts'
import { CopyOfLibrary } from './copy-of-library.fixture.ts'
import { type PackedPublisher, packedPublisher } from './packed-publisher.ts'
import { PackedStore } from './packed-store.ts'

const now = () => '2026-11-17T08:00:00Z'
const stations = { least: 'other', named: 'bus', everyone: 'desk' } as const
const policy: DetailPolicy = policySchema.parse({
  stations: { bus: { named: ['home'] }, desk: 'everyone until 2026-12-31 because the pilot decided so on paper' },
})

const few = 12
const number = fc.nat(few - 1)
const barcodes = Array.from({ length: few }, (_, at) => (at % 3 ? `853N0000${10 + at}` : `abc-${at}`))
const titleIds = ['T1', 'T2', 'T30', 'x']
const cards = Array.from({ length: 2 * few }, (_, at) => `Card${at}`)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const branch = fc.constantFrom('home', 'main', 'PYS')
const day = fc.constantFrom('2026-11-30', '2027-11-30', '2026-12-24')
const instant = fc.constantFrom('2026-11-01T10:00:00Z', '2026-10-02T09:30:01Z', '2026-11-16T17:59:59Z')
const patronOf = (at: number) => (at === 5 ? 'rantakoski-id' : `P000${100 + at}`)

const item = fc
  .record({
    at: number,
    titleId: fc.constantFrom(...titleIds),
    title: fc.constantFrom('Kirja', 'Elokuva'),
    author: maybe(fc.constantFrom('Virta, Aino', 'Åkesson')),
    itemType: maybe(fc.constantFrom('book', 'dvd')),
    homeBranch: branch,
    callNumber: maybe(fc.constantFrom('84.2 VIR', '1')),
    ageLimit: maybe(fc.constantFrom(7, 16)),
    parts: maybe(fc.constantFrom(2)),
    circulationStatus: fc.constantFrom('ok', 'ok', 'lost', 'not-for-loan' as const),
  })
  .map(({ at, ...rest }): TableChange => ({ kind: 'put-item', item: present({ barcode: barcodes[at]!, ...rest }) as Item }))

const patron = fc
  .record({
    at: number,
    replaced: fc.boolean(),
    name: maybe(fc.record({ given: fc.constantFrom('Eeli', 'Aino'), family: fc.constantFrom('Rantakoski', 'Äijälä') })),
    birthDate: maybe(fc.constantFrom('1985-04-03', '2010-12-01', '2019-11-20')),
    category: fc.constantFrom('adult', 'child'),
    expiresOn: maybe(day),
    blocks: fc.constantFrom([], ['barred'] as const),
    barredUntil: maybe(day),
    feesCents: fc.constantFrom(0, 0, 120),
    homeBranch: maybe(branch),
    isProtected: maybe(fc.constantFrom(true)),
  })
  .map(({ at, replaced, ...rest }): TableChange => {
    const own = replaced ? [cards[2 * at]!, cards[2 * at + 1]!] : [cards[2 * at]!]
    return { kind: 'put-patron', patron: present({ patronId: patronOf(at), cards: own, ...rest }) as unknown as Patron }
  })

const loan = fc
  .record({ at: number, of: number, lentAt: instant, dueOn: day, renewals: fc.nat(2), branch })
  .map(({ at, of, ...rest }): TableChange => {
    return { kind: 'put-loan', loan: { barcode: barcodes[at]!, patronId: patronOf(of), ...rest } satisfies Loan }
  })
const ended = number.map(
  (at): TableChange => ({ kind: 'end-loan', barcode: barcodes[at]!, endedAt: now(), endedAtBranch: 'main' }),
)
const status = fc
  .record({ at: number, status: fc.constantFrom('ok', 'lost', 'missing' as const) })
  .map(({ at, status: said }): TableChange => ({ kind: 'set-status', barcode: barcodes[at]!, status: said }))

const hold = fc
  .record({
    at: number,
    of: number,
    placedAt: instant,
    branch,
    stopId: maybe(fc.constant('S1')),
    kind: fc.constantFrom('queued', 'in-transit', 'waiting' as const),
    copy: number,
    expiresOn: maybe(day),
    only: fc.boolean(),
  })
  .map(({ at, of, placedAt, branch: pickup, stopId, kind, copy, expiresOn, only }): TableChange => {
    const barcode = barcodes[copy]!
    return {
      kind: 'put-hold',
      hold: {
        holdId: `H${at}`,
        titleId: titleIds[at % titleIds.length]!,
        ...(only && { copy: barcode }),
        patronId: patronOf(of),
        placedAt,
        pickup: present({ branch: pickup, stopId }) as Hold['pickup'],
        holdNumber: String(at),
        state:
          kind === 'queued'
            ? { kind }
            : kind === 'waiting'
              ? (present({ kind, barcode, expiresOn }) as Hold['state'])
              : { kind, barcode },
      },
    }
  })
const endedHold = number.map((at): TableChange => ({ kind: 'end-hold', holdId: `H${at}`, why: 'cancelled', at: now() }))
const acts = fc.array(fc.oneof(item, patron, loan, ended, status, hold, endedHold), { minLength: 1, maxLength: 25 })

const regular: Patron = {
  patronId: 'P000999',
  cards: ['REGULAR-1'],
  name: { given: 'Eeli', family: 'Rantakoski' },
  birthDate: '1985-04-03',
  category: 'adult',
  blocks: [],
  feesCents: 0,
  homeBranch: 'home',
}

function present(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
}

for (const where of bothDatabases())
  describe.skipIf(where.missing !== '')(`on ${where.name}`, () => {
    const closers: (() => Promise<unknown>)[] = []
    let database: Database
    let publish: Publisher
    let hub: PackedPublisher
    let write: (...changes: TableChange[]) => Promise<unknown>
    const troubles: unknown[] = []

    beforeAll(async () => {
      ;({ database, publish, write } = await openLibrary(now, closers, await where.open()))
      const onError = (error: unknown) => void troubles.push(error)
      const { settings } = publish
      hub = packedPublisher({ db: database, coding: nodeCoding, settings, now, policy, onError, rowsAtOnce: 3, lookEveryMs: 0 })
      closers.unshift(hub.stop)
    }, 60_000)

    afterAll(async () => {
      for (const close of closers) await close()
      await where.close()
      expect(troubles).toEqual([])
    })

    async function older(station: string): Promise<WritableRegister> {
      const how = await tellingFor({ db: database, policy, now }, station)
      // Packed anew: one that it had packed would not know who has become a regular since.
      const segments = segmentStore(database, publish, now)
      const register = await openMemoryRegister()
      await register.begin(await segments.manifest(how))
      for (const { name } of register.download().missing) await register.putSegment(name, (await segments.bytes(name, how))!)
      await register.putState(await publish.state(how))
      return register
    }

    /** Every row that a station of the older form would have, and none more. */
    async function isAsTold(copy: CopyOfLibrary, station: string): Promise<void> {
      const told = await older(station)
      for (const barcode of barcodes) {
        expect(copy.item(barcode)).toEqual(await told.item(barcode))
        expect(copy.loan(barcode)).toEqual(await told.loan(barcode))
      }
      for (const titleId of titleIds) expect(copy.holdsOn(titleId)).toEqual(await told.holdsOn(titleId))
      for (const card of cards) expect(copy.patronByCard(card)).toEqual(await told.patronByCard(card))
      for (let at = 0; at < few; at++) {
        const id = patronOf(at)
        expect(copy.patron(id)).toEqual(await told.patron(id))
        const inOrder = <Row extends Loan | Hold>(rows: readonly Row[]) =>
          new Set(rows.map(row => JSON.stringify(Object.entries(row).sort())))
        expect(inOrder(copy.loansOf(id))).toEqual(inOrder(await told.loansOf(id)))
        expect(inOrder(copy.holdsOf(id))).toEqual(inOrder(await told.holdsOf(id)))
      }
    }

    /** A new manifest, for which pages were read while the library went on. */
    async function packedAnew(meanwhile: readonly TableChange[]): Promise<void> {
      const waiting = [...meanwhile]
      const turn = async () => {
        const change = waiting.shift()
        if (change) await write(change)
      }
      const store = new PackedStore(database, nodeCoding)
      const ports = {
        db: database,
        store,
        coding: nodeCoding,
        settings: publish.settings,
        now,
        rowsAtOnce: 3,
        turn,
      }
      await buildForAll(ports, await currentKey(database, now()))
      for (const station of Object.values(stations)) await hub.manifest(station)
      // The named ones are packed behind it.
      for (const station of Object.values(stations)) await settled(station)
    }

    async function settled(station: string): Promise<void> {
      const base = (await hub.manifest(stations.least))!
      for (;;) {
        const manifest = await hub.manifest(station)
        const names = new Set(manifest?.tables.map(({ index }) => index.name))
        if (base.tables.every(({ index }) => names.has(index.name))) return
        await new Promise(resolve => setTimeout(resolve, 5))
      }
    }

    test('[SG23] whatever changes, a manifest with its delta, one delta or many, tells what the older form tells, in each tier', async () => {
      await write({ kind: 'put-patron', patron: regular })
      const copies = new Map<string, CopyOfLibrary>()
      await fc.assert(
        fc.asyncProperty(acts, acts, fc.boolean(), fc.boolean(), async (changes, meanwhile, isApart, isPackedAnew) => {
          if (isPackedAnew || copies.size === 0) {
            await packedAnew(meanwhile)
            for (const station of Object.values(stations)) copies.set(station, await CopyOfLibrary.fetched(hub, station))
          }
          if (isApart) for (const change of changes) await write(change)
          else await write(...changes)
          for (const [station, copy] of copies) {
            await copy.apply((await hub.delta(station, copy.manifest.name, copy.version))!)
            await isAsTold(copy, station)
            const fromStart = await CopyOfLibrary.fetched(hub, station)
            await fromStart.apply((await hub.delta(station, fromStart.manifest.name, fromStart.version))!)
            await isAsTold(fromStart, station)
          }
        }),
        { numRuns: 15, endOnFailure: true },
      )
      // It is not that nothing came.
      const named = [...copies.values()].map(copy => copy.patronByCard('regular-1')?.name?.family)
      expect(named).toEqual([undefined, 'Rantakoski', 'Rantakoski'])
    }, 120_000)
  })
