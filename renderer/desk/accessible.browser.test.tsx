import axe from 'axe-core'
import { act } from 'react'
import { expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { type StateName, states } from '../showcase/states.ts'
import { themes } from '../store/screen-store.ts'
import { drawStill } from './still-screen.fixture.tsx'

await page.viewport(1280, 800)

const names = Object.keys(states) as StateName[]

test.each(themes.flatMap(theme => names.map(name => ({ name, theme }))))(
  '$name, $theme: axe finds nothing',
  async ({ name, theme }) => {
    await drawStill(states[name], { theme })
    await act(async () => {})
    const { violations } = await axe.run(document.body)
    expect(
      violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 120)} (${failureSummary?.split('\n')[1]?.trim()})`).join(' | ')}`,
      ),
    ).toEqual([])
  },
)

test.each(names)('%s: whatever can be touched is at least 48 pixels high or wide enough for a glove', async name => {
  const { root } = await drawStill(states[name])
  await act(async () => {})
  const small = [...root.querySelectorAll<HTMLElement>('button, [role="option"], label.choice')].filter(element => {
    const { width, height } = element.getBoundingClientRect()
    return width > 0 && Math.min(width, height) < 47.5
  })
  expect(
    small.map(element => `${element.className}: ${element.textContent} ${JSON.stringify(element.getBoundingClientRect())}`),
  ).toEqual([])
})
