import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { changes, fill, hold, item, loan, patron, published, range } from './library.fixture.ts'
import type { WritableRegister } from './writable-register.ts'

/** What every register promises. A place is where one lies: opening it again finds what was written. */
export function registerContract(
  name: string,
  newPlace: () => { open(): Promise<WritableRegister>; remove(): Promise<void> },
): void {
  describe(name, () => {
    let place: ReturnType<typeof newPlace>
    let register: WritableRegister

    beforeEach(async () => {
      place = newPlace()
      register = await place.open()
    })

    afterEach(async () => {
      await register.close()
      await place.remove()
    })

    async function reopen(): Promise<void> {
      await register.close()
      register = await place.open()
    }

    const items = range(1300, number => item(number))
    const patrons = range(700, number => patron(number))
    const library = published(items, patrons)

    test('[RG1] every row is found by its key, whatever the case, and nothing else is', async () => {
      await fill(register, library)
      for (const number of [0, 1, 511, 512, 513, 1023, 1024, 1299]) {
        expect(await register.item(item(number).barcode)).toEqual(item(number))
        expect(await register.item(item(number).barcode.toUpperCase())).toEqual(item(number))
      }
      expect(await register.item('Abc001300')).toBeUndefined()
      expect(await register.item('')).toBeUndefined()
      expect(await register.item('Abc0000005')).toBeUndefined()
      expect(await register.patron('p000699')).toEqual(patron(699))
      expect(await register.patron('p000700')).toBeUndefined()
    })

    test('[RG2] a patron is found by any card, also a replaced one', async () => {
      await fill(register, library)
      expect(await register.patronByCard('CARD-512')).toEqual(patron(512))
      expect(await register.patronByCard('old-512')).toEqual(patron(512))
      expect(await register.patronByCard('p000512')).toBeUndefined()
    })

    test('[RG2] a number that is one patron’s card and another’s replaced card finds the one whose card it is', async () => {
      const replaced = patron(1, { cards: ['new-1', 'x-1'] })
      const active = patron(2, { cards: ['x-1'] })
      await fill(register, published([], [replaced, active]))
      expect((await register.patronByCard('x-1'))?.patronId).toBe(active.patronId)
    })

    test('[RG3] a title is found with its copies, wherever they lie', async () => {
      const far = [item(0, { barcode: 'AAA', titleId: 't600' }), ...items, item(0, { barcode: 'ZZZ', titleId: 't600' })]
      await fill(register, published(far, []))
      expect((await register.itemsOf('t600')).map(({ barcode }) => barcode)).toEqual(['AAA', 'Abc001200', 'Abc001201', 'ZZZ'])
      expect(await register.title('t3')).toEqual({ titleId: 't3', title: 'Kirja numero 3', author: 'Tekijä, Tiina' })
      expect(await register.title('t99999')).toBeUndefined()
    })

    test('[RG4] loans and holds are found by item, patron, title and place', async () => {
      const first = hold('h1', 't1', 'p000001', { placedAt: '2026-10-01T10:00:00Z' })
      const ready = hold('h2', 't1', 'p000002', { state: { kind: 'waiting', barcode: 'Abc000002' } })
      const elsewhere = hold('h3', 't2', 'p000001', { pickup: { branch: 'main' } })
      const loans = [loan('Abc000005', 'p000001'), loan('Abc000006', 'p000001', { dueOn: '2026-11-20' })]
      await fill(register, library, { loans, holds: [ready, first, elsewhere] })
      expect(await register.loan('ABC000005')).toEqual(loans[0])
      expect(await register.loansOf('p000001')).toEqual([loans[1], loans[0]])
      expect(await register.holdsOn('t1')).toEqual([first, ready])
      expect(await register.holdsOf('p000001')).toEqual([first, elsewhere])
      expect(await register.holdsAt('bus')).toEqual([ready, first])
      expect(await register.holdsAt('bus', 's2')).toEqual([])
    })

    test('[RG5] patrons are found by the beginning of a name without its diacritics, and by birth year', async () => {
      const people = [
        patron(1, { name: { given: 'Áile-Máret', family: 'Näkkäläjärvi' }, birthDate: '1981-02-03' }),
        patron(2, { name: { given: 'Aila', family: 'Nakkala' }, birthDate: '1990-02-03' }),
        patron(3, { name: { given: 'Bjørn', family: 'Đurđević' } }),
        patron(4, { name: { given: 'Saaŋkâ', family: 'Vuõʹlʼǩǩ' } }),
      ]
      const { name: _, ...nameless } = patron(5)
      await fill(register, published([], [...people, nameless]))
      const find = async (name: string, birthYear?: number) =>
        (await register.searchPatrons({ name, limit: 10, ...(birthYear && { birthYear }) })).map(({ patronId }) => patronId)
      expect(await find('nakka')).toEqual(['p000002', 'p000001'])
      expect(await find('nakka', 1981)).toEqual(['p000001'])
      expect(await find('NÄKKÄ maret')).toEqual(['p000001'])
      expect(await find('bjorn durd')).toEqual(['p000003'])
      expect(await find('saanka vuolkk')).toEqual(['p000004'])
      expect(await find('akka')).toEqual([])
      expect(await find(' ')).toEqual([])
    })

    test('[RG6] titles are found by the beginnings of words, those on board first', async () => {
      const shelf = [
        item(1, { titleId: 'a', title: 'Äiti ja meri', homeBranch: 'main' }),
        item(2, { titleId: 'b', title: 'Äidin meri', homeBranch: 'bus' }),
        item(3, { titleId: 'c', title: 'Meri', author: 'Äijälä, Ö.', homeBranch: 'bus' }),
        item(4, { titleId: 'c', title: 'Meri', author: 'Äijälä, Ö.', homeBranch: 'bus', circulationStatus: 'missing' }),
      ]
      await fill(register, published(shelf, []), { loans: [loan('Abc000002', 'p1')] })
      const hits = await register.searchTitles('mer ai', 10, 'bus')
      expect(hits.map(({ title, onBoard, copies, available }) => [title.titleId, onBoard, copies, available])).toEqual([
        ['c', 1, 2, 1],
        ['a', 0, 1, 1],
        ['b', 0, 1, 0],
      ])
      expect(await register.searchTitles('eri', 10, 'bus')).toEqual([])
    })

    test('[RG7] changed rows stand over the segments, tombstones take rows away, and both survive a restart', async () => {
      await fill(register, library, { loans: [loan('Abc000005', 'p000001')], holds: [hold('h1', 't1', 'p000001')] })
      await register.searchTitles('uusi', 5)
      const renamed = item(7, { title: 'Uusi nimi' })
      const moved = patron(8, { cards: ['card-8b', 'card-8'], name: { given: 'Uusi', family: 'Nimi' } })
      await register.apply(
        changes(1, 5, {
          items: [renamed, item(2000)],
          itemsGone: ['ABC000009'],
          patrons: [moved],
          patronsGone: ['p000010'],
          loans: [loan('ABC000007', 'p000008')],
          loansEnded: ['ABC000005'],
          holdsGone: ['h1'],
          statuses: [{ barcode: 'ABC000011', status: 'lost' }],
          settings: { ...library.manifest.settings, library: 'Uusi' },
        }),
      )
      for (const round of ['before', 'after'] as const) {
        if (round === 'after') await reopen()
        expect(await register.item('abc000007')).toEqual(renamed)
        expect(await register.item('abc002000')).toEqual(item(2000))
        expect(await register.item('abc000009')).toBeUndefined()
        expect(await register.itemsOf('t4')).toEqual([item(8)])
        expect(await register.patronByCard('card-8b')).toEqual(moved)
        expect(await register.patronByCard('old-8')).toBeUndefined()
        expect(await register.patronByCard('card-10')).toBeUndefined()
        expect(await register.patron('p000010')).toBeUndefined()
        expect(await register.loan('abc000005')).toBeUndefined()
        expect(await register.loansOf('p000008')).toHaveLength(1)
        expect(await register.holdsOn('t1')).toEqual([])
        expect((await register.item('abc000011'))?.circulationStatus).toBe('lost')
        expect((await register.settings())?.library).toBe('Uusi')
        expect((await register.state()).version).toBe(5)
        expect(register.download()).toMatchObject({ since: 5, missing: [] })
        expect((await register.searchTitles('uusi', 5))[0]?.title.titleId).toBe('t3')
        expect((await register.searchPatrons({ name: 'nimi', limit: 5 })).map(({ patronId }) => patronId)).toEqual([
          moved.patronId,
        ])
      }
    })

    test('[RG7] many batches of changes are written together and read the same', async () => {
      await fill(register, library)
      for (let version = 1; version < 140; version++) {
        const number = version % 50
        await register.apply(
          changes(version, version + 1, {
            items: [item(number, { title: `Painos ${version}` })],
            itemsGone: [item(500 + number).barcode],
            loans: [loan(item(number).barcode, `p${version}`)],
            statuses: [{ barcode: item(100 + number).barcode, status: version % 2 ? 'lost' : 'ok' }],
          }),
        )
      }
      const look = async () => [
        await register.item('abc000039'),
        await register.item('abc000020'),
        await register.item('abc000530'),
        await register.item('abc000139'),
        await register.loan('abc000039'),
        register.download(),
        await register.state(),
      ]
      const before = await look()
      expect(before[0]).toMatchObject({ title: 'Painos 139' })
      expect(before[2]).toBeUndefined()
      expect(before[3]).toMatchObject({ circulationStatus: 'lost' })
      await reopen()
      expect(await look()).toEqual(before)
    })

    test('[RG8] the register works with what has arrived, says so, and goes on after a restart', async () => {
      await register.begin(library.manifest)
      expect(await register.settings()).toEqual(library.manifest.settings)
      await register.putState({
        version: 3,
        asOf: '2026-11-01T12:00:00Z',
        loans: [loan('Abc000005', 'p000001')],
        holds: [],
        statuses: [],
      })
      const [first, ...rest] = register.download().missing
      await register.putSegment(first!.name, library.bytes.get(first!.name)!)
      await reopen()
      expect(await register.item('Abc000005')).toEqual(item(5))
      expect(await register.item('Abc001299')).toBeUndefined()
      expect(await register.loan('Abc000005')).toBeDefined()
      expect(register.download().missing.map(({ name }) => name)).toEqual(rest.map(({ name }) => name))
      expect(register.download().since).toBe(1)
      expect(await register.state()).toMatchObject({ version: 3, complete: false, segmentsHere: 1, segmentsInAll: 5 })
      await register.apply(changes(1, 4, { items: [item(1299, { title: 'Uusi painos' })] }))
      for (const { name } of rest) await register.putSegment(name, library.bytes.get(name)!)
      expect(await register.state()).toMatchObject({ version: 4, complete: true, segmentsHere: 5 })
      expect((await register.item('Abc001299'))?.title).toBe('Uusi painos')
    })

    test('[RG9] bytes that do not fit a segment’s name are refused', async () => {
      await register.begin(library.manifest)
      const [name, other] = register.download().missing.map(info => info.name) as [string, string]
      const flipped = library.bytes.get(name)!.slice()
      flipped[100]! ^= 1
      await expect(register.putSegment(name, flipped)).rejects.toMatchObject({ kind: 'damaged' })
      await expect(register.putSegment(name, library.bytes.get(other)!)).rejects.toMatchObject({ kind: 'damaged' })
      expect(register.download().missing).toHaveLength(5)
      expect(await register.item('Abc000005')).toBeUndefined()
    })

    test('[RG10] a later manifest replaces the register whole, and only when all of it is here', async () => {
      await fill(register, library, { loans: [loan('Abc000005', 'p000001')] })
      await register.apply(changes(1, 2, { items: [item(5, { title: 'Muutos' })], itemsGone: ['ABC000006'] }))
      const next = published([...items.slice(0, 600), item(5000)], patrons, 9)
      await register.begin(next.manifest)
      const missing = register.download().missing
      expect(missing.length).toBeLessThan(next.manifest.segments.length)
      const state = { version: 12, asOf: '2026-11-03T12:00:00Z', loans: [], holds: [], statuses: [] }
      await expect(register.putState(state)).rejects.toMatchObject({ kind: 'incomplete' })
      for (const { name } of missing) await register.putSegment(name, next.bytes.get(name)!)
      await reopen()
      expect((await register.item('Abc000005'))?.title).toBe('Muutos')
      expect(await register.item('Abc001299')).toEqual(item(1299))
      expect(register.download()).toMatchObject({ replacing: true, missing: [] })
      await register.putState(state)
      for (const round of ['before', 'after'] as const) {
        if (round === 'after') await reopen()
        expect(await register.item('Abc000005')).toEqual(item(5))
        expect(await register.item('Abc000006')).toEqual(item(6))
        expect(await register.item('Abc005000')).toEqual(item(5000))
        expect(await register.item('Abc001299')).toBeUndefined()
        expect(await register.loan('Abc000005')).toBeUndefined()
        expect(await register.state()).toMatchObject({ version: 12, complete: true, segmentsInAll: 4 })
        expect(register.download()).toMatchObject({ replacing: false, missing: [], since: 9 })
      }
    })

    test('[RG11] changes that do not begin where the register stands are refused', async () => {
      await fill(register, library)
      await expect(register.apply(changes(2, 3))).rejects.toMatchObject({ kind: 'gap' })
      await register.apply(changes(1, 3))
      await expect(register.apply(changes(1, 3))).rejects.toMatchObject({ kind: 'gap' })
    })

    test('[RG12] an empty register answers, with nothing', async () => {
      expect(await register.item('1')).toBeUndefined()
      expect(await register.patronByCard('1')).toBeUndefined()
      expect(await register.searchTitles('a', 5)).toEqual([])
      expect(await register.settings()).toBeUndefined()
      expect(await register.state()).toEqual({ version: 0, complete: false, segmentsHere: 0, segmentsInAll: 0, bytesHere: 0 })
      expect(register.download()).toEqual({ begun: false, replacing: false, missing: [] })
    })
  })
}
