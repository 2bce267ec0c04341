import { chromium } from 'playwright'
import { afterAll, expect, test } from 'vitest'
import { browserLaunchOptions } from '../commands/setup/find-browser.node.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { DemoHub } from './demo-hub.ts'
import { DeskPage } from './desk-page.ts'

const hub = new DemoHub()
const ends: (() => Promise<unknown>)[] = [() => hub.stop()]
afterAll(async () => {
  for (const end of ends.reverse()) await end()
})

/** The desk's further acts, by keyboard alone and without a line until the last line of the story. */
test('renew, undo, move, search, hold, stop, two people: by keyboard, offline, and all of it comes home', async () => {
  await hub.start()
  const browser = await chromium.launch(browserLaunchOptions())
  ends.push(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'fi-FI' })
  await page.goto(`${hub.desk()}&station=acts`)
  const desk = new DeskPage(page)
  const keys = page.keyboard
  await desk.ready()
  const ownDueBefore = (await hub.loanOf(showItems.ownLoan))?.dueOn ?? ''
  await hub.stop()

  // A badge signs in, F10 takes the stop that the time of day proposes.
  await desk.scan(showStaff[0].badge)
  await page.locator('.task').waitFor()
  const stop = (await page.locator('.task .btn.first').textContent())?.replace(/^F10\s*Tämä:\s*/, '') ?? ''
  await keys.press('F10')
  await page.locator('.task').waitFor({ state: 'detached' })
  expect(stop.length).toBeGreaterThan(3)
  await page.locator('.sign .stop', { hasText: stop }).waitFor()

  // F5, F10: every loan of the patron is renewed.
  await desk.scan(showCards.adult)
  await keys.press('F5')
  await page.locator('.task').waitFor()
  expect(await desk.press('F10')).toMatchObject({ shape: 'yes' })

  // F8 names what it will undo and asks; the first answer is the safe one, the third undoes a mistyped barcode.
  await desk.scan(showItems.plain)
  expect(await page.locator('.keys').textContent()).toContain('Järven hiljaisuus'.slice(0, 6))
  expect(await desk.press('F8')).toMatchObject({ shape: 'ask' })
  expect(await desk.press('F12')).toMatchObject({ shape: 'yes' })

  // Two loans on the wrong card go to the right one.
  await desk.scan(showItems.plainToo)
  await desk.scan(showItems.quickLoan)
  await page.locator('.facts button').first().press('Enter')
  await page.locator('.task').waitFor()
  await keys.press('F11')
  await page.locator('.task input').waitFor()
  const before = (await desk.verdict()).number
  await keys.type(showCards.child)
  await keys.press('Enter')
  expect(await desk.verdictAfter(before)).toMatchObject({ shape: 'yes' })

  // A patron without a card is found by name; opening one is recorded.
  const name = (await page.locator('.name').textContent()) ?? ''
  await keys.press('F9')
  await keys.press('F3')
  await page.locator('.task input').first().waitFor()
  await keys.type(name.slice(0, 4).trim())
  await page.locator('.hit').first().waitFor()
  await keys.press('ArrowDown')
  await keys.press('Enter')
  await page.locator('.task').waitFor({ state: 'detached' })
  await page.locator('.name:not(.quiet)').waitFor()

  // F4: a title is found by words, and a hold placed for the open patron with this stop as pick-up place.
  await desk.scan(showCards.noBirthDate)
  await keys.press('F4')
  await page.locator('.task input').first().waitFor()
  await keys.type('kylän muisti')
  await page.locator('.hit').first().waitFor()
  await keys.press('ArrowDown')
  const beforeHold = (await desk.verdict()).number
  await keys.press('Enter')
  expect(await desk.verdictAfter(beforeHold)).toMatchObject({ shape: 'yes' })

  // Two people switch by a badge; patron and list stay.
  const openPatron = await page.locator('.name').textContent()
  await desk.scan(showStaff[1].badge)
  expect(await page.locator('.name').textContent()).toBe(openPatron)

  // The line is back, and the library system has it all.
  await hub.start()
  await desk.allSent()
  const outcomes = await hub.outcomes('acts', 6)
  expect(outcomes.filter(({ outcome }) => outcome.kind === 'refused')).toEqual([])
  expect((await hub.loanOf(showItems.ownLoan))!.dueOn > ownDueBefore).toBe(true)
  expect(await hub.loanOf(showItems.plain)).toBeUndefined()
  // Each loan moves by an entry of its own, side by side: the last of them may come home after the outcomes that were counted.
  const borrower = async (item: string) => (await hub.loanOf(item))?.patronId
  const wrongOne = await borrower(showItems.ownLoan)
  const moved = () => Promise.all([showItems.plainToo, showItems.quickLoan].map(borrower))
  await expect.poll(async () => (await moved()).includes(wrongOne), { timeout: 30_000 }).toBe(false)
  const [one, other] = await moved()
  expect(one).toEqual(expect.any(String))
  expect(other).toBe(one)
})
