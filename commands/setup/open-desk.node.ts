import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isBuildOld } from './build-age.node.ts'
import { defaultDataFolder, hubArguments, installationArguments } from './data-folder.node.ts'
import { findBrowser, needsNoSandbox, quietSwitches } from './find-browser.node.ts'
import { provideElectron } from './provide.node.ts'
import { isInstalled, packageProgram, root, run } from './run.node.ts'
import { type Hub, startHub } from './start-hub.node.ts'

const { values: wish } = parseArgs({
  options: {
    data: { type: 'string' },
    today: { type: 'string' },
    kiosk: { type: 'boolean', default: false },
    port: { type: 'string', default: '4760' },
    browser: { type: 'boolean', default: false },
  },
})

const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
const today = wish.today ? ['--today', wish.today] : []

async function start(): Promise<number> {
  if (isBuildOld()) {
    console.log('Building...')
    const built = await run(packageProgram('tsx'), ['commands/build.node.ts'], { timeoutMs: 300_000 })
    if (!built.ok) {
      console.error(`The build failed.\n${built.output}`)
      return 1
    }
  }
  return (hasDisplay && !wish.browser ? await openInElectron() : undefined) ?? openInBrowser()
}

/** Electron starts its own hub. Undefined if there is no Electron: the browser is as good a desk, without serial devices. */
async function openInElectron(): Promise<number | undefined> {
  if (!existsSync(join(root, 'dist/electron/main.cjs'))) return undefined
  const electron = await provideElectron(180_000)
  if ('missing' in electron) {
    console.log(`${electron.missing}. Opening the desk in a browser instead.`)
    return undefined
  }
  const args = [
    ...(needsNoSandbox() ? ['--no-sandbox'] : []),
    root,
    ...installationArguments(wish.data),
    ...today,
    ...(wish.kiosk ? ['--kiosk'] : []),
  ]
  const child = spawn(electron.path, args, { cwd: root, stdio: 'inherit' })
  console.log('The desk is open.')
  // It gets Ctrl+C from the terminal itself, and needs a moment to close its hub.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill())
  return new Promise(done => child.on('exit', code => done(code ?? 1)))
}

async function openInBrowser(): Promise<number> {
  const hub = await startHub([
    ...hubArguments(wish.data),
    '--port',
    wish.port,
    '--static',
    'dist/renderer',
    '--beside-desk',
    ...today,
  ]).catch((error: Error) => {
    console.error(error.message)
    return undefined
  })
  if (!hub) return 1
  console.log(`\nThe desk is at  ${hub.desk}\n`)
  if (hasDisplay) openWindow(hub)
  else console.log('There is no display here, so no window opens: open that address in a browser on this machine.')
  console.log('Ctrl+C stops the hub; everything lent so far stays.')
  const interrupted = new Promise<void>(done => {
    process.once('SIGINT', () => done())
    process.once('SIGTERM', () => done())
  })
  const wasAsked = await Promise.race([interrupted.then(() => true), hub.ended.then(() => false)])
  if (wasAsked) await hub.stop()
  else console.error('The hub has ended by itself.')
  return wasAsked ? 0 : 1
}

/** A window without an address bar if there is a Chromium, else whatever opens addresses on this system. */
function openWindow(hub: Hub): void {
  const chromium = findBrowser()
  const profile = join(defaultDataFolder(), 'browser')
  const [command, ...args] = chromium
    ? [chromium, ...quietSwitches(), `--app=${hub.desk}`, `--user-data-dir=${profile}`, ...(wish.kiosk ? ['--kiosk'] : [])]
    : systemOpener(hub.desk)
  if (!command) {
    console.log('No browser was found: open that address in one.')
    return
  }
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', error => console.log(`The browser did not open: ${error.message}`))
  child.unref()
}

const systemOpener = (address: string): string[] => {
  if (process.platform === 'win32') return ['explorer', address]
  if (process.platform === 'darwin') return ['open', address]
  return isInstalled('xdg-open') ? ['xdg-open', address] : []
}

process.exit(await start())
