import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright'
import { afterEach, expect, test } from 'vitest'
import { browserLaunchOptions } from '../commands/setup/find-browser.node.ts'
import { DemoHub } from './demo-hub.ts'
import { DeskPage } from './desk-page.ts'
import { type DeskHost, tellMainStory } from './main-story.ts'

let hub: DemoHub | undefined
let context: BrowserContext | undefined

afterEach(async () => {
  await context?.close()
  context = undefined
  await hub?.stop()
})

/** A desk in a profile of its own; `fetched` takes what the hub tells it of the register, and `more` goes with the address. */
function inChromium(of: DemoHub, fetched: string[] = [], more = ''): DeskHost {
  const profile = mkdtempSync(join(tmpdir(), 'pysakki-profile-'))
  return {
    async open() {
      context ??= await chromium.launchPersistentContext(profile, {
        ...browserLaunchOptions(),
        viewport: { width: 1280, height: 800 },
        locale: 'fi-FI',
      })
      const page = await context.newPage()
      page.on('response', response => {
        if (response.url().includes('/api/register/'))
          void response.text().then(
            body => fetched.push(`${response.url()}\n${body}`),
            () => undefined,
          )
      })
      await page.goto(of.desk() + more)
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
  }
}

test('the main story in Chromium: lend without a line, tab killed, hub back, everything home', async () => {
  hub = new DemoHub()
  await tellMainStory(hub, inChromium(hub))
})

test('[DT4] [DT10] the main story in the least tier: the same at the desk, and nobody is named to it', async () => {
  const policy = join(mkdtempSync(join(tmpdir(), 'pysakki-policy-')), 'register.json')
  writeFileSync(policy, JSON.stringify({ tier: 'least' }))
  hub = new DemoHub(['--demo', '--register', policy])
  const fetched: string[] = []
  await tellMainStory(hub, inChromium(hub, fetched))
  const told = fetched.join('\n')
  expect(told).toContain('"sealedId"')
  expect(told).not.toMatch(/"(family|given|birthDate)":|"cards":\["/)
})

test('[RG40] [DT4] the main story on the packed register, in the least tier: the same at the desk', async () => {
  const policy = join(mkdtempSync(join(tmpdir(), 'pysakki-policy-')), 'register.json')
  writeFileSync(policy, JSON.stringify({ tier: 'least' }))
  hub = new DemoHub(['--demo', '--register', policy])
  const fetched: string[] = []
  await tellMainStory(hub, inChromium(hub, fetched, '&register=packed'))
  const routes = new Set(fetched.map(told => /\/api\/register\/([^?/]+)/.exec(told)?.[1]))
  expect([...routes]).toEqual(['packed'])
  expect(fetched.join('\n')).not.toMatch(/"(family|given|birthDate)":|Rantakoski/)
})
