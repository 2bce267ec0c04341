import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron, type BrowserContext } from 'playwright'
import { needsNoSandbox } from '../../commands/setup/find-browser.node.ts'
import { findElectron } from '../../commands/setup/find-electron.node.ts'
import { root } from '../../commands/setup/run.node.ts'
import { DeskPage } from '../../e2e/desk-page.ts'
import { prepareTrial, watchPainted } from './in-page.ts'
import { killGroup } from './process-group.node.ts'
import type { DeskStart, RunningDesk } from './running-desk.ts'
import { traced } from './sync-log.node.ts'

/** Starts the built desktop program on its folder. Resolves when its window has begun to load. Throws if there is no Electron here. */
export async function startElectronDesk(start: DeskStart): Promise<RunningDesk> {
  const { data, station, hub, devices, syncLog } = start
  const executable = findElectron()
  if (!executable) throw new Error('no Electron runtime was found')
  mkdirSync(data, { recursive: true })
  writeFileSync(join(data, 'station.json'), JSON.stringify({ station, hub, ...(devices && { devices }) }))
  const app = await _electron.launch({
    executablePath: syncLog ? traced(executable, syncLog) : executable,
    args: [
      '-r',
      join(import.meta.dirname, 'hold-window.cjs'),
      ...(needsNoSandbox() ? ['--no-sandbox'] : []),
      join(root, 'dist/electron/main.cjs'),
      '--data',
      data,
    ],
    env: { ...(process.env as Record<string, string>), PYSAKKI_UNATTENDED: '1' },
  })
  const leader = app.process().pid!
  const ended = new Promise(resolve => app.process().once('exit', resolve))
  const kill = async () => {
    await killGroup(leader)
    await ended
  }
  try {
    await prepareContext(app.context(), start)
    const window = app.waitForEvent('window')
    await app.evaluate(() => (globalThis as unknown as { letWindowOpen(): void }).letWindowOpen())
    return { desk: new DeskPage(await window), kill, close: () => app.close() }
  } catch (error) {
    await kill()
    throw error
  }
}

/** Puts the test's scripts before the page's first. */
export async function prepareContext(context: BrowserContext, start: DeskStart): Promise<void> {
  const { trial, more, onPainted, onPoint, onTimed, onShown } = start
  // Functions that esbuild has compiled name themselves through this.
  await context.addInitScript({ content: 'globalThis.__name ??= named => named' })
  if (onTimed) await context.exposeBinding('tellTimed', (_, milliseconds) => onTimed(milliseconds))
  if (onShown) await context.exposeBinding('tellShown', (_, shown) => onShown(shown))
  if (more) await context.addInitScript(more)
  if (!trial) return
  await context.exposeBinding('tellPainted', (_, painted) => onPainted?.(painted))
  await context.exposeBinding('tellPoint', (_, point) => onPoint?.(point))
  await context.addInitScript(prepareTrial, trial)
  await context.addInitScript(watchPainted)
}
