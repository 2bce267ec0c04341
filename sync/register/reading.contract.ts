import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hold, item, loan, patron, range, settings } from './library.fixture.ts'
import type { Register } from './register.ts'
import type { TieredLoad } from './segments/load-library.fixture.ts'

export const today = '2026-11-17'

/** Where a register of the least tier lies, with names for those whom the load names. */
export interface ReadingPlace {
  /** Empty. */
  open(): Promise<Register>
  /** Downloads it all. */
  fill(load: TieredLoad): Promise<Register>
  /** What has changed since, as the hub tells it. */
  become(load: TieredLoad): Promise<Register>
  /** After a restart. */
  again(): Promise<Register>
  remove(): Promise<void>
}

/** What a desk reads from a register that names nobody but those it serves, whatever form the register has. */
export function readingContract(name: string, newPlace: () => ReadingPlace): void {
  describe(name, () => {
    let place: ReadingPlace
    let register: Register

    beforeEach(async () => {
      place = newPlace()
      register = await place.open()
    })

    afterEach(() => place.remove())

    const items = range(700, number => item(number))
    const patrons = range(300, number => patron(number))
    const library: TieredLoad = { items, patrons, loans: [], holds: [], settings, asOf: '2026-11-01T12:00:00Z' }

    test('[RG1] every item is found by its key, whatever the case, and nothing else is', async () => {
      register = await place.fill(library)
      for (const number of [0, 1, 255, 256, 511, 512, 699]) {
        expect(await register.item(item(number).barcode)).toEqual(item(number))
        expect(await register.item(item(number).barcode.toUpperCase())).toEqual(item(number))
      }
      expect(await register.item('Abc000700')).toBeUndefined()
      expect(await register.item('')).toBeUndefined()
      expect(await register.item('Abc0000005')).toBeUndefined()
      expect(await register.patron('p000005')).toBeUndefined()
    })

    test('[RG2] a patron is found by any card, also a replaced one, with what decides and no more', async () => {
      const debtor = patron(12, { feesCents: 250, blocks: ['barred'], barredUntil: '2026-12-01', expiresOn: '2027-01-31' })
      register = await place.fill({ ...library, patrons: [patron(1), debtor], loans: [loan('Abc000005', debtor.patronId)] })
      const found = await register.patronByCard('CARD-12')
      const told = {
        category: 'adult',
        blocks: ['barred'],
        barredUntil: '2026-12-01',
        feesCents: 250,
        expiresOn: '2027-01-31',
        ageClass: { reached: 18 },
      }
      expect(found).toEqual({ patronId: debtor.patronId, cards: ['CARD-12'], counts: { loans: 1, holds: 0 }, ...told })
      expect(await register.patronByCard('old-12')).toEqual({ ...found, cards: ['OLD-12'], isReplacedCard: true })
      expect(await register.patronByCard('p000012')).toBeUndefined()
    })

    test('[RG3] a title is found with its copies, wherever they lie', async () => {
      const far = [item(0, { barcode: 'AAA', titleId: 't300' }), ...items, item(0, { barcode: 'ZZZ', titleId: 't300' })]
      register = await place.fill({ ...library, items: far })
      expect((await register.itemsOf('t300')).map(({ barcode }) => barcode)).toEqual(['AAA', 'Abc000600', 'Abc000601', 'ZZZ'])
      expect(await register.title('t3')).toEqual({ titleId: 't3', title: 'Kirja numero 3', author: 'Tekijä, Tiina' })
      expect(await register.title('t99999')).toBeUndefined()
    })

    test('[RG4] loans and holds are found by item, title and place, and whose they are by the patron whose card is in hand', async () => {
      const first = hold('h1', 't1', 'p000001', { placedAt: '2026-10-01T10:00:00Z' })
      const ready = hold('h2', 't1', 'p000002', { state: { kind: 'waiting', barcode: 'Abc000002', box: '7' } })
      const elsewhere = hold('h3', 't2', 'p000001', { pickup: { branch: 'main' }, copy: 'Abc000004' })
      register = await place.fill({
        ...library,
        loans: [loan('Abc000005', 'p000001', { renewals: 2 })],
        holds: [ready, first, elsewhere],
      })
      const lent = await register.loan('ABC000005')
      expect(lent).toMatchObject(withoutPatron(loan('Abc000005', '', { renewals: 2 })))
      expect([register.isOf('p000001', lent!), register.isOf('p000002', lent!)]).toEqual([true, false])
      expect(await register.loan('ABC000006')).toBeUndefined()
      // The waiting copy has a state and no loan.
      expect(await register.loan('ABC000002')).toBeUndefined()
      const onTitle = await register.holdsOn('t1')
      expect(onTitle).toMatchObject([withoutPatron(first), withoutPatron(ready)])
      expect(onTitle.map(row => register.isOf('p000002', row))).toEqual([false, true])
      expect(await register.holdsOn('t2')).toMatchObject([withoutPatron(elsewhere)])
      expect((await register.holdsAt('bus')).map(({ holdId }) => holdId)).toEqual(['h2', 'h1'])
      expect((await register.holdsAt('bus', 's1')).map(({ holdId }) => holdId)).toEqual(['h2', 'h1'])
      expect(await register.holdsAt('bus', 's2')).toEqual([])
    })

    test('[RG5] who is named is found by the beginning of a name without its diacritics, and by birth year; nobody else is', async () => {
      const people = [
        patron(1, { name: { given: 'Áile-Máret', family: 'Näkkäläjärvi' }, birthDate: '1981-02-03' }),
        patron(2, { name: { given: 'Aila', family: 'Nakkala' }, birthDate: '1990-02-03' }),
        patron(3, { name: { given: 'Bjørn', family: 'Đurđević' } }),
        patron(4, { name: { given: 'Saaŋkâ', family: 'Vuõʹlʼǩǩ' } }),
        patron(5, { name: { given: 'Aina', family: 'Nakkanen' } }),
      ]
      register = await place.fill({ ...library, patrons: people, named: people.slice(0, 4).map(({ patronId }) => patronId) })
      const find = async (name: string, birthYear?: number) =>
        (await register.searchPatrons({ name, limit: 10, ...(birthYear && { birthYear }) })).map(({ patronId }) => patronId)
      expect(await find('nakka')).toEqual(['p000002', 'p000001'])
      expect(await find('nakka', 1981)).toEqual(['p000001'])
      expect(await find('NÄKKÄ maret')).toEqual(['p000001'])
      expect(await find('bjorn durd')).toEqual(['p000003'])
      expect(await find('saanka vuolkk')).toEqual(['p000004'])
      expect(await find('akka')).toEqual([])
      expect(await find(' ')).toEqual([])
      expect(await register.patron('p000003')).toMatchObject({
        patronId: 'p000003',
        name: people[2]!.name,
        cards: people[2]!.cards,
      })
      expect(await register.patron('p000005')).toBeUndefined()
    })

    test('[RG4] who is named has their loans and holds listed, also with the card in hand', async () => {
      const theirs = [loan('Abc000006', 'p000001', { dueOn: '2026-11-20' }), loan('Abc000005', 'p000001')]
      const holds = [hold('h1', 't1', 'p000001', { placedAt: '2026-10-01T10:00:00Z' }), hold('h3', 't2', 'p000001')]
      const others = [loan('Abc000009', 'p000002')]
      register = await place.fill({
        ...library,
        named: ['p000001'],
        loans: [...others, ...theirs.toReversed()],
        holds: holds.toReversed(),
      })
      expect(await register.loansOf('p000001')).toEqual(theirs)
      expect(await register.holdsOf('p000001')).toEqual(holds)
      expect(await register.holdsOn('t1')).toEqual([holds[0]])
      expect(await register.loan('abc000005')).toEqual(theirs[1])
      expect(await register.patronByCard('old-1')).toEqual(patron(1))
      expect(await register.patron('p000001')).toEqual(patron(1))
      expect(await register.loansOf('p000002')).toEqual([])
    })

    test('[RG6] titles are found by the beginnings of words, those on board first', async () => {
      const shelf = [
        item(1, { titleId: 'a', title: 'Äiti ja meri', homeBranch: 'main' }),
        item(2, { titleId: 'b', title: 'Äidin meri', homeBranch: 'bus' }),
        item(3, { titleId: 'c', title: 'Meri', author: 'Äijälä, Ö.', homeBranch: 'bus' }),
        item(4, { titleId: 'c', title: 'Meri', author: 'Äijälä, Ö.', homeBranch: 'bus', circulationStatus: 'missing' }),
      ]
      register = await place.fill({ ...library, items: shelf, loans: [loan('Abc000002', 'p000001')] })
      const find = async (words: string, limit: number) =>
        (await register.searchTitles(words, limit, 'bus')).map(({ title, onBoard, copies, available }) => [
          title.titleId,
          onBoard,
          copies,
          available,
        ])
      const all = [
        ['c', 1, 2, 1],
        ['a', 0, 1, 1],
        ['b', 0, 1, 0],
      ]
      expect(await find('mer ai', 10)).toEqual(all)
      expect(await find('mer ai', 2)).toEqual(all.slice(0, 2))
      expect(await find('eri', 10)).toEqual([])
      expect((await register.searchTitles('meri', 5))[0]).toMatchObject({ onBoard: 0, available: 1 })
    })

    test('[RG7] what has changed stands over what was packed, in look-ups and searches, and after a restart', async () => {
      const before = {
        ...library,
        named: ['p000008'],
        loans: [loan('Abc000005', 'p000001')],
        holds: [hold('h1', 't1', 'p000001')],
      }
      register = await place.fill(before)
      await register.searchTitles('uusi', 5, 'bus')
      await register.holdsAt('bus')
      await register.patron('p000008')
      const renamed = [item(6, { title: 'Uusi nimi', homeBranch: 'bus' }), item(7, { title: 'Uusi nimi' })]
      const moved = patron(8, { cards: ['card-8b', 'card-8'], name: { given: 'Uusi', family: 'Nimi' } })
      register = await place.become({
        ...before,
        items: [
          ...items.filter(({ titleId, barcode }) => titleId !== 't3' && barcode !== 'Abc000009' && barcode !== 'Abc000011'),
          ...renamed,
          item(11, { circulationStatus: 'lost' }),
          item(2000),
        ],
        patrons: [...patrons.filter(({ patronId }) => patronId !== 'p000008' && patronId !== 'p000010'), moved, patron(900)],
        loans: [loan('Abc000007', 'p000900')],
        holds: [hold('h2', 't2', 'p000001')],
      })
      for (const round of ['before', 'after'] as const) {
        if (round === 'after') register = await place.again()
        expect(await register.item('abc000007')).toEqual(renamed[1])
        expect(await register.item('abc002000')).toEqual(item(2000))
        expect(await register.item('abc000009')).toBeUndefined()
        expect(await register.itemsOf('t4')).toEqual([item(8)])
        expect((await register.itemsOf('t3')).map(({ title }) => title)).toEqual(['Uusi nimi', 'Uusi nimi'])
        expect(await register.patronByCard('card-8b')).toMatchObject({ patronId: moved.patronId, name: moved.name })
        expect(await register.patronByCard('old-8')).toBeUndefined()
        expect(await register.patronByCard('card-10')).toBeUndefined()
        expect(await register.patronByCard('card-900')).toMatchObject({ patronId: 'p000900', counts: { loans: 1, holds: 0 } })
        expect(await register.patronByCard('card-1')).toMatchObject({ counts: { loans: 0, holds: 1 } })
        expect(await register.patron('p000008')).toMatchObject({ cards: moved.cards })
        expect(await register.loan('abc000005')).toBeUndefined()
        expect(register.isOf('p000900', (await register.loan('abc000007'))!)).toBe(true)
        expect(await register.holdsOn('t1')).toEqual([])
        expect((await register.holdsAt('bus')).map(({ holdId }) => holdId)).toEqual(['h2'])
        expect((await register.item('abc000011'))?.circulationStatus).toBe('lost')
        expect((await register.state()).version).toBe(2)
        const [hit] = await register.searchTitles('uusi', 5, 'bus')
        expect(hit).toMatchObject({ title: { titleId: 't3' }, onBoard: 1, copies: 2, available: 1 })
        expect((await register.searchPatrons({ name: 'nimi', limit: 5 })).map(({ patronId }) => patronId)).toEqual(['p000008'])
        expect(await register.searchPatrons({ name: 'sukunimi8', limit: 5 })).toEqual([])
      }
    })

    test('[RG12] an empty register answers, with nothing', async () => {
      expect(await register.item('1')).toBeUndefined()
      expect(await register.loan('1')).toBeUndefined()
      expect(await register.patronByCard('1')).toBeUndefined()
      expect(await register.patron('1')).toBeUndefined()
      expect(await register.itemsOf('t1')).toEqual([])
      expect(await register.holdsAt('bus')).toEqual([])
      expect(await register.searchTitles('a', 5)).toEqual([])
      expect(await register.searchPatrons({ name: 'a', limit: 5 })).toEqual([])
      expect(await register.settings()).toBeUndefined()
      expect(await register.state()).toEqual({ version: 0, complete: false, segmentsHere: 0, segmentsInAll: 0, bytesHere: 0 })
    })
  })
}

function withoutPatron<Row extends { readonly patronId: string }>({ patronId: _, ...row }: Row): Omit<Row, 'patronId'> {
  return row
}
