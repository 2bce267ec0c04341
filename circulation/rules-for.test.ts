import { describe, expect, test } from 'vitest'
import { item, library, patron, place, rules } from './desk.fixture.ts'
import { assumedRules } from './profiles/assumed.ts'
import { demoRules } from './profiles/demo.ts'
import { pikiRules } from './profiles/piki.ts'
import type { RuleBook } from './rules.ts'
import { loanRuleFor, rulesFor } from './rules-for.ts'

const book: RuleBook = {
  name: 'two sets, the newer first',
  zone: 'Europe/Helsinki',
  sets: [
    { ...rules, validFrom: '2026-07-01', feeBlockCents: 700 },
    { ...rules, validFrom: '2026-01-01', feeBlockCents: 500 },
  ],
}

describe('rules', () => {
  test.each([
    ['2026-06-30', 500],
    ['2026-07-01', 700],
    ['2030-01-01', 700],
  ])('[RU1] on %s the newest set that is valid applies', (day, cents) => expect(rulesFor(book, day).feeBlockCents).toBe(cents))

  test('[RU2] before the first set it applies already; a book without sets means the assumed ones', () => {
    expect(rulesFor(book, '2019-01-01').feeBlockCents).toBe(500)
    expect(rulesFor({ ...book, sets: [] }, '2026-01-01')).toBe(assumedRules.sets[0])
  })

  test('[RU3] the first loan rule that matches type, category and kind of branch applies', () => {
    const loanRules = [
      { itemType: 'dvd', category: 'group', days: 1, renewals: 0 },
      { itemType: 'dvd', branchKind: 'library', days: 2, renewals: 0 },
      { itemType: 'dvd', days: 3, renewals: 0 },
      { category: 'group', days: 4, renewals: 0 },
      { days: 5, renewals: 0 },
    ] as const
    const onBus = place({ rules: { ...rules, loanRules } })
    const atLibrary = { ...onBus, branch: library }
    const dvd = item({ itemType: 'dvd' })
    expect(loanRuleFor(dvd, patron({ category: 'group' }), onBus).days).toBe(1)
    expect(loanRuleFor(dvd, patron(), atLibrary).days).toBe(2)
    expect(loanRuleFor(dvd, patron(), onBus).days).toBe(3)
    expect(loanRuleFor(item(), patron({ category: 'group' }), onBus).days).toBe(4)
    expect(loanRuleFor(item(), patron(), onBus).days).toBe(5)
  })

  test('[RU4] an item without a type, or unknown, gets a rule that asks for none', () => {
    expect(loanRuleFor(item({ itemType: undefined }), patron(), place()).days).toBe(28)
    expect(loanRuleFor(undefined, patron(), place()).days).toBe(28)
  })

  test('[RU5] where no rule matches, or none came, 28 days and three renewals are assumed and said', () => {
    const none = place({ rules: { ...rules, loanRules: [{ itemType: 'dvd', days: 1, renewals: 0 }] } })
    expect(loanRuleFor(item(), patron(), none)).toEqual({ days: 28, renewals: 3 })
    expect(assumedRules.assumed).toBe(true)
    expect([demoRules.assumed, pikiRules.assumed]).toEqual([undefined, undefined])
  })

  test('[RU6] PIKI: 28 days, 14 for films, magazines, games and Vippi, which is not renewed', () => {
    const piki = place({ rules: rulesFor(pikiRules, '2026-11-17') })
    const of = (itemType: string) => loanRuleFor(item({ itemType }), patron(), piki)
    expect(of('book')).toMatchObject({ days: 28, renewals: 5 })
    for (const itemType of ['dvd', 'blu-ray', 'magazine', 'console-game'])
      expect(of(itemType)).toMatchObject({ days: 14, renewals: 5 })
    expect(of('console-game').maxOfType).toBe(10)
    expect(of('vippi')).toMatchObject({ days: 14, renewals: 0 })
  })

  test('[RU7] PIKI: lending stops at 15 euro, at 20 until the end of 2018', () => {
    expect(rulesFor(pikiRules, '2018-12-31').feeBlockCents).toBe(2000)
    expect(rulesFor(pikiRules, '2019-01-01').feeBlockCents).toBe(1500)
  })

  test('[RU8] demo: a bus lends films as long as books, a branch for half the time', () => {
    const onBus = place({ rules: rulesFor(demoRules, '2026-11-17') })
    const dvd = item({ itemType: 'dvd' })
    expect(loanRuleFor(dvd, patron(), onBus).days).toBe(28)
    expect(loanRuleFor(dvd, patron(), { ...onBus, branch: library }).days).toBe(14)
  })

  test.each([demoRules, pikiRules, assumedRules])('[RU5] the last loan rule of $name matches everything', ({ sets }) => {
    for (const { loanRules } of sets) expect(Object.keys(loanRules.at(-1)!).toSorted()).toEqual(['days', 'renewals'])
  })
})
