import { expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { drawAwake } from '../../desk/keys.fixture.tsx'
import { states } from '../../showcase/states.ts'

await page.viewport(1280, 800)

test('the stop where the bus is by the time of day is called so; after the last one none is, though it is still proposed', async () => {
  const { root, station } = await drawAwake(states.stops)
  const rows = () => [...root.querySelectorAll('[role="option"]')].map(row => row.textContent ?? '')
  const isNow = () => rows().filter(row => row.endsWith('nyt'))
  expect(isNow()).toEqual([expect.stringContaining('9.40–10.25, nyt')])
  station.deskStore.setState({ now: '2026-11-17T19:48:00Z' })
  await expect.poll(isNow).toEqual([])
})
