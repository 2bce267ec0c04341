import { Temporal } from 'temporal-polyfill'
import type { Item } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { showCards, showItems } from './showcase.ts'

const bus = 'PYS1AU'
const stop = '3-saaksjarvi'

interface Rows {
  readonly items: readonly Item[]
  readonly patrons: readonly Patron[]
  readonly loans: readonly Loan[]
  readonly holds: readonly Hold[]
}

/** The rows behind the well-known numbers, on a day. */
export function showRows(today: string): Rows {
  const day = Temporal.PlainDate.from(today)
  const inDays = (days: number) => day.add({ days }).toString()
  return { items: items(), patrons: patrons(day), loans: loans(inDays), holds: holds(inDays) }
}

function items(): Item[] {
  let number = 0
  const item = (barcode: string, title: string, more: Partial<Item> = {}): Item => ({
    barcode,
    titleId: `S${String(++number).padStart(6, '0')}`,
    title,
    author: 'Maija Suontausta',
    itemType: 'book',
    homeBranch: bus,
    callNumber: '84.2',
    circulationStatus: 'ok',
    ...more,
  })
  const film = { itemType: 'dvd', callNumber: 'DVD', author: undefined }
  return [
    item(showItems.plain, 'Järven hiljaisuus'),
    item(showItems.plainToo, 'Viimeinen lautta'),
    item(showItems.plainChild, 'Topi ja kadonnut kello', { callNumber: '84.2L' }),
    item(showItems.lentToOther, 'Kylän muisti'),
    item(showItems.heldForAnother, 'Hilla ja yöllinen retki', { callNumber: '84.2L' }),
    item(showItems.belongsElsewhere, 'Pohjoisen laulu', { homeBranch: 'LAH' }),
    item(showItems.lost, 'Kadonnut kartta', { circulationStatus: 'lost' }),
    item(showItems.filmK16, 'Rajavartija', { ...film, ageLimit: 16 }),
    item(showItems.quickLoan, 'Satamayön ääni', { itemType: 'quick-loan' }),
    item(showItems.ownLoan, 'Guovssahas ja muohta', { author: 'Sámmol Gáisá', callNumber: '84.8' }),
    item(showItems.both, 'Kirjastoauton vieras'),
    item(showItems.game, 'Porokisa', { ...film, itemType: 'game', callNumber: 'PELI' }),
    item(showItems.notForLoan, 'Lähikylien kartasto', { circulationStatus: 'not-for-loan', callNumber: '40.7' }),
    item(showItems.holdQueued, 'Sompa ja salainen maja', { callNumber: '84.2L' }),
    item(showItems.overdue, 'Den tysta skogen', { author: 'Gunnar Bergsund', callNumber: '84.31' }),
    item(showItems.filmK7, 'Talvipäivä', { ...film, ageLimit: 7 }),
    item(showItems.magazine, 'Lähipysäkki 11', { ...film, itemType: 'magazine', callNumber: 'LEHTI' }),
  ].map(withoutEmpty)
}

function patrons(day: Temporal.PlainDate): Patron[] {
  let number = 0
  const patron = (
    cards: readonly string[],
    given: string,
    family: string,
    years: number,
    more: Partial<Patron> = {},
  ): Patron => ({
    patronId: `P${String(++number).padStart(7, '0')}`,
    cards,
    name: { given, family },
    birthDate: day.subtract({ years, days: 40 }).toString(),
    category: 'adult',
    expiresOn: day.add({ days: 400 }).toString(),
    blocks: [],
    feesCents: 0,
    homeBranch: bus,
    ...more,
  })
  return [
    patron([showCards.adult], 'Eeli', 'Rantakoski', 41),
    patron([showCards.child], 'Aino', 'Virtala', 11, { category: 'child', feesCents: 320 }),
    patron([showCards.expired], 'Väinö', 'Đoarvvol', 67, { expiresOn: day.subtract({ days: 30 }).toString() }),
    patron([showCards.fees], 'Helmi', 'Koivulehto', 29, { feesCents: 1840 }),
    patron([showCards.barred], 'Oiva', 'Hietaniitty', 52, { blocks: ['barred'] }),
    patron([showCards.group], '3B', 'Ryhmä', 0, { category: 'group', birthDate: undefined }),
    patron([showCards.newCard, showCards.replacedCard], 'Biret-Ánne', 'Šuoŋŋil', 36),
    patron([showCards.noBirthDate], 'Fatima', 'Abdirahmaan', 0, { birthDate: undefined }),
    patron([showCards.other], 'Kerttu', 'Harjuvaara', 73),
    patron([showCards.both], 'Niillas', 'Näkkäläsuo', 24),
    patron([showCards.holder], 'Máret', 'Guovllat', 45),
  ].map(withoutEmpty)
}

function loans(inDays: (days: number) => string): Loan[] {
  const loan = (barcode: string, patronId: string, daysAgo: number, dueInDays: number): Loan => ({
    barcode,
    patronId,
    lentAt: `${inDays(-daysAgo)}T08:12:00Z`,
    dueOn: inDays(dueInDays),
    renewals: 0,
    branch: bus,
  })
  return [
    loan(showItems.ownLoan, 'P0000001', 14, 14),
    loan(showItems.lentToOther, 'P0000009', 14, 14),
    loan(showItems.overdue, 'P0000009', 42, -14),
  ]
}

function holds(inDays: (days: number) => string): Hold[] {
  return [
    {
      holdId: 'H0000001',
      titleId: 'S000005',
      patronId: 'P0000011',
      placedAt: `${inDays(-9)}T17:40:00Z`,
      pickup: { branch: bus, stopId: stop },
      holdNumber: '417',
      state: { kind: 'waiting', barcode: showItems.heldForAnother, expiresOn: inDays(14), box: 'A' },
    },
    {
      holdId: 'H0000002',
      titleId: 'S000014',
      patronId: 'P0000009',
      placedAt: `${inDays(-3)}T06:05:00Z`,
      pickup: { branch: 'PYS2AU', stopId: '5-saija' },
      holdNumber: '388',
      state: { kind: 'queued' },
    },
  ]
}

/** As it reads back from JSON: no keys without a value. */
function withoutEmpty<T extends object>(row: T): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as T
}
