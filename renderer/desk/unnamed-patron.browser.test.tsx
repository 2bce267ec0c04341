import { expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { languages } from '../i18n/languages.ts'
import { type StateName, states } from '../showcase/states.ts'
import { drawStill, textOf } from './still-screen.fixture.tsx'

await page.viewport(1280, 800)

test('[DT1] somebody without a name is shown by the end of the card, the category and the counts; what is not listed is said', async () => {
  const { root } = await drawStill(states['unnamed-lend'])
  await expect.poll(() => textOf(root, '.patron')).toContain('Kortti …7735')
  const text = textOf(root, '.patron')
  for (const words of ['aikuinen', '13lainassa', '12 ei näy tässä', '1varaus autossa']) expect(text).toContain(words)
  // The whole number could be copied from the screen.
  expect(text).not.toContain('21000417735')
})

test('[DT1] the lists say how many loans and holds are not in them, and that a loan that is not listed is renewed with the item in hand', async () => {
  const loans = await drawStill(states['unnamed-loans'])
  await expect.poll(() => textOf(loans.root, '.task')).toContain('Lainat 13')
  const text = textOf(loans.root, '.task')
  for (const words of ['Muumipappa ja meri', '12 ei näy tässä', 'Varaukset 3', '2 ei näy tässä']) expect(text).toContain(words)
  const renew = await drawStill(states['unnamed-renew'])
  await expect.poll(() => textOf(renew.root, '.task')).toContain('12 muuta lainaa ei näy tässä')
})

test('[DT1] what was paid and was not owed after all is credit, not fees', async () => {
  const { still, ...rest } = states['unnamed-lend']
  const patrons = still.patrons.map(facts => ({ ...facts, patron: { ...facts.patron, feesCents: -250 } }))
  const { root } = await drawStill({ ...rest, still: { ...still, patrons } })
  await expect.poll(() => textOf(root, '.patron')).toContain('2,50euroa hyvitystä')
  expect(textOf(root, '.patron')).not.toContain('maksuja')
})

const unnamed = (Object.keys(states) as StateName[]).filter(name => name.startsWith('unnamed'))

test.each(languages.flatMap(language => unnamed.map(name => ({ name, language }))))(
  '[DT1] $name in $language: nobody’s name is on the screen',
  async ({ name, language }) => {
    const { root } = await drawStill(states[name], { language })
    await expect.poll(() => root.textContent).toContain('7735')
    expect(root.textContent).not.toMatch(/undefined|Aino|Virtanen|Rantanen|Hakala/)
  },
)
