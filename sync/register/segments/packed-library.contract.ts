import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { packId } from '../detail/packed-id.ts'
import type { SegmentCoding } from './coding.ts'
import { emptyDelta, packDelta, type RegisterDelta } from './delta.ts'
import { cardTag } from './least-patron.ts'
import type { LibraryStorage } from './library-storage.ts'
import {
  allThatIsStored,
  barcode,
  card,
  fetchMissing,
  groupKey,
  holdRow,
  libraryRows,
  namedRow,
  type PublishedLibrary,
  patronId,
  publish,
  titleId,
} from './packed-library.fixture.ts'
import { openPackedLibrary } from './packed-library.ts'
import { nameRows } from './person-tables.ts'
import { registerKey } from './register-key.ts'
import type { WritableLibrary } from './writable-library.ts'

export interface LibraryStoragePlace {
  open(): Promise<LibraryStorage>
  /** Where a test can use up all room, and give it back. */
  readonly room?: { fill(): Promise<void>; make(): Promise<void> }
  remove(): Promise<void>
}

/** What a packed library promises on every storage. */
export function packedLibraryContract(name: string, coding: SegmentCoding, newPlace: () => LibraryStoragePlace): void {
  describe(name, () => {
    let place: LibraryStoragePlace
    let storage: LibraryStorage
    let library: WritableLibrary
    let whole: PublishedLibrary

    const open = async (key = 1) => {
      storage = await place.open()
      const cardKey = (id: string) => (id === 'k1' ? groupKey : undefined)
      const sealed = await registerKey(new Uint8Array(32).fill(key))
      library = await openPackedLibrary({ storage, coding, key: sealed, cardKey })
    }
    const reopen = async (key?: number) => {
      await library.close()
      await open(key)
    }
    const fill = async (published = whole) => {
      await library.begin(published.manifest, published.indexes)
      await fetchMissing(library, published)
    }
    const delta = (more: Partial<RegisterDelta>, since = 1, version = since + 1, manifest = whole.manifest.name) =>
      packDelta({ ...emptyDelta({ manifest, since, version, asOf: '2026-11-02T10:00:00Z' }), ...more }, coding)

    beforeEach(async () => {
      place = newPlace()
      await open()
      whole = await publish(libraryRows(), coding)
    })

    afterEach(async () => {
      await library.close()
      await place.remove()
    })

    async function isWhole(): Promise<void> {
      for (const number of [0, 1, 49, 50, 51, 512, 640, 999]) {
        const found = { barcode: barcode(number), title: `Kirja ${number >> 1}`, circulationStatus: 'ok' }
        expect(await library.item(barcode(number).toLowerCase())).toMatchObject({ found })
        expect(await library.state(barcode(number))).toEqual(
          number % 10 ? 'unknown' : { found: expect.objectContaining({ dueOn: '2026-12-15' }) },
        )
        expect(await library.isLentTo(barcode(number), patronId(number))).toBe(number % 10 ? undefined : true)
        expect(await library.isLentTo(barcode(number), patronId(number + 1))).toBe(number % 10 ? undefined : false)
      }
      for (const number of [0, 1, 5, 99, 599])
        expect(await library.patronByCard(card(number).toLowerCase())).toMatchObject({
          found: { patronId: patronId(number), loans: number % 10, ...(number % 5 === 0 && { named: { feesCents: number } }) },
        })
      expect([await library.item('853N00001000'), await library.item(''), await library.patronByCard('PYS600')]).toEqual(
        Array(3).fill('unknown'),
      )
    }

    test('[SG13] what a hub packed is found after a download and after a restart, and nothing else is', async () => {
      expect(await library.item(barcode(0))).toBe('not-here-yet')
      await fill()
      expect(library.stand()).toMatchObject({ version: 1, complete: true })
      await isWhole()
      await reopen()
      expect(library.stand()).toMatchObject({ version: 1, complete: true })
      await isWhole()
      expect(await library.check()).toMatchObject({ wrong: 0 })
    })

    test('[SG14] bundles come in any order; what has not arrived is "not here yet", never "unknown"', async () => {
      await library.begin(whole.manifest, whole.indexes)
      for (const { index, from, to } of library.download().missing.toReversed()) {
        for (let at = to - 1; at >= from; at--) await library.put(index, at, [whole.bundles.get(index)![at]!])
        expect(await library.item(barcode(1))).not.toBe('unknown')
        expect(await library.patronByCard(card(1))).not.toBe('unknown')
      }
      expect(library.stand().complete).toBe(true)
      await isWhole()
    })

    test('[SG14] after a break the download goes on with the bundle that is missing', async () => {
      await library.begin(whole.manifest, whole.indexes)
      const inAll = library.download().missing.reduce((sum, { from, to }) => sum + to - from, 0)
      await fetchMissing(library, whole, 5)
      await reopen()
      const left = library.download().missing.reduce((sum, { from, to }) => sum + to - from, 0)
      expect(left).toBe(inAll - 5)
      await fetchMissing(library, whole)
      await isWhole()
    })

    test('[SG15] a bundle that is damaged, cut or another one is refused, and the right one is taken', async () => {
      await library.begin(whole.manifest, whole.indexes)
      const [run] = library.download().missing
      const right = whole.bundles.get(run!.index)![0]!
      const flipped = right.with(right.length >> 1, right[right.length >> 1]! ^ 4)
      const another = whole.bundles.get(library.download().missing[1]!.index)![0]!
      for (const wrong of [flipped, right.slice(0, -1), another, new Uint8Array()])
        await expect(library.put(run!.index, 0, [wrong])).rejects.toMatchObject({ kind: 'damaged' })
      await expect(library.put('ab', 0, [right])).rejects.toMatchObject({ kind: 'unexpected' })
      await fetchMissing(library, whole)
      await isWhole()
    })

    test('[SG15] stored bundles that were damaged, cut, swapped or replaced by older ones are never believed, and are fetched again', async () => {
      await fill()
      await library.close()
      storage = await place.open()
      const { tables, current } = await storage.read()
      const slotOf = (kind: string, at: number) => {
        const { table } = tables.find(({ table: one }) => one.kind === kind)!
        return { slot: table.slots[at]!, name: table.name }
      }
      const spoil = async (kind: string, at: number, change: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>) => {
        const { slot, name } = slotOf(kind, at)
        const { here, checks } = tables.find(({ table }) => table.name === name)!
        await storage.putBundles([{ slot, bytes: await change((await storage.bytesAt(slot))!) }], { name, here, checks })
      }
      const other = async (kind: string, at: number) => (await storage.bytesAt(slotOf(kind, at).slot))!
      const swapped = await other('patrons', 1)
      await spoil('items', 0, bytes => bytes.with(bytes.length - 9, bytes[bytes.length - 9]! ^ 1))
      await spoil('items', 1, () => other('items', 2))
      await spoil('titles', 0, bytes => bytes.slice(0, -3))
      await spoil('patrons', 1, () => other('patrons', 0))
      await spoil('patrons', 0, () => swapped)
      await spoil('counts', 0, () => other('patrons', 2))
      expect(current).toBeDefined()
      await storage.close()
      await open()
      expect(await library.item(barcode(1))).toBe('not-here-yet')
      expect(await library.check()).toMatchObject({ wrong: 5 })
      expect(library.download().missing).toHaveLength(4)
      await fetchMissing(library, whole)
      await isWhole()
    })

    test('[SG16] what speaks of persons lies encrypted; with another key it is fetched again, and the rest is not', async () => {
      await fill()
      await library.apply(await delta({ named: { changed: [namedRow(55)], gone: [] } }))
      const text = await allThatIsStored(storage)
      expect(text).toContain(barcode(0).toLowerCase())
      for (const secret of ['rantakoski', 'aijala', 'äijälä', 'eeli', 'pys55', '1955-04']) expect(text).not.toContain(secret)
      await reopen(2)
      expect(await library.patronByCard(card(5))).toBe('not-here-yet')
      expect(await library.searchNames({ name: 'eeli', limit: 9 })).toEqual([])
      // The index of such a table is fetched with it: it begins with somebody's name.
      expect(library.download().begun).toBe(false)
      const personal = library.unknownIndexes(whole.manifest)
      expect(personal).toHaveLength(8)
      await library.begin(whole.manifest, new Map(personal.map(name => [name, whole.indexes.get(name)!])))
      expect(library.download().begun).toBe(true)
      expect(new Set(library.download().missing.map(({ kind }) => kind))).toEqual(
        new Set(['patrons', 'counts', 'loan-tags', 'holds', 'named', 'named-loans', 'named-holds', 'names']),
      )
      await fetchMissing(library, whole)
      await isWhole()
      await reopen(2)
      expect(library.download()).toMatchObject({ begun: true, missing: [] })
      await isWhole()
      expect(await allThatIsStored(storage)).not.toContain('eeli')
    })

    // Where the test can take the room away; a page's own room is taken away in e2e/register-quota.test.ts.
    if (newPlace().room)
      test('[SG21] where there is no room for more the reason is said, what is here stays readable, and the download goes on when there is', async () => {
        await library.begin(whole.manifest, whole.indexes)
        await fetchMissing(library, whole, 4)
        const { bytesHere } = library.stand()
        expect(bytesHere).toBeGreaterThan(0)
        await place.room?.fill()
        await expect(fetchMissing(library, whole)).rejects.toMatchObject({ kind: 'full' })
        expect(library.stand().bytesHere).toBe(bytesHere)
        expect(await library.state(barcode(0))).toMatchObject({ found: { dueOn: '2026-12-15' } })
        expect(await library.check()).toEqual({ right: 4, wrong: 0 })
        await place.room?.make()
        await reopen()
        expect(library.stand().bytesHere).toBe(bytesHere)
        await fetchMissing(library, whole)
        await isWhole()
      })

    test('[SG17] a delta stands over the bundles at once and after a restart, alone or written together with others', async () => {
      await fill()
      const state = {
        barcode: barcode(3),
        status: 'ok' as const,
        lentAt: '2026-11-20T10:00:00Z',
        dueOn: '2026-12-18',
        renewals: 0,
      }
      await library.apply(
        await delta({ states: { changed: [state], gone: [barcode(10)] }, items: { changed: [], gone: [barcode(999)] } }),
      )
      const newcomer = cardTag('new-1', groupKey)
      const patrons = {
        changed: [{ card: newcomer, sealedId: packId('P7', 'new-1', groupKey, new Set()), category: 'child', blocks: [] }],
        gone: [],
      }
      const counts = { changed: [{ place: 600, loans: 4, holds: 0, feesCents: 0 }], gone: [] }
      const holds = { changed: [holdRow(0, 4)], gone: [] }
      await library.apply(await delta({ patrons, counts, holds, places: [{ card: newcomer, place: 600 }] }, 2, 7))
      const isChanged = async () => {
        expect(library.stand().version).toBe(7)
        expect(await library.state(barcode(3))).toEqual({ found: state })
        expect([await library.state(barcode(10)), await library.item(barcode(999))]).toEqual(['unknown', 'unknown'])
        expect(await library.patronByCard('NEW-1')).toMatchObject({ found: { patronId: 'P7', category: 'child', loans: 4 } })
        const onTitle = await library.holdsOn(titleId(0))
        expect(onTitle.map(({ holdId }) => holdId)).toEqual(['H0-0', 'H0-4'])
        expect([library.isHeldBy(onTitle[1]!, patronId(4)), library.isHeldBy(onTitle[1]!, patronId(5))]).toEqual([true, false])
      }
      await isChanged()
      await reopen()
      await isChanged()
      await library.compact()
      await isChanged()
      await reopen()
      await isChanged()
      await expect(library.apply(await delta({}, 2, 9))).rejects.toMatchObject({ kind: 'gap' })
      await expect(library.apply(await delta({}, 7, 9, 'ab'))).rejects.toMatchObject({ kind: 'gap' })
    })

    test('[SG18] a later manifest waits beside the first until it is whole and not behind; bundles that are the same are not fetched again', async () => {
      await fill()
      await library.apply(await delta({ items: { changed: [], gone: [barcode(1)] } }, 1, 5))
      const rows = libraryRows()
      const later = await publish(
        { ...rows, titles: rows.titles.map((row, at) => (at === 7 ? { ...row, title: 'Toinen' } : row)) },
        coding,
        4,
      )
      await library.begin(later.manifest, later.indexes)
      const runs = library.download().missing
      expect(runs.map(({ kind, from, to }) => [kind, to - from])).toEqual([['titles', 1]])
      expect(await library.item(barcode(15))).toMatchObject({ found: { title: 'Kirja 7' } })
      await reopen()
      await fetchMissing(library, later)
      expect(library.download().replacing).toBe(true)
      expect(library.stand().version).toBe(5)
      await library.apply(await delta({ items: { changed: [], gone: [barcode(1)] } }, 4, 6, later.manifest.name))
      expect(library.download()).toMatchObject({ replacing: false, missing: [] })
      expect(await library.item(barcode(15))).toMatchObject({ found: { title: 'Toinen' } })
      expect(await library.item(barcode(1))).toBe('unknown')
      await reopen()
      expect(await library.item(barcode(15))).toMatchObject({ found: { title: 'Toinen' } })
      expect(library.stand()).toMatchObject({ version: 6, complete: true })
      expect(await library.check()).toMatchObject({ wrong: 0 })
    })

    test('[SG19] named patrons are found by the beginning of either name, diacritics folded, and by birth year', async () => {
      await fill()
      const ids = (found: readonly { given: string; family: string }[]) => found.map(({ family, given }) => `${family} ${given}`)
      expect(ids(await library.searchNames({ name: 'aija', limit: 2 }))).toEqual(['Äijälä Eeli105', 'Äijälä Eeli115'])
      expect(ids(await library.searchNames({ name: 'ÄIJÄLÄ eeli5', limit: 3 }))).toEqual([
        'Äijälä Eeli5',
        'Äijälä Eeli505',
        'Äijälä Eeli515',
      ])
      expect(ids(await library.searchNames({ name: 'eeli10', birthYear: 1950, limit: 9 }))).toEqual(['Rantakoski Eeli100'])
      expect(await library.searchNames({ name: 'eeli', limit: 200 })).toHaveLength(120)
      expect(await library.searchNames({ name: ' ', limit: 9 })).toEqual([])
      expect(await library.searchNames({ name: 'virta', limit: 9 })).toEqual([])
      // Who is called otherwise by now, and who is named no more.
      const married = { ...namedRow(5), family: 'Virta' }
      const names = { changed: nameRows(married).sort((a, b) => (a.key < b.key ? -1 : 1)), gone: [] }
      await library.apply(await delta({ named: { changed: [married], gone: [patronId(505)] }, names }))
      expect(ids(await library.searchNames({ name: 'virta', limit: 9 }))).toEqual(['Virta Eeli5'])
      expect(ids(await library.searchNames({ name: 'äijälä eeli5', limit: 1 }))).toEqual(['Äijälä Eeli515'])
    })
  })
}
