import { expect, test } from 'vitest'
import { tellRegisterStory } from '../bench/register/story/tell-register-story.node.ts'

test('[RG40] a stop without a line on a packed consortium, small here: cards, loans, returns, holds that are caught, unknown numbers, searches', async () => {
  const size = { items: 20_000, patrons: 2_000, seed: 1, today: '2026-11-22' }
  const told = await tellRegisterStory({ ...size, acts: 5, say: () => undefined })
  expect(told.first_title_search_ms).toBeGreaterThan(0)
})
