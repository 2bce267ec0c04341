import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium, type Page } from 'playwright'
import { findBrowser, quietSwitches } from '../../commands/setup/find-browser.node.ts'
import { killGroup } from '../../simulation/torture/process-group.node.ts'
import { commit } from '../../simulation/torture/run-torture.node.ts'
import { chance } from '../../sync/hub/demo/chance.ts'
import type { Size } from './consortium.ts'
import { packConsortium } from './pack-consortium.node.ts'
import { serveFolder } from './serve-folder.node.ts'

export interface KillReport {
  readonly commit: string
  readonly kills: number
  /** Kills that struck while a download was under way and something was here. */
  readonly kills_during_import: number
  readonly bundles_checked: number
  readonly wrong_hashes: number
  /** How often a download was begun anew from an empty register because it had become whole. */
  readonly completed: number
}

/**
 * Kills the whole browser at chance moments of a download, so often. After every kill all that is marked as here is read and hashed, and the
 * download goes on where it was. Throws where less is here than the page had been told, or something is wrong.
 */
export async function killImports(size: Size, kills: number, say: (line: string) => void): Promise<KillReport> {
  const work = mkdtempSync(join(tmpdir(), 'pysakki-kills-'))
  const luck = chance(size.seed + 3)
  const packed = await packConsortium(work, size, () => undefined)
  const bytes = packed.tables.reduce((sum, table) => sum + table.bytes, 0)
  // A download takes some seconds, however small the register is.
  const server = await serveFolder(work, bytes / 3)
  let [during, checked, wrong, completed, hereBefore] = [0, 0, 0, 0, 0]
  try {
    for (let kill = 0; kill < kills; kill++) {
      const browser = await startBrowser(join(work, `profile-${completed}`), server.url)
      let isOver = false
      try {
        const { page } = browser
        await page.evaluate(([seed, barcode]) => bench.open('library', seed, barcode, false), [
          size.seed,
          packed.barcodes[0]!,
        ] as const)
        const found = await page.evaluate(() => bench.check())
        checked += found.right
        wrong += found.wrong
        const here = (await page.evaluate(() => bench.stand())).bytesHere
        if (here < hereBefore) throw new Error(`${here} bytes are here after a kill, and ${hereBefore} had been told`)
        await page.exposeFunction('tellHere', (here: number) => {
          hereBefore = here
        })
        const download = page.evaluate(() =>
          bench.download(here => (globalThis as unknown as { tellHere(n: number): void }).tellHere(here)),
        )
        const ended = download.then(
          () => true,
          () => true,
        )
        isOver = await Promise.race([ended, pause(100 + luck.next() * 1500, false)])
        if (!isOver && hereBefore > 0) during++
      } finally {
        await browser.kill()
      }
      say(JSON.stringify({ kill: kill + 1, bytesHere: hereBefore, of: bytes, wrong }))
      if (!isOver) continue
      completed++
      hereBefore = 0
    }
    const last = await startBrowser(join(work, `profile-${completed}`), server.url)
    try {
      await last.page.evaluate(([seed, one]) => bench.open('library', seed, one, false), [
        size.seed,
        packed.barcodes[0]!,
      ] as const)
      await last.page.evaluate(() => bench.download(() => undefined))
      const found = await last.page.evaluate(() => bench.check())
      const { found: answered } = await last.page.evaluate(barcodes => bench.lookUps(barcodes), packed.barcodes.slice(0, 200))
      checked += found.right
      wrong += found.wrong
      if (answered < Math.min(200, packed.barcodes.length))
        throw new Error('the register does not answer after it was fetched whole')
    } finally {
      await last.kill()
    }
  } finally {
    await server.stop()
    rmSync(work, { recursive: true, force: true, maxRetries: 5 })
  }
  return { commit: commit(), kills, kills_during_import: during, bundles_checked: checked, wrong_hashes: wrong, completed }
}

async function startBrowser(profile: string, url: string): Promise<{ page: Page; kill(): Promise<void> }> {
  const executable = findBrowser()
  if (!executable) throw new Error('no Chromium was found')
  const args = [...quietSwitches(), '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank']
  const child = spawn(executable, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'exit')
  const kill = async () => {
    await killGroup(child.pid!)
    await ended
  }
  try {
    for await (const line of createInterface(child.stderr)) {
      const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1]
      if (!address) continue
      child.stderr.resume()
      const browser = await chromium.connectOverCDP(address)
      const page = browser.contexts()[0]!.pages()[0]!
      await page.goto(url)
      await page.waitForFunction(() => 'bench' in globalThis)
      return { page, kill }
    }
    throw new Error('Chromium did not start')
  } catch (error) {
    await kill()
    throw error
  }
}
