import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright'
import { browserLaunchOptions } from '../../commands/setup/find-browser.node.ts'

/** A real Chromium on a profile, at the bench's page. */
export interface BenchBrowser {
  readonly page: Page
  /** Of the page after collection: JavaScript objects and the bytes of their buffers, megabytes. */
  memoryMb(): Promise<number>
  close(): Promise<void>
}

export async function openBenchBrowser(profile: string, url: string): Promise<BenchBrowser> {
  const context: BrowserContext = await chromium.launchPersistentContext(profile, browserLaunchOptions())
  const page = context.pages()[0] ?? (await context.newPage())
  page.setDefaultTimeout(900_000)
  await page.goto(url)
  await page.waitForFunction(() => 'bench' in globalThis)
  return {
    page,
    async memoryMb() {
      const session = await context.newCDPSession(page)
      await session.send('HeapProfiler.enable')
      await session.send('HeapProfiler.collectGarbage')
      await session.send('HeapProfiler.collectGarbage')
      const usage = (await session.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number }
      await session.detach()
      return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 1e6
    },
    close: () => context.close(),
  }
}

/** Bytes of all files of a profile's IndexedDB. */
export function storedBytes(profile: string): number {
  const folder = join(profile, 'Default', 'IndexedDB')
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}
