import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserLaunchOptions } from '../commands/setup/find-browser.node.ts'
import { hubProgram } from '../commands/setup/hub-program.node.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { DemoHub } from './demo-hub.ts'
import { DeskPage } from './desk-page.ts'

const hub = new DemoHub()
let browser: Browser

beforeAll(async () => {
  await hub.start()
  browser = await chromium.launch(browserLaunchOptions())
})

afterAll(async () => {
  await browser?.close()
  await hub.stop()
})

test('[RG50] over a line on which no bundle comes through a desk takes the register from a stick, then persons over the line', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'pysakki-seed-')), 'register.seed')
  const at = ['--port', new URL(hub.url()).port, '--token', hub.token()]
  const { stdout } = await promisify(execFile)(process.execPath, [...hubProgram(), 'seed', file, ...at])
  expect(stdout).toMatch(/\d+ items, .* MB, as of .*; nothing of patrons/)
  expect(readFileSync(file, 'latin1')).not.toMatch(/Rantakoski/i)

  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const desk = new DeskPage(page)
  const runs: string[] = []
  let isBroken = true
  await page.route('**/register/packed/runs/**', route => {
    runs.push(route.request().url())
    return isBroken ? route.abort() : route.continue()
  })
  await page.goto(`${hub.desk()}&register=packed`)
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  await page.keyboard.press('F1')
  await page.keyboard.press('F11')
  await page.locator('[data-arrival="coming"]').waitFor()
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Tuo muistitikulta' }).click()
  await (await choosing).setFiles(file)
  await page.getByText(/Tikulta tuli/).waitFor()
  await page.keyboard.press('Escape')
  expect(await desk.scan(showItems.overdue)).toMatchObject({ title: 'Den tysta skogen' })

  runs.length = 0
  isBroken = false
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await expect.poll(() => desk.link(), { timeout: 60_000 }).not.toContain('tulossa')
  expect(runs.length).toBeGreaterThan(0)
  await desk.scan(showCards.adult)
  expect(await page.locator('.patron').textContent()).toContain('Eeli R.')
}, 180_000)
