import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { needsNoSandbox } from '../commands/setup/find-browser.node.ts'
import { findElectron } from '../commands/setup/find-electron.node.ts'
import { root } from '../commands/setup/run.node.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import type { DeskPage } from './desk-page.ts'
import { ElectronDesk } from './electron-desk.ts'
import { missingForWindows, Openbox } from './openbox.ts'

const electron = new ElectronDesk()
let openbox: Openbox
let desk: DeskPage
let window = ''

const why = missingForWindows.length > 0 ? ` (skipped: no ${missingForWindows.join(', ')} here)` : ''
const kioskTest = test.skipIf(why !== '')

beforeAll(async () => {
  if (why) return
  openbox = await Openbox.start()
  desk = await electron.open({ station: 'kiosk-1' }, ['--kiosk'])
  window = await vi.waitFor(() => openbox.windows('Pysäkki')[0] ?? expect.fail('no window'), { timeout: 10_000 })
}, 120_000)

afterAll(async () => {
  // Of a program that has ended, as the last test wants, Playwright knows nothing more.
  await electron.kill().catch(() => undefined)
  openbox?.stop()
})

/** The same window is there, fills the screen, and its page answers. */
async function stands(): Promise<void> {
  // What a key or a request sets off has happened by then, or does not happen.
  await new Promise(resolve => setTimeout(resolve, 500))
  await expect.poll(() => openbox.windows('Pysäkki'), { timeout: 5000 }).toEqual([window])
  await expect.poll(() => openbox.place(window), { timeout: 5000 }).toBe('1280x800 at 0,0')
  expect(electron.app?.process().exitCode).toBe(null)
  const page = await desk.page.evaluate(() => [location.href, innerWidth, innerHeight, visualViewport?.scale])
  expect(page).toEqual(['app://pysakki/index.html', 1280, 800, 1])
}

kioskTest(`a kiosk fills the screen of a real window manager and has no menu${why}`, async () => {
  await stands()
  const menus = await electron.app!.evaluate(({ Menu, BrowserWindow }) => ({
    menu: Menu.getApplicationMenu() !== null,
    bar: BrowserWindow.getAllWindows().some(open => open.isMenuBarVisible()),
    kiosk: BrowserWindow.getAllWindows().every(open => open.isKiosk()),
  }))
  expect(menus).toEqual({ menu: false, bar: false, kiosk: true })
})

kioskTest(`Alt+F4, Ctrl+W and their like do nothing${why}`, async () => {
  for (const key of [
    'alt+F4',
    'ctrl+w',
    'ctrl+q',
    'ctrl+shift+w',
    'ctrl+r',
    'ctrl+n',
    'ctrl+shift+i',
    'ctrl+plus',
    'F5',
    'F11',
  ]) {
    openbox.press(key)
    await stands()
  }
  await desk.page.keyboard.press('Escape')
})

kioskTest(`requests to close, minimise or shrink the window are not obeyed${why}`, async () => {
  for (const request of ['close', 'minimise', 'shrink'] as const) {
    openbox.ask(window, request)
    await stands()
  }
  // Openbox shows its desktop; the window comes back.
  openbox.press('super+d')
  await stands()
})

kioskTest(`no zoom, no other page, no dropped file, no developer tools, no second program${why}`, async () => {
  openbox.zoomIn()
  await stands()

  await desk.page.evaluate(() => location.assign('https://example.org/'))
  await stands()
  const cdp = await desk.page.context().newCDPSession(desk.page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files: [`${root}/package.json`], dragOperationsMask: 1 }
    await cdp.send('Input.dispatchDragEvent', { type, x: 640, y: 400, data })
  }
  await stands()

  const opened = await electron.app!.evaluate(async ({ BrowserWindow }) => {
    const [first] = BrowserWindow.getAllWindows()
    first!.webContents.openDevTools({ mode: 'detach' })
    await new Promise(resolve => setTimeout(resolve, 500))
    return first!.webContents.isDevToolsOpened()
  })
  expect(opened).toBe(false)

  const args = [...(needsNoSandbox() ? ['--no-sandbox'] : []), root, '--data', electron.data, '--kiosk']
  const second = spawn(findElectron()!, args, { stdio: 'ignore' })
  const [code] = (await once(second, 'exit')) as [number]
  expect(code).toBe(0)
  await stands()
})

kioskTest(`F11 and F12 are answers at the desk, not the shell's${why}`, async () => {
  await desk.scan(showStaff[0].badge)
  await desk.scan(showCards.expired)
  expect(await desk.scan(showItems.plain)).toMatchObject({ shape: 'ask' })
  const before = (await desk.verdict()).number
  openbox.press('F11')
  expect(await desk.verdictAfter(before)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  await stands()
})

kioskTest(`leaving needs a PIN of the staff: a wrong one stays, the right one ends the program cleanly${why}`, async () => {
  const { keyboard } = desk.page
  await keyboard.press('F1')
  await keyboard.press('F11')
  await keyboard.press('F10')
  // Playwright's own waiting still waits for the address above, which was refused.
  const painted = (selector: string) => desk.page.evaluate(at => document.querySelector(at)?.textContent ?? undefined, selector)
  await expect.poll(() => painted('.pin')).toBeDefined()
  await keyboard.type('0000')
  await keyboard.press('Enter')
  await expect.poll(() => painted('.pin [role=alert]')).toContain('Väärä')
  await stands()

  const ended = once(electron.app!.process(), 'exit')
  await keyboard.type(showStaff[0].pin)
  await keyboard.press('Enter')
  expect((await ended)[0]).toBe(0)
  expect(openbox.windows('Pysäkki')).toEqual([])
})
