import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openBenchBrowser } from '../bench/register/bench-browser.node.ts'
import { packConsortium } from '../bench/register/pack-consortium.node.ts'
import { serveFolder } from '../bench/register/serve-folder.node.ts'
import { writeSomething } from './write-something.ts'

test('[SG21] a page without room says so, reads what it has, and goes on when there is room', async () => {
  const work = mkdtempSync(join(tmpdir(), 'pysakki-quota-'))
  const size = { items: 60_000, patrons: 2_000, seed: 3, today: '2026-11-22' }
  const packed = await packConsortium(work, size, () => undefined)
  const server = await serveFolder(work)
  const browser = await openBenchBrowser(join(work, 'profile'), server.url)
  const { page } = browser
  const cdp = await page.context().newCDPSession(page)
  const { origin } = new URL(server.url)
  try {
    await page.evaluate(([seed, barcode]) => bench.open('library', seed, barcode, false), [
      size.seed,
      packed.barcodes[0]!,
    ] as const)
    await page.evaluate(() => bench.begin('manifest'))
    await page.evaluate(() => bench.fetchTables(['states', 'items'], 'manifest'))
    const before = await page.evaluate(() => bench.stand())
    await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 })
    // Chromium reckons for half a minute with the room that it found last: full it is once a write has failed for it.
    await expect.poll(() => page.evaluate(writeSomething), { timeout: 60_000, interval: 1000 }).toBe('QuotaExceededError')
    const refused = page.evaluate(() =>
      bench.fetchTables(['titles'], 'manifest').then(
        () => 'taken',
        error => error.kind,
      ),
    )
    expect(await refused).toBe('full')
    expect(await page.evaluate(() => bench.check())).toMatchObject({ wrong: 0 })
    const during = await page.evaluate(() => bench.stand())
    expect(during.bytesHere).toBeGreaterThanOrEqual(before.bytesHere)
    expect(during.complete).toBe(false)
    await cdp.send('Storage.overrideQuotaForOrigin', { origin })
    const download = () =>
      page.evaluate(() =>
        bench
          .download(() => undefined)
          .then(
            () => 'whole',
            error => String(error.kind),
          ),
      )
    await expect.poll(download, { timeout: 60_000, interval: 500 }).toBe('whole')
    expect(await page.evaluate(() => bench.stand())).toMatchObject({ complete: true })
    expect(await page.evaluate(() => bench.check())).toMatchObject({ wrong: 0 })
    const some = packed.barcodes.slice(0, 50)
    expect(await page.evaluate(barcodes => bench.lookUps(barcodes), some)).toMatchObject({ found: some.length })
  } finally {
    await browser.close()
    await server.stop()
    rmSync(work, { recursive: true, force: true, maxRetries: 5 })
  }
}, 180_000)
