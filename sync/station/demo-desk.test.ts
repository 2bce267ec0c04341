import { expect, test } from 'vitest'
import { demoLibrary } from '../hub/demo/demo-library.ts'
import { demoSettings } from '../hub/demo/demo-settings.ts'
import { showCards, showItems } from '../hub/demo/showcase.ts'
import { openTestStation } from './testing/station.ts'

const today = '2026-11-17'
const { items, patrons, loans, holds } = demoLibrary({ items: 400, patrons: 60, seed: 1, today })
const demo = {
  items: [...items],
  patrons: [...patrons],
  loans: [...loans],
  holds: [...holds],
  settings: demoSettings(today, false),
}

test.each([
  ['plain', 'adult', 'yes', 'verdict.lent'],
  ['ownLoan', 'adult', 'ask', 'verdict.asks'],
  ['lentToOther', 'adult', 'ask', 'verdict.taken-back-first'],
  ['heldForAnother', 'adult', 'ask', 'verdict.asks'],
  ['heldForAnother', 'holder', 'yes', 'verdict.lent'],
  ['lost', 'adult', 'ask', 'verdict.asks'],
  ['filmK16', 'child', 'no', 'verdict.refused'],
  ['filmK16', 'noBirthDate', 'no', 'verdict.refused'],
  ['filmK7', 'child', 'yes', 'verdict.lent'],
  ['game', 'group', 'ask', 'verdict.asks'],
  ['plain', 'fees', 'ask', 'verdict.asks'],
  ['plain', 'barred', 'ask', 'verdict.asks'],
  ['plain', 'expired', 'ask', 'verdict.asks'],
  ['plain', 'replacedCard', 'yes', 'verdict.lent'],
  ['both', 'adult', 'ask', 'verdict.asks'],
] as const)('[DS9] the demo library: %s for %s', async (book, card, shape, key) => {
  const at = await openTestStation(demo)
  await at.scan('HLO0000017')
  await at.scan(showCards[card])
  await at.scan(showItems[book])
  expect(at.desk.session().verdict).toMatchObject({ shape, word: { key } })
})

test.each([
  ['plain', 'yes', 'verdict.returned'],
  ['lentToOther', 'yes', 'verdict.returned'],
  ['heldForAnother', 'aside', 'verdict.aside-hold'],
  ['holdQueued', 'aside', 'verdict.aside-hold'],
  ['lost', 'aside', 'verdict.aside-look-at'],
] as const)('[DS3] the demo library, nobody open: %s', async (book, shape, key) => {
  const at = await openTestStation(demo)
  await at.scan('HLO0000017')
  await at.scan(showItems[book])
  expect(at.desk.session().verdict).toMatchObject({ shape, word: { key } })
})
