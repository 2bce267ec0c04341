import { expect, test } from 'vitest'
import { pinFits } from '../../register/pin.ts'
import { sizeBranches } from './at-size/size-branches.ts'
import { type DemoSize, demoLibrary } from './demo-library.ts'
import { demoSettings } from './demo-settings.ts'
import { showCards, showItems, showStaff } from './showcase.ts'

const today = '2026-11-21'
const size = { items: 2000, patrons: 200, seed: 1, today }
const library = whole(size)
const settings = demoSettings(today, false)

test('[HB15] the same seed and day give the same library, another seed another', () => {
  expect(whole(size)).toEqual(library)
  expect(whole({ ...size, seed: 2 })).not.toEqual(library)
})

test('[HB15] it is as large as asked for, every number once, and every loan and hold is of somebody and something', () => {
  expect([library.items.length, library.patrons.length]).toEqual([2000, 200])
  const barcodes = new Set(library.items.map(item => item.barcode))
  const patrons = new Set(library.patrons.map(patron => patron.patronId))
  const titles = new Set(library.items.map(item => item.titleId))
  const cards = library.patrons.flatMap(patron => patron.cards)
  expect([barcodes.size, patrons.size, new Set(cards).size]).toEqual([2000, 200, cards.length])
  expect(titles.size).toBeGreaterThan(600)
  expect(library.loans.filter(loan => !barcodes.has(loan.barcode) || !patrons.has(loan.patronId))).toEqual([])
  expect(library.holds.filter(hold => !titles.has(hold.titleId) || !patrons.has(hold.patronId))).toEqual([])
  expect(new Set(library.loans.map(loan => loan.barcode)).size).toBe(library.loans.length)
  const out = new Set(library.loans.map(loan => loan.barcode))
  const caught = library.holds.flatMap(({ state }) => (state.kind === 'queued' ? [] : [state.barcode]))
  expect(caught.filter(barcode => out.has(barcode))).toEqual([])
})

test('[HB15] on any day, a Saturday too, each line has stops today, each with a next visit', () => {
  for (const line of ['3', '5']) {
    const stops = settings.stops.filter(stop => stop.line === line)
    expect(stops).toHaveLength(12)
    expect(stops.filter(stop => stop.visits.some(visit => visit.day === today)).length).toBeGreaterThanOrEqual(5)
    expect(stops.filter(stop => !stop.visits.some(visit => visit.day > today))).toEqual([])
  }
  expect(settings.branches.filter(branch => branch.branch.endsWith('AU')).map(branch => branch.kind)).toEqual([
    'bookmobile',
    'bookmobile',
  ])
})

test('[HB15] a consortium has runs of adjacent copies with gaps, further copies elsewhere, 70 branches, and loans and holds of its own', () => {
  const consortium = whole({ ...size, items: 10_000, isConsortium: true })
  expect(whole({ ...size, items: 10_000, isConsortium: true })).toEqual(consortium)
  const made = consortium.items.filter(({ titleId }) => titleId.startsWith('T'))
  const barcodes = made.map(({ barcode }) => Number(barcode.slice(4)))
  const steps = barcodes.slice(1).map((number, at) => number - barcodes[at]!)
  expect(Math.min(...steps)).toBe(1)
  expect(steps.filter(step => step === 1).length).toBeGreaterThan(7000)
  expect(steps.filter(step => step > 5).length).toBeGreaterThan(100)
  const adjacent = made.filter(({ titleId }, at) => at > 0 && made[at - 1]!.titleId === titleId).length
  const titles = new Set(made.map(({ titleId }) => titleId)).size
  expect(adjacent).toBeGreaterThan(4000)
  expect(made.length - adjacent - titles).toBeGreaterThan(1000)
  const branches = new Set(sizeBranches().map(({ branch }) => branch))
  expect([branches.size, made.filter(({ homeBranch }) => !branches.has(homeBranch))]).toEqual([70, []])
  expect(new Set(made.map(({ homeBranch }) => homeBranch)).size).toBeGreaterThan(60)
  expect(new Set(made.map(({ title }) => title)).size).toBeGreaterThan(titles * 0.8)
  const known = new Set(consortium.items.map(({ barcode }) => barcode))
  const patrons = new Set(consortium.patrons.map(({ patronId }) => patronId))
  expect(consortium.loans.filter(({ barcode, patronId }) => !known.has(barcode) || !patrons.has(patronId))).toEqual([])
  expect([consortium.loans.length > 1000, consortium.holds.length > 50, new Set(barcodes).size]).toEqual([
    true,
    true,
    made.length,
  ])
})

test('[HB15] the well-known cards and items are what they say', () => {
  const byCard = (card: string) => library.patrons.find(patron => patron.cards.includes(card))!
  const loanOf = (barcode: string) => library.loans.find(loan => loan.barcode === barcode)?.patronId
  const item = (barcode: string) => library.items.find(one => one.barcode === barcode)!
  expect(Object.values(showCards).filter(card => !byCard(card))).toEqual([])
  expect(Object.values(showItems).filter(barcode => !item(barcode))).toEqual([])
  expect(byCard(showCards.expired).expiresOn! < today).toBe(true)
  expect(byCard(showCards.child).birthDate! > '2014').toBe(true)
  expect(byCard(showCards.fees).feesCents).toBeGreaterThan(1500)
  expect(byCard(showCards.barred).blocks).toEqual(['barred'])
  expect(byCard(showCards.group).category).toBe('group')
  expect(byCard(showCards.replacedCard).cards[0]).toBe(showCards.newCard)
  expect(byCard(showCards.noBirthDate).birthDate).toBeUndefined()
  expect(loanOf(showItems.ownLoan)).toBe(byCard(showCards.adult).patronId)
  expect(loanOf(showItems.lentToOther)).toBe(byCard(showCards.other).patronId)
  expect(item(showItems.filmK16)).toMatchObject({ itemType: 'dvd', ageLimit: 16 })
  expect(item(showItems.lost).circulationStatus).toBe('lost')
  expect(item(showItems.quickLoan).itemType).toBe('quick-loan')
  expect(item(showItems.belongsElsewhere).homeBranch).toBe('LAH')
  const waiting = library.holds.find(hold => hold.state.kind === 'waiting' && hold.state.barcode === showItems.heldForAnother)
  expect(waiting).toMatchObject({ patronId: byCard(showCards.holder).patronId, titleId: item(showItems.heldForAnother).titleId })
  const queued = library.holds.filter(hold => hold.titleId === item(showItems.holdQueued).titleId)
  expect(queued.map(hold => hold.state.kind)).toEqual(['queued'])
  expect(showCards.both).toBe(showItems.both)
})

test('[HB15] the PINs that are told are the PINs that fit', () => {
  for (const { staffId, pin } of showStaff) {
    const { pinHash } = settings.staff.find(member => member.staffId === staffId)!
    expect([pinFits(pin, pinHash!), pinFits('0000', pinHash!)]).toEqual([true, false])
  }
})

function whole(size: DemoSize) {
  const { items, patrons, loans, holds } = demoLibrary(size)
  return { items: [...items], patrons: [...patrons], loans: [...loans], holds: [...holds] }
}
