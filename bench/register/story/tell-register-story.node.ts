import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { browserLaunchOptions } from '../../../commands/setup/find-browser.node.ts'
import { DemoHub } from '../../../e2e/demo-hub.ts'
import { DeskPage } from '../../../e2e/desk-page.ts'
import { commit } from '../../../simulation/torture/run-torture.node.ts'
import { showStaff } from '../../../sync/hub/demo/showcase.ts'
import { segmentFormat } from '../../../sync/register/segments/segment.ts'
import { groupKeyOf, type Size } from '../consortium.ts'
import { consortiumManifest, type PackedConsortium, packConsortium } from '../pack-consortium.node.ts'
import { quantile } from '../page/times.ts'
import { packMoving, type StoryNumbers } from './pack-moving.node.ts'
import { serveConsortium } from './serve-consortium.node.ts'

export interface StoryOptions extends Size {
  /** How many of each act; 20 if not given. */
  readonly acts?: number
  /** The packed consortium is kept here and found again. */
  readonly keep?: string | undefined
  /** Pictures of what was found go here. */
  readonly pictures?: string | undefined
  readonly say: (line: string) => void
}

interface Times {
  readonly scans: number[]
  readonly tasks: number[]
}

/**
 * The main story of a stop without a line at a desk that has the whole consortium in the default tier: a real desk in a real Chromium, packed register
 * over HTTP. Throws where the desk says something else than it should. Milliseconds are those from the scan's Enter to the verdict on the page.
 */
