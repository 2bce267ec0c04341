import { expect, test } from 'vitest'
import { ageOf, formatsOf } from './formats.ts'
import { languageOf } from './languages.ts'
import { withSoftHyphens } from './soft-hyphens.ts'

test('days, times and sums are written as staff write them', () => {
  const { day, time, times, sum, month } = formatsOf('fi')
  expect(day('2026-12-15')).toBe('ti 15.12.')
  expect(time('2026-11-17T07:48:00Z', 'Europe/Helsinki')).toBe('9.48')
  expect(time('2026-11-17T07:48:00Z', 'Europe/Stockholm')).toBe('8.48')
  expect(times('09:40', '10:25')).toBe('9.40–10.25')
  expect(sum(320)).toBe('3,20')
  expect(month('2027-06-30')).toBe('6/2027')
  expect(formatsOf('sv').day('2026-12-15')).toBe('tis 15.12')
  expect(formatsOf('en').day('2026-12-15')).toBe('Tue 15/12')
  expect(formatsOf('en').sum(123456)).toBe('1,234.56')
})

test('a time of another day is written with that day, the day being the one where the book is', () => {
  const { when } = formatsOf('fi')
  const now = '2026-11-17T07:48:00Z'
  expect(when('2026-11-17T05:10:00Z', 'Europe/Helsinki', now)).toBe('7.10')
  expect(when('2026-11-16T22:10:00Z', 'Europe/Helsinki', now)).toBe('0.10')
  expect(when('2026-11-16T21:10:00Z', 'Europe/Helsinki', now)).toBe('ma 16.11. 23.10')
})

test('an age is said in its largest unit', () => {
  expect(ageOf(7_200_000)).toEqual({ unit: 'hours', count: 2 })
  expect(ageOf(59 * 60_000)).toEqual({ unit: 'minutes', count: 59 })
  expect(ageOf(49 * 3_600_000)).toEqual({ unit: 'days', count: 2 })
  expect(ageOf(-5)).toEqual({ unit: 'minutes', count: 0 })
})

test('only long words get soft hyphens, each before a consonant that a vowel follows', () => {
  expect(withSoftHyphens('Muumipappa ja meri')).toBe('Muumipappa ja meri')
  expect(withSoftHyphens('kirjallisuudentutkimus').replaceAll('\u00ad', '-')).toBe('kir-jal-li-suu-den-tut-ki-mus')
})

test('a language is known by its code, Finnish is the default', () => {
  expect(['sv-FI', 'EN', 'fi', 'de', ''].map(languageOf)).toEqual(['sv', 'en', 'fi', 'fi', 'fi'])
})
