import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type BrowserContext, chromium } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserLaunchOptions } from '../commands/setup/find-browser.node.ts'
import { hubProgram } from '../commands/setup/hub-program.node.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { readSealed } from '../sync/journal/usb-export.ts'
import { DemoHub } from './demo-hub.ts'
import { DeskPage } from './desk-page.ts'

const profile = mkdtempSync(join(tmpdir(), 'pysakki-carried-'))
const hub = new DemoHub(['--demo'])
let context: BrowserContext | undefined

beforeAll(() => hub.start())

afterAll(async () => {
  await context?.close()
  await hub.stop()
})

test('a day offline is saved to a file, the hub takes it with the station dead, and the station that comes back on the line later doubles nothing', async () => {
  let desk = await openDesk()
  await desk.scan(showStaff[0].badge)
  await desk.allSent()
  await hub.stop()
  await desk.scan(showCards.adult)
  expect(await desk.scan(showItems.plain)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  expect(await desk.scan(showItems.plainToo)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  await desk.page.keyboard.press('F9')
  expect(await desk.scan(showItems.plainToo)).toMatchObject({ word: 'Palautettu' })
  expect(await desk.link()).toContain('3 lähettämättä')

  // By keyboard alone, as at the end of a day.
  await desk.page.keyboard.press('Shift+F6')
  await desk.page.locator('.carry-many').waitFor()
  const [download] = await Promise.all([desk.page.waitForEvent('download'), desk.page.keyboard.press('F10')])
  const file = join(profile, download.suggestedFilename())
  await download.saveAs(file)
  await desk.page.getByText(/^Kirjoitettu: \d+ tapahtumaa/).waitFor()
  await desk.page.keyboard.press('Escape')
  expect(await desk.link()).toContain('3 lähettämättä')
  const carried = readSealed(readFileSync(file, 'utf8'))
  if (carried.kind !== 'whole') throw new Error(carried.why)
  await context?.close()

  await hub.start()
  expect(await hub.loanOf(showItems.plain)).toBeUndefined()
  expect(await take(file)).toMatch(new RegExp(`^${carried.station}: (\\d+) entries until .*, \\1 of them new to the hub$`))
  await expect.poll(() => hub.loanOf(showItems.plain), { timeout: 30_000 }).toBeDefined()
  const outcomes = await hub.outcomes(carried.station, 3)
  expect(outcomes.map(({ outcome }) => outcome.kind)).toEqual(['applied', 'applied', 'applied'])

  // The machine is mended: it sends its own journal, and learns of what became of it.
  desk = await openDesk()
  await desk.allSent()
  await expect.poll(() => desk.link(), { timeout: 30_000 }).toContain('kaikki lähetetty')
  expect((await hub.outcomes(carried.station, 3)).length).toBe(3)
  expect(await take(file)).toContain(', 0 of them new to the hub')
  expect(await hub.loanOf(showItems.plain)).toBeDefined()
  expect(await hub.loanOf(showItems.plainToo)).toBeUndefined()
}, 180_000)

async function take(file: string): Promise<string> {
  const port = new URL(hub.url()).port
  const words = [...hubProgram(), 'take', file, '--data', hub.data, '--port', port]
  return (await promisify(execFile)(process.execPath, words)).stdout.trim()
}

async function openDesk(): Promise<DeskPage> {
  context = await chromium.launchPersistentContext(profile, {
    ...browserLaunchOptions(),
    viewport: { width: 1280, height: 800 },
    locale: 'fi-FI',
    acceptDownloads: true,
  })
  // Nobody is there to choose a stick in the browser's own window: then the file goes among the downloads.
  await context.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'))
  const page = await context.newPage()
  await page.goto(hub.desk())
  const desk = new DeskPage(page)
  await desk.ready()
  return desk
}
