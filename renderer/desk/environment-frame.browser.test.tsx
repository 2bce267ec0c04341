import { act } from 'react'
import { expect, test } from 'vitest'
import { states } from '../showcase/states.ts'
import { drawStill, textOf } from './still-screen.fixture.tsx'

const { settings } = states.lend.still

test('[FI8] assumed rules and a day that is not today’s are said over everything, in production too', async () => {
  const { root, desk } = await drawStill(states.lend)
  await act(async () => desk.show({ settings: { ...settings, rules: { ...settings.rules, assumed: true } } }))
  expect(textOf(root, '.environment')).toBe('Lainaussäännöt on oletettu')
  await act(async () => desk.show({ settings: { ...settings, environment: 'test', today: '2020-11-01' } }))
  expect(textOf(root, '.environment')).toBe('Testi, mikään ei ole oikeaa, Päivä on 1.11.2020')
})

test('before the first download nothing is said of it', async () => {
  const { root, desk } = await drawStill(states.lend)
  await act(async () => desk.show({ settings: { ...settings, library: '', rules: { ...settings.rules, assumed: true } } }))
  expect(root.querySelector('.environment')).toBeNull()
})
