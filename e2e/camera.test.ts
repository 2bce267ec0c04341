import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserLaunchOptions } from '../commands/setup/find-browser.node.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { DemoHub } from './demo-hub.ts'
import { DeskPage } from './desk-page.ts'
import { writeLabelVideo } from './label-video.ts'

const hub = new DemoHub()
const folder = mkdtempSync(join(tmpdir(), 'pysakki-camera-'))
let browser: Browser

beforeAll(async () => {
  const video = join(folder, 'labels.y4m')
  await writeLabelVideo(video, [
    { seconds: 4, code: 'code39', text: showCards.adult },
    { seconds: 3 },
    { seconds: 4, code: 'code128', text: showItems.plain },
    { seconds: 3 },
  ])
  const options = browserLaunchOptions()
  const camera = [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${video}`,
  ]
  browser = await chromium.launch({ ...options, args: [...(options.args ?? []), ...camera] })
  await hub.start()
})

afterAll(async () => {
  await browser?.close()
  await hub.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('[HW77] in a browser without a scanner a card and a book are held before the camera: lent; what reads them comes from the hub alone, and only when it is wanted', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'fi-FI' })
  const asked: string[] = []
  page.on('request', request => asked.push(request.url()))
  const reader = () => asked.filter(url => /zxing|ponyfill/.test(url))
  await page.goto(hub.desk())
  const desk = new DeskPage(page)
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  // Nobody is filmed who has not asked for it.
  expect(await page.getByRole('button', { name: 'Kamera' }).count()).toBe(0)
  await page.evaluate(() => localStorage.setItem('pysakki.preferences', JSON.stringify({ camera: true })))
  await page.reload()
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  expect(reader()).toEqual([])
  // The plane of the stops lies over the field until somebody has chosen.
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Kamera' }).click()
  await page.locator('[data-eye="looking"]').waitFor({ timeout: 30_000 })
  expect(reader().some(url => url.endsWith('.wasm'))).toBe(true)
  expect(asked.filter(url => !url.startsWith(hub.url()) && !/^(data|blob):/.test(url))).toEqual([])
  await expect.poll(async () => (await desk.verdict()).word, { timeout: 60_000 }).toBe('Lainattu')
  await expect.poll(async () => (await hub.loanOf(showItems.plain))?.barcode, { timeout: 30_000 }).toBe(showItems.plain)

  await page.getByRole('button', { name: 'Kamera' }).click()
  await page.locator('[data-eye]').waitFor({ state: 'detached' })
  const isFilming = await page.evaluate(() => document.querySelector('video') !== null)
  expect(isFilming).toBe(false)
  await page.close()
})
