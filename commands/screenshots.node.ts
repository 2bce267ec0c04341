import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, chromium } from 'playwright'
import { build, preview } from 'vite'
import { browserLaunchOptions } from './setup/find-browser.node.ts'
import { root } from './setup/run.node.ts'

/**
 * npm run screenshots: every state of the desk, drawn from fixed values, in every theme and language. A chosen few go to docs/screenshots, all
 * of them to dist/screenshots. `--states lend,ask --themes day --sizes 1280x800` takes fewer, `--published` only the chosen ones.
 */
const { values: wish } = parseArgs({
  options: {
    states: { type: 'string' },
    themes: { type: 'string', default: 'day,night,contrast' },
    sizes: { type: 'string', default: '1280x800,1920x1080' },
    languages: { type: 'string', default: 'fi,sv,en' },
    published: { type: 'boolean', default: false },
  },
})

interface Shot {
  readonly state: string
  readonly theme: string
  readonly language: string
  readonly size: string
  readonly stress?: boolean
  readonly environment?: 'demo'
}

const allStates = [
  ...[
    'lend',
    'ask',
    'ask-own',
    'no',
    'no-words',
    'aside',
    'transfer',
    'returned',
    'patron',
    'idle',
    'red-stop',
    'sign-in',
    'stops',
  ],
  ...[
    'search-patron',
    'search-title',
    'renew',
    'to-sort-out',
    'print',
    'undo',
    'help',
    'settings',
    'devices',
    'move-visit',
    'patron-loans',
    'carry-home',
    'koc-exit',
  ],
  ...[
    'pad-ten',
    'pad-under-way',
    'pad-trouble',
    'pad-counted',
    'pad-returned',
    'pad-unplugged',
    'pad-plane',
    'pad-tags',
    'write-tag',
  ],
]
const mainStates = ['lend', 'ask', 'no', 'aside', 'idle', 'help', 'search-patron', 'red-stop', 'pad-trouble']

/** These stand in the README and the guides, by file name. */
const published: Readonly<Record<string, Shot>> = {
  desk: { state: 'lend', theme: 'day', language: 'fi', size: '1280x800' },
  question: { state: 'ask', theme: 'day', language: 'fi', size: '1280x800' },
  'set-aside-night': { state: 'aside', theme: 'night', language: 'fi', size: '1280x800' },
  board: { state: 'idle', theme: 'day', language: 'fi', size: '1280x800' },
  'refusal-contrast': { state: 'no', theme: 'contrast', language: 'en', size: '1280x800' },
}

const listed = (text: string | undefined): string[] => (text ? text.split(',') : [])

function shots(): Shot[] {
  const states = wish.states ? listed(wish.states) : allStates
  const sizes = listed(wish.sizes)
  const themes = listed(wish.themes)
  const [first, ...others] = listed(wish.languages)
  const finnish = sizes.flatMap(size =>
    states.flatMap(state => themes.map(theme => ({ state, theme, language: first ?? 'fi', size }))),
  )
  const size = sizes[0] ?? '1280x800'
  const theme = themes[0] ?? 'day'
  const inMain = states.filter(state => mainStates.includes(state))
  const translated = others.flatMap(language => inMain.map(state => ({ state, theme, language, size })))
  const stressed = inMain.map(state => ({ state, theme, language: first ?? 'fi', size, stress: true }))
  return [
    ...finnish,
    ...translated,
    ...stressed,
    { state: inMain[0] ?? 'lend', theme, language: first ?? 'fi', size, environment: 'demo' },
  ]
}

const nameOf = ({ state, theme, language, size, stress, environment }: Shot): string =>
  [state, theme, size, language, ...(stress ? ['stress'] : []), ...(environment ? [environment] : [])].join('-')

async function take(browser: Browser, origin: string, shot: Shot, path: string): Promise<void> {
  const [width = 1280, height = 800] = shot.size.split('x').map(Number)
  const page = await browser.newPage({ viewport: { width, height } })
  const problems: string[] = []
  page.on('pageerror', error => problems.push(String(error)))
  page.on('console', message => message.type() === 'error' && problems.push(message.text()))
  const { state, theme, language, stress, environment } = shot
  const query = new URLSearchParams({
    state,
    theme,
    lang: language,
    ...(stress && { stress: '1' }),
    ...(environment && { environment }),
  })
  await page.goto(`${origin}/showcase.html?${query}`)
  await page.locator('[data-ready]').waitFor({ state: 'attached', timeout: 15_000 })
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(120)
  await page.screenshot({ path })
  await page.close()
  if (problems.length > 0) throw new Error(`${nameOf(shot)}: ${problems.join('; ')}`)
}

const outDir = join(tmpdir(), `pysakki-showcase-${process.pid}`)
const renderer = join(root, 'renderer')
const config = { configFile: join(root, 'vite.config.ts'), root: renderer, logLevel: 'warn' } as const
await build({ ...config, build: { outDir, emptyOutDir: true, rolldownOptions: { input: join(renderer, 'showcase.html') } } })
const server = await preview({ ...config, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } })
const address = server.httpServer.address()
if (typeof address !== 'object' || !address) throw new Error('the preview server has no address')
const origin = `http://127.0.0.1:${address.port}`
const browser = await chromium.launch(browserLaunchOptions())
const everywhere = join(root, 'dist/screenshots')
const chosen = join(root, 'docs/screenshots')
mkdirSync(everywhere, { recursive: true })
mkdirSync(chosen, { recursive: true })
const list = wish.published ? [] : shots()
for (const shot of list) await take(browser, origin, shot, join(everywhere, `${nameOf(shot)}.png`))
const forDocs = wish.states ? [] : Object.entries(published)
for (const [name, shot] of forDocs) await take(browser, origin, shot, join(chosen, `${name}.png`))
await browser.close()
await server.close()
console.log(`${list.length} screenshots in dist/screenshots, ${forDocs.length} in docs/screenshots`)
process.exit(0)
