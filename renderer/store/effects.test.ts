import { expect, test } from 'vitest'
import { states } from '../showcase/states.ts'
import { stillDesk } from '../showcase/still-desk.ts'
import { followEffects } from './effects.ts'
import { createScreenStore } from './screen-store.ts'
import { type Sound, sounds } from './sounds.ts'

const memory = (text?: string) => {
  const kept = new Map(text === undefined ? [] : [['pysakki.preferences', text]])
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) }
}

test('a verdict sounds, and in quiet mode it flashes as often as it would have beeped', () => {
  const desk = stillDesk(states.lend.still)
  const screen = createScreenStore(memory())
  const played: Sound[] = []
  const stop = followEffects(desk, screen, sound => played.push(sound))
  desk.effect({ kind: 'sound', sound: 'no' })
  expect(played).toEqual(['no'])
  screen.choose({ quiet: true })
  desk.effect({ kind: 'sound', sound: 'no' })
  desk.effect({ kind: 'sound', sound: 'yes' })
  expect(played).toEqual(['no'])
  expect(screen.getState().flash).toEqual({ number: 2, times: 1 })
  stop()
  desk.effect({ kind: 'sound', sound: 'no' })
  expect(screen.getState().flash.number).toBe(2)
})

test('a command barcode opens its plane', () => {
  const desk = stillDesk(states.lend.still)
  const screen = createScreenStore(memory())
  followEffects(desk, screen, () => {})
  desk.effect({ kind: 'show', what: 'stops' })
  expect(screen.getState().task).toBe('stops')
})

test('a command barcode opens nothing into the middle of the next scan', () => {
  const desk = stillDesk(states.lend.still)
  const screen = createScreenStore(memory())
  followEffects(
    desk,
    screen,
    () => {},
    () => true,
  )
  desk.effect({ kind: 'show', what: 'search-patron' })
  expect(screen.getState().task).toBeUndefined()
})

test('the sounds differ without hearing pitch', () => {
  const rhythms = Object.values(sounds).map(beeps =>
    JSON.stringify(beeps.map(({ milliseconds, gapAfter }) => [milliseconds, gapAfter])),
  )
  expect(new Set(rhythms).size).toBe(rhythms.length)
})

test('preferences outlive the page; damaged ones fall back to the default', () => {
  const storage = memory()
  createScreenStore(storage).choose({ theme: 'night', language: 'sv', quiet: true, hideNames: true })
  expect(createScreenStore(storage).getState()).toMatchObject({ theme: 'night', language: 'sv', quiet: true, hideNames: true })
  for (const damaged of ['{', '7', '{"theme":"pink","language":9,"quiet":"yes"}'])
    expect(createScreenStore(memory(damaged)).getState()).toMatchObject({
      theme: 'day',
      language: 'fi',
      quiet: false,
      hideNames: false,
    })
})