export async function tellRegisterStory({ say, keep, pictures, acts = 20, ...size }: StoryOptions) {
  const work = mkdtempSync(join(tmpdir(), 'pysakki-story-'))
  const folder = keep ?? join(work, 'packed')
  mkdirSync(folder, { recursive: true })
  const { packed, numbers } = await prepared(folder, size, say)
  const hub = new DemoHub()
  await hub.start()
  const server = await serveConsortium(folder, hub.url(), groupKeyOf(size))
  const context = await chromium.launchPersistentContext(join(work, 'profile'), {
    ...browserLaunchOptions(),
    viewport: { width: 1280, height: 800 },
    locale: 'fi-FI',
  })
  try {
    const page = await context.newPage()
    const began = performance.now()
    const address = `${hub.desk().replace(hub.url(), server.url)}&register=packed`
    await page.goto(address)
    const desk = new DeskPage(page)
    await desk.ready()
    const firstDeskMs = performance.now() - began
    const inAll = bytesIn(folder)
    while (server.served() < inAll) await page.waitForTimeout(50)
    const wholeMs = performance.now() - began
    say(
      `${Math.round(inAll / 1e6)} MB are here after ${Math.round(wholeMs)} ms; lending began after ${Math.round(firstDeskMs)} ms`,
    )
    await page.waitForTimeout(2000)
    await desk.scan(showStaff[0].badge)
    server.cut(true)
    await page.evaluate(watch)
    const times = () => page.evaluate(() => (globalThis as unknown as { story: Times }).story)
    const taken = async (act: () => Promise<unknown>) => {
      const before = (await times()).scans.length
      await act()
      return (await times()).scans.slice(before)
    }
    const expectShape = (what: string, got: { shape: string; word: string }, shapes: readonly string[]) => {
      if (!shapes.includes(got.shape))
        throw new Error(`${what}: the desk says ${got.shape} (${got.word}), not ${shapes.join(' or ')}`)
    }
    const some = (list: readonly string[], count = acts) => list.slice(0, count)

    const cards: number[] = []
    for (const card of some(packed.cards)) {
      cards.push(...(await taken(() => scanCard(desk, card))))
      await page.keyboard.press('F9')
    }
    let lender = ''
    for (const card of packed.cards) {
      await scanCard(desk, card)
      const { shape } = await desk.scan(numbers.onShelf[0]!)
      if (shape === 'yes') lender = card
      if (lender) break
      await page.keyboard.press('F10')
      await page.keyboard.press('F9')
    }
    if (!lender) throw new Error('no patron of the consortium may borrow')
    /** A question is given the safe answer, which is the first. */
    const scanAll = async (barcodes: readonly string[], shapes: readonly string[]) => {
      for (const barcode of barcodes) {
        const got = await desk.scan(barcode)
        expectShape(barcode, got, shapes)
        if (got.shape === 'ask') await desk.press('F10')
      }
    }
    const loans = await taken(() => scanAll(some(numbers.onShelf.slice(1)), ['yes', 'ask']))
    const unknown = await desk.scan('853N99999990')
    expectShape('a barcode that nobody knows', unknown, ['ask', 'no'])
    await page.keyboard.press('F10')
    await page.keyboard.press('F9')
    const returns = await taken(() => scanAll(some(numbers.lent), ['yes', 'aside']))
    const caught = await taken(() => scanAll(some(numbers.catching, Math.min(acts, 5)), ['aside']))

    // Words of titles: all that there is is gone through at the first question. A book that is scanned meanwhile does not wait.
    const longBefore = (await times()).tasks.length
    await page.keyboard.press('F4')
    await page.waitForTimeout(150)
    const duringSearch = await taken(async () => {
      await page.keyboard.type(numbers.lent[acts]!)
      const before = (await desk.verdict()).number
      await page.keyboard.press('Enter')
      await desk.verdictAfter(before)
    })
    const rare = numbers.rareWords[numbers.rareWords.length >> 1]!
    const firstSearchMs = await searchTitles(desk, rare)
    if (pictures) await page.screenshot({ path: join(pictures, 'titles-rare.png') })
    const searches: number[] = []
    for (const word of some(numbers.rareWords)) searches.push(await searchTitles(desk, word))
    const commonSearchMs = await searchTitles(desk, rare.slice(0, 2))
    if (pictures) await page.screenshot({ path: join(pictures, 'titles-common.png') })
    await page.keyboard.press('Escape')
    const longTasks = (await times()).tasks.slice(longBefore)
    const names = await searchNames(desk, pictures)
    const kept = await memoryMb(page)
    const half = (list: readonly number[]) => Math.round(quantile(list, 0.5) * 10) / 10
    const worst = (list: readonly number[]) => Math.round(Math.max(0, ...list) * 10) / 10
    const scans = [...cards, ...loans, ...returns, ...caught]
    return {
      commit: commit(),
      items: size.items,
      patrons: size.patrons,
      megabytes: Math.round(inAll / 1e5) / 10,
      desk_after_ms: Math.round(firstDeskMs),
      whole_after_ms: Math.round(wholeMs),
      card_p50_ms: half(cards),
      loan_p50_ms: half(loans),
      return_p50_ms: half(returns),
      caught_p50_ms: half(caught),
      scan_p99_ms: Math.round(quantile(scans, 0.99) * 10) / 10,
      scan_during_search_ms: worst(duringSearch),
      first_title_search_ms: Math.round(firstSearchMs),
      title_search_p50_ms: half(searches),
      common_title_search_ms: Math.round(commonSearchMs),
      name_search_ms: Math.round(names),
      longest_task_in_search_ms: worst(longTasks),
      page_memory_mb: Math.round(kept * 10) / 10,
      load: Math.round(loadavg()[0]! * 10) / 10,
    }
  } catch (error) {
    if (pictures)
      await context
        .pages()
        .at(-1)
        ?.screenshot({ path: join(pictures, 'failed.png') })
    throw error
  } finally {
    await context.close()
    await server.stop()
    await hub.stop()
    rmSync(work, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Notes, in the page, when a scan's Enter came and when the verdict after it was there, and every task that held the page. */
const watch = `(() => {
  const story = { scans: [], tasks: [] }
  globalThis.story = story
  let began
  addEventListener('keydown', event => { if (event.key === 'Enter') began = performance.now() }, true)
  const number = () => document.querySelector('.verdict[data-number]')?.dataset.number + ' ' + document.querySelector('.patron')?.textContent
  let last = number()
  new MutationObserver(() => {
    const now = number()
    if (now === last) return
    last = now
    if (began !== undefined) story.scans.push(performance.now() - began)
    began = undefined
  }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
  new PerformanceObserver(list => story.tasks.push(...list.getEntries().map(entry => entry.duration))).observe({ type: 'longtask' })
})()`

async function scanCard(desk: DeskPage, card: string): Promise<void> {
  await desk.page.keyboard.type(card)
  await desk.page.keyboard.press('Enter')
  await desk.page.waitForFunction(() => document.querySelector('.patron') !== null, null, { timeout: 20_000 })
  await desk.page.waitForTimeout(100)
}

/** Milliseconds until hits are drawn. */
async function searchTitles(desk: DeskPage, words: string): Promise<number> {
  const { page } = desk
  if (!(await page.locator('.hits.titles').count())) await page.keyboard.press('F4')
  const field = page.locator('.search-fields input').first()
  await field.fill('')
  await page.locator('.hits.titles .hit').first().waitFor({ state: 'detached' })
  await page.waitForTimeout(100)
  const began = performance.now()
  await field.fill(words)
  await page.locator('.hits.titles .hit').first().waitFor({ timeout: 120_000 })
  return performance.now() - began
}

async function searchNames(desk: DeskPage, pictures: string | undefined): Promise<number> {
  const { page } = desk
  await page.keyboard.press('F3')
  const began = performance.now()
  await page.locator('.search-fields input').first().fill('ma')
  await page.locator('.hits .hit').first().waitFor({ timeout: 60_000 })
  const took = performance.now() - began
  if (pictures) await page.screenshot({ path: join(pictures, 'names.png') })
  await page.keyboard.press('Escape')
  return took
}

async function memoryMb(page: import('playwright').Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  const usage = (await session.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number }
  await session.detach()
  return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 1e6
}

function bytesIn(folder: string): number {
  const { tables } = JSON.parse(readFileSync(join(folder, 'manifest-whole'), 'utf8')) as { tables: { bytes: number }[] }
  return tables.reduce((sum, { bytes }) => sum + bytes, 0)
}

async function prepared(folder: string, size: Size, say: (line: string) => void) {
  const path = join(folder, 'story.json')
  const made = JSON.stringify([size, segmentFormat])
  if (existsSync(path)) {
    const known = JSON.parse(readFileSync(path, 'utf8')) as { made: string; packed: PackedConsortium; numbers: StoryNumbers }
    if (known.made === made) return known
  }
  const about = join(folder, 'about.json')
  const bench = existsSync(about) ? (JSON.parse(readFileSync(about, 'utf8')) as { packed: PackedConsortium }) : undefined
  const packed = bench?.packed ?? (await packConsortium(folder, size, say))
  const { tables, numbers } = await packMoving(folder, size)
  writeFileSync(
    join(folder, 'manifest-whole'),
    JSON.stringify({ ...consortiumManifest(size, [...packed.tables, ...tables]), detail: { tier: 'named' } }),
  )
  writeFileSync(path, JSON.stringify({ made, packed, numbers }))
  return { packed, numbers }
}
