import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** Text, ground, least contrast: 7 for verdicts and fields, 4.5 elsewhere, 3 for shapes. */
const pairs: readonly (readonly [string, string, number])[] = [
  ['on-yes', 'yes', 7],
  ['on-aside', 'aside', 7],
  ['on-ask', 'ask', 7],
  ['ask', 'on-ask', 7],
  ['on-no', 'no', 7],
  ['on-field', 'field', 7],
  ['field-hint', 'field', 7],
  ['on-stop', 'stop', 7],
  ['on-sign', 'sign', 7],
  ['on-band-r', 'band-r', 7],
  ['ink', 'ground', 7],
  ['ink', 'plane', 7],
  ['on-sign-2', 'sign', 4.5],
  ['ink-2', 'ground', 4.5],
  ['ink-2', 'plane', 4.5],
  ['on-key', 'key', 4.5],
  ['no-mini', 'ground', 4.5],
  ['no-mini', 'plane', 4.5],
  ['yes-shape', 'yes', 3],
  ['aside-shape', 'aside', 3],
  ['ask-shape', 'ask', 3],
  ['no-shape', 'no', 3],
  ['yes-mini', 'ground', 3],
  ['aside-mini', 'ground', 3],
  ['key-edge', 'ground', 3],
  ['focus', 'sign', 3],
  ['focus-2', 'focus', 3],
]

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')
const themes = new Map(
  [...css.matchAll(/data-theme="(\w+)"\]\s*\{([^}]*)\}/g)].map(([, name, body]) => [
    name!,
    new Map([...body!.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, token, colour]) => [token!, colour!])),
  ]),
)

const linear = (channel: number): number =>
  channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4
const luminance = (colour: string): number => {
  const value = Number.parseInt(colour.slice(1), 16)
  return 0.2126 * linear(value >> 16) + 0.7152 * linear((value >> 8) & 255) + 0.0722 * linear(value & 255)
}
/** WCAG 2: from 1 to 21. */
const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

test('there are three themes', () => {
  expect([...themes.keys()]).toEqual(['day', 'night', 'contrast'])
})

test.each([...themes])('%s: every text can be read on its ground', (_, tokens) => {
  const poor = pairs.filter(([text, ground, least]) => contrast(tokens.get(text)!, tokens.get(ground)!) < least)
  expect(poor).toEqual([])
})

test.each([...themes])('%s: the four verdicts are told apart by lightness alone', (_, tokens) => {
  const lightness = (token: string) => 116 * Math.cbrt(luminance(tokens.get(token)!)) - 16
  const inOrder = ['no', 'yes', 'aside', 'ask'].map(lightness).sort((a, b) => a - b)
  const steps = inOrder.slice(1).map((each, at) => each - inOrder[at]!)
  expect(Math.min(...steps)).toBeGreaterThan(8)
})
