import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright'
import { afterAll, test } from 'vitest'
import { browserLaunchOptions } from '../commands/setup/find-browser.node.ts'
import { DemoHub } from './demo-hub.ts'
import { DeskPage } from './desk-page.ts'
import { tellMainStory } from './main-story.ts'

const hub = new DemoHub()
const profile = mkdtempSync(join(tmpdir(), 'pysakki-profile-'))
let context: BrowserContext | undefined

afterAll(async () => {
  await context?.close()
  await hub.stop()
})

test('the main story in Chromium: lend without a line, tab killed, hub back, everything home', async () => {
  await tellMainStory(hub, {
    async open() {
      context ??= await chromium.launchPersistentContext(profile, {
        ...browserLaunchOptions(),
        viewport: { width: 1280, height: 800 },
        locale: 'fi-FI',
      })
      const page = await context.newPage()
      await page.goto(hub.desk())
      const desk = new DeskPage(page)
      await desk.ready()
      return desk
    },
    async kill() {
      // The renderer process is crashed, not closed: no unload handler gets a word.
      const pages = context?.pages() ?? []
      for (const page of pages) {
        const session = await page.context().newCDPSession(page)
        await Promise.race([session.send('Page.crash').catch(() => undefined), new Promise(resolve => setTimeout(resolve, 500))])
        await page.close()
      }
    },
  })
})
