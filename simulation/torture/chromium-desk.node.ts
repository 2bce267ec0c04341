import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright'
import { findBrowser, quietSwitches } from '../../commands/setup/find-browser.node.ts'
import { DeskPage } from '../../e2e/desk-page.ts'
import { prepareContext } from './electron-desk.node.ts'
import { killGroup } from './process-group.node.ts'
import type { DeskStart, RunningDesk } from './running-desk.ts'
import { traced } from './sync-log.node.ts'

/** Opens the hub's page in a Chromium of its own that can be killed whole. Throws if there is none. */
export async function startChromiumDesk(start: DeskStart): Promise<RunningDesk> {
  const { data, station, hub, syncLog } = start
  const executable = findBrowser()
  if (!executable) throw new Error('no Chromium was found')
  const args = [...quietSwitches(), '--headless=new', '--remote-debugging-port=0', '--window-size=1280,800', '--lang=fi-FI']
  const profile = join(data, 'profile')
  const child = spawn(
    syncLog ? traced(executable, syncLog) : executable,
    [...args, `--user-data-dir=${profile}`, 'about:blank'],
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = once(child, 'exit')
  const kill = async () => {
    await killGroup(child.pid!)
    await ended
  }
  try {
    const browser = await chromium.connectOverCDP(await debuggerOf(child.stderr))
    const context = browser.contexts()[0]!
    await prepareContext(context, start)
    const page = context.pages()[0] ?? (await context.newPage())
    await page.goto(`${hub.url}/#token=${hub.token}&station=${station}`)
    const close = async () => {
      const session = await browser.newBrowserCDPSession()
      await session.send('Browser.close').catch(() => undefined)
      await ended
    }
    return { desk: new DeskPage(page), kill, close }
  } catch (error) {
    await kill()
    throw error
  }
}

async function debuggerOf(stderr: NodeJS.ReadableStream): Promise<string> {
  let said = ''
  for await (const line of createInterface(stderr)) {
    said += `${line}\n`
    const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1]
    if (!address) continue
    stderr.resume()
    return address
  }
  throw new Error(`Chromium did not start.\n${said.slice(-2000)}`)
}
