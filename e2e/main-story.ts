import { expect } from 'vitest'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import type { DemoHub } from './demo-hub.ts'
import type { DeskPage } from './desk-page.ts'

/** A host of the desk that can be killed in the middle and started again on the same data. */
export interface DeskHost {
  /** Opens the desk; resolves when it can be used. */
  open(): Promise<DeskPage>
  /** Ends it without a chance to tidy up. */
  kill(): Promise<void>
}

/**
 * The main story: a stop without a line, everything recorded, the desk killed, the line back, everything home, and the library system as it would be
 * had the bus been online all day.
 */
export async function tellMainStory(hub: DemoHub, host: DeskHost): Promise<void> {
  await hub.start()
  let desk = await host.open()
  await desk.scan(showStaff[0].badge)

  await hub.stop()

  // A card opens its patron; a plain item is lent with a due date.
  await desk.scan(showCards.adult)
  expect(await desk.scan(showItems.plain)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  expect((await desk.verdict()).big).toMatch(/^(ma|ti|ke|to|pe|la|su) \d{1,2}\.\d{1,2}\.$/)
  // Once more in the same visit: only confirmed.
  expect(await desk.scan(showItems.plain)).toMatchObject({ shape: 'yes' })

  // What the law forbids nobody overrides.
  await desk.scan(showCards.child)
  expect(await desk.scan(showItems.filmK16)).toMatchObject({ shape: 'no', big: 'K16' })
  expect(await desk.scan(showItems.plainChild)).toMatchObject({ shape: 'yes' })

  // What staff may override asks once; the scan's Enter never answers.
  await desk.scan(showCards.expired)
  expect(await desk.scan(showItems.plainToo)).toMatchObject({ shape: 'ask' })
  await desk.page.keyboard.press('Enter')
  expect((await desk.verdict()).shape).toBe('ask')
  expect(await desk.press('F11')).toMatchObject({ shape: 'yes', word: 'Lainattu' })

  // An item on loan to somebody else is taken back first, then the desk asks; the safe answer is the first.
  expect(await desk.scan(showItems.lentToOther)).toMatchObject({ shape: 'ask' })
  await desk.page.keyboard.press('F10')

  // Without a patron an item is taken back; a held one is set aside with its number, never a name.
  await desk.page.keyboard.press('F9')
  expect(await desk.scan(showItems.overdue)).toMatchObject({ word: expect.stringMatching(/Palautettu|Aseta sivuun/) })
  expect(await desk.scan(showItems.heldForAnother)).toMatchObject({ shape: 'aside' })
  const painted = (await desk.lines()).filter(line => /lähettämättä/.test(line)).length
  expect(painted).toBeGreaterThan(0)

  // The desk dies; what was painted is there when it comes back, and the line too.
  await host.kill()
  await hub.start()
  desk = await host.open()
  await desk.scan(showStaff[1].badge)
  // The board gives way to today's list with the next act.
  expect(await desk.scan(showItems.belongsElsewhere)).toMatchObject({ shape: 'aside' })
  expect((await desk.lines()).length).toBeGreaterThanOrEqual(painted)
  await desk.allSent()
  await desk.page.waitForFunction(() => /perillä/.test(document.querySelector('.list')?.textContent ?? ''), null, {
    timeout: 60_000,
  })

  const adult = await hub.loanOf(showItems.plain)
  const expired = await hub.loanOf(showItems.plainToo)
  const child = await hub.loanOf(showItems.plainChild)
  expect(adult?.dueOn).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  expect(expired && child && new Set([adult?.patronId, expired.patronId, child.patronId]).size === 3).toBe(true)
  expect(await hub.loanOf(showItems.filmK16)).toBeUndefined()
  expect(await hub.loanOf(showItems.lentToOther)).toBeUndefined()
  expect(await hub.loanOf(showItems.overdue)).toBeUndefined()
}
