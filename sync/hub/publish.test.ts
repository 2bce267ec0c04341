import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Item } from '../../circulation/item.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { Changes, Manifest, Segment, VolatileState } from '../protocol/messages.ts'
import type { Database } from './database.node.ts'
import { demoLibrary } from './demo/demo-library.ts'
import { demoSettings } from './demo/demo-settings.ts'
import { seedDemo } from './demo/seed-demo.ts'
import { showItems } from './demo/showcase.ts'
import { libraryTables } from './library-tables.ts'
import { openHubDatabase } from './open-database.node.ts'
import { type Publisher, publisher } from './publish.ts'
import { type SegmentStore, segmentStore } from './segment-store.ts'
import { startHub } from './start-hub.node.ts'
import { bothDatabases } from './testing/both-databases.node.ts'
import { temporaryFolder } from './testing/hub-process.node.ts'
import { Asker } from './testing/station.ts'

const size = { items: 1200, patrons: 150, seed: 7, today: '2026-11-17' }
const now = () => '2026-11-17T08:00:00Z'

for (const where of bothDatabases())
  describe.skipIf(where.missing !== '')(`on ${where.name}`, () => {
    let closers: (() => Promise<unknown>)[]
    let folder: Awaited<ReturnType<typeof temporaryFolder>>
    let database: Database
    let tables: ReturnType<typeof libraryTables>
    let publish: Publisher
    let segments: SegmentStore
    let onServer: { readonly databaseUrl?: string }

    beforeAll(async () => {
      folder = await temporaryFolder()
      closers = [folder.remove]
      const databaseUrl = await where.open()
      onServer = databaseUrl === undefined ? {} : { databaseUrl }
      const opened = await openHubDatabase({
        folder: folder.path,
        ...onServer,
        trouble: () => {},
        now: () => '1970-01-01T00:16:40Z',
        closeLater: close => closers.unshift(close),
        onNews: () => {},
      })
      database = opened.database
      await seedDemo(database, opened.log, size)
      tables = libraryTables(database, opened.log)
      publish = publisher(database, now)
      await publish.putSettings(demoSettings(size.today, true))
      segments = segmentStore(database, publish, now)
    }, 60_000)

    afterAll(async () => {
      for (const close of closers) await close()
      await where.close()
    })

    /** What a station makes of segments, state and changes, in the plainest way there is. */
    class Copy {
      loans = new Map<string, unknown>()
      holds = new Map<string, unknown>()
      statuses = new Map<string, string>()
      items = new Map<string, unknown>()
      constructor(state: VolatileState) {
        for (const loan of state.loans) this.loans.set(loan.barcode, loan)
        for (const hold of state.holds) this.holds.set(hold.holdId, hold)
        for (const { barcode, status } of state.statuses) this.statuses.set(barcode, status)
      }
      apply(changes: Changes): this {
        for (const loan of changes.loans) this.loans.set(loan.barcode, loan)
        for (const barcode of changes.loansEnded) this.loans.delete(barcode)
        for (const hold of changes.holds) this.holds.set(hold.holdId, hold)
        for (const holdId of changes.holdsGone) this.holds.delete(holdId)
        for (const { barcode, status } of changes.statuses) this.statuses.set(barcode, status)
        return this
      }
      plain() {
        return [this.loans, this.holds, this.statuses].map(map => [...map].sort(([a], [b]) => (a < b ? -1 : 1)))
      }
    }

    test('[HB12] each write raises the version, and changes since any version lead to the state as it is', async () => {
      const states = [await publish.state()]
      const loan = {
        barcode: showItems.plain,
        patronId: 'P0000001',
        lentAt: now(),
        dueOn: '2026-12-15',
        renewals: 0,
        branch: 'PYS1AU',
      }
      const end = { kind: 'end-loan', endedAt: now(), endedAtBranch: 'PYS1AU' } as const
      const hold = (await tables.hold('H0000002'))!
      const writes = [
        [{ kind: 'put-loan', loan }],
        [{ ...end, barcode: showItems.lentToOther }],
        [
          { kind: 'set-status', barcode: showItems.lost, status: 'ok' },
          { kind: 'put-loan', loan: { ...loan, dueOn: '2026-12-20' } },
        ],
        [{ kind: 'end-hold', holdId: 'H0000001', why: 'filled', at: now() }],
        [
          { ...end, barcode: showItems.plain },
          { kind: 'put-hold', hold: { ...hold, state: { kind: 'in-transit', barcode: showItems.holdQueued } } },
        ],
      ] as const
      for (const [index, changes] of writes.entries()) {
        await tables.write(changes, `mark-${index}`)
        await tables.write(changes, `mark-${index}`)
        states.push(await publish.state())
      }
      const versions = states.map(state => state.version)
      expect(versions).toEqual(versions.map((_, index) => versions[0]! + index))
      const last = states.at(-1)!
      for (const state of states) {
        const changes = (await publish.changes(state.version))!
        expect(changes.version).toBe(last.version)
        expect(new Copy(state).apply(changes).plain()).toEqual(new Copy(last).plain())
      }
      const changes = (await publish.changes(versions[1]!))!
      expect(changes.loansEnded).toEqual(expect.arrayContaining([showItems.lentToOther, showItems.plain]))
      expect(changes.holdsGone).toEqual(['H0000001'])
      expect((await tables.item(showItems.lost))?.circulationStatus).toBe('ok')
    })

    test('[HB12] a version that is not of this count gets no changes; settings come when they have changed', async () => {
      const version = await publish.version()
      expect(await publish.changes(999)).toBeUndefined()
      expect(await publish.changes(version + 1)).toBeUndefined()
      expect((await publish.changes(version))?.settings).toBeUndefined()
      await publish.putSettings(demoSettings('2026-11-18', true))
      expect((await publish.changes(version))?.settings?.today).toBe('2026-11-18')
      await publish.putSettings(demoSettings('2026-11-18', true))
      expect(await publish.version()).toBe(version + 1)
    })

    test('[HB13] segments hold every row once, in order, under the hash of their bytes; one changed item changes one segment', async () => {
      const before = await segments.manifest()
      const { items, patrons } = demoLibrary(size)
      const library = { items: [...items], patrons: [...patrons] }
      expect((await rowsOf(before, 'items')).map(row => row.barcode).sort()).toEqual(library.items.map(row => row.barcode).sort())
      expect((await rowsOf(before, 'patrons')).map(row => row.patronId).sort()).toEqual(
        library.patrons.map(row => row.patronId).sort(),
      )
      for (const kind of ['items', 'patrons'] as const) {
        const ranges = before.segments.filter(info => info.kind === kind).flatMap(info => [info.firstKey, info.lastKey])
        expect(ranges).toEqual([...ranges].sort())
      }
      await tables.write([{ kind: 'put-item', item: { ...library.items[0]!, title: 'Muutettu' } }], 'mark-item')
      const after = await segments.manifest()
      expect(after.version).toBeGreaterThan(before.version)
      const names = new Set(before.segments.map(info => info.name))
      expect(after.segments.filter(info => !names.has(info.name))).toHaveLength(1)
      expect(await segments.bytes(before.segments[0]!.name)).toBeDefined()
    })

    type RowOf = { readonly items: Item; readonly patrons: Patron }

    async function rowsOf<K extends Segment['kind']>(manifest: Manifest, kind: K): Promise<RowOf[K][]> {
      const rows: RowOf[K][] = []
      for (const info of manifest.segments.filter(one => one.kind === kind)) {
        const bytes = (await segments.bytes(info.name))!
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(info.name)
        expect(bytes.length).toBe(info.bytes)
        const segment = JSON.parse(new TextDecoder().decode(bytes)) as { readonly rows: readonly RowOf[K][] }
        expect(segment.rows).toHaveLength(info.rows)
        rows.push(...segment.rows)
      }
      return rows
    }

    test('[HB13] a segment over HTTP is immutable and comes in the coding that was asked for', { timeout: 60_000 }, async () => {
      const data = join(folder.path, 'data')
      const onAnother = onServer.databaseUrl === undefined ? {} : { databaseUrl: (await where.open())! }
      const hub = await startHub({ data, port: 0, ...onAnother })
      const asker = new Asker(hub.address, hub.token)
      const { segments: infos } = (await asker.get('/api/register/manifest')).body as Manifest
      const path = `${hub.address}/api/register/segments/${infos[0]!.name}`
      for (const coding of ['br', 'gzip', 'identity']) {
        const answer = await fetch(path, { headers: { Authorization: `Bearer ${hub.token}`, 'Accept-Encoding': coding } })
        expect(answer.headers.get('cache-control')).toContain('immutable')
        expect(answer.headers.get('content-encoding')).toBe(coding === 'identity' ? null : coding)
        expect(
          createHash('sha256')
            .update(new Uint8Array(await answer.arrayBuffer()))
            .digest('hex'),
        ).toBe(infos[0]!.name)
      }
      expect((await asker.get(`/api/register/segments/${'0'.repeat(64)}`)).status).toBe(404)
      expect((await asker.get('/api/register/changes?since=x')).status).toBe(400)
      await hub.stop()
    })
  })
