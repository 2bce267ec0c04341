import { readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type * as Electron from 'electron'
import { afterEach, expect, test } from 'vitest'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { ElectronDesk } from './electron-desk.ts'

let electron: ElectronDesk
afterEach(() => electron.close())

test('a window that is lost comes back with what is safe, and one press opens the desk on everything that was recorded', async () => {
  electron = new ElectronDesk()
  const desk = await electron.open({ station: 'bus-1' })
  await desk.scan(showStaff[0].badge)
  await desk.scan(showCards.adult)
  await desk.scan(showItems.plain)
  await electron.app!.evaluate(({ BrowserWindow }) => {
    const { webContents } = BrowserWindow.getAllWindows()[0]!
    setTimeout(() => webContents.forcefullyCrashRenderer(), 0)
  })
  // Playwright gives a crashed page up for good; the window is asked through the main process from here on.
  await until(`document.querySelector('.crash') !== null`)
  expect(await inWindow(`document.querySelector('.crash [role="alert"]').textContent`)).toContain(showItems.plain)
  const log = decodeURIComponent(await inWindow(`document.querySelector('.crash a').href`))
  for (const secret of [showCards.adult, 'Rantakoski', 'Eeli', 'Marja']) expect(log).not.toContain(secret)

  await inWindow(`document.querySelector('.crash button').click()`)
  await until(`document.documentElement.dataset.ready === 'true' && document.querySelector('.desk .field') !== null`)
  await scanInWindow(showStaff[0].badge)
  await scanInWindow(showCards.adult)
  expect(await scanInWindow(showItems.plainToo)).toContain('Viimeinen')
  const copy = readFileSync(join(electron.data, 'journal-bus-1.jsonl'), 'utf8')
  for (const item of [showItems.plain, showItems.plainToo]) expect(copy).toContain(`"barcode":"${item}","card"`)
})

/** Runs a line in the page of the one window. A page that is just being replaced never answers: then it is asked in vain. */
async function inWindow(line: string): Promise<string> {
  const run = ({ BrowserWindow }: typeof Electron, script: string) =>
    BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript(`String(${script})`) as Promise<string>
  const inVain = new Promise<string>(resolve => setTimeout(() => resolve(''), 3000))
  return Promise.race([electron.app!.evaluate(run, line), inVain])
}

async function until(line: string): Promise<void> {
  await expect.poll(() => inWindow(line).catch(() => ''), { timeout: 30_000 }).toBe('true')
}

/** Types a number with real keys, Enter at the end; resolves to what the verdict says that it leads to. */
async function scanInWindow(number: string): Promise<string> {
  const verdict = `Number(document.querySelector('.verdict[data-number]')?.dataset.number ?? 0)`
  const before = await inWindow(verdict)
  await typeInWindow(number)
  await until(`${verdict} > ${before}`)
  return inWindow(`document.querySelector('.verdict').textContent`)
}

/** Real keys for the window, Enter at the end. */
async function typeInWindow(text: string): Promise<void> {
  await electron.app!.evaluate(({ BrowserWindow }, number) => {
    const { webContents } = BrowserWindow.getAllWindows()[0]!
    for (const keyCode of [...number, '\r']) {
      webContents.sendInputEvent({ type: 'keyDown', keyCode: keyCode === '\r' ? 'Enter' : keyCode })
      webContents.sendInputEvent({ type: 'char', keyCode })
      webContents.sendInputEvent({ type: 'keyUp', keyCode: keyCode === '\r' ? 'Enter' : keyCode })
    }
  }, text)
}

test('with the disk of the journal file full lending goes on and says so; with room again the copy is completed, aloud', async () => {
  electron = new ElectronDesk()
  const copy = join(electron.data, 'journal-bus-1.jsonl')
  // The kernel's own full disk: every write to it fails with ENOSPC.
  symlinkSync('/dev/full', copy)
  const desk = await electron.open({ station: 'bus-1' })
  await desk.scan(showStaff[0].badge)
  await desk.scan(showCards.adult)
  expect(await desk.scan(showItems.plain)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  expect(await desk.link()).toContain('toinen tallenne puuttuu')
  expect(await desk.page.locator('.side [data-notice]').first().textContent()).toContain('Toinen tallenne puuttuu')
  await electron.close()

  rmSync(copy)
  const again = await electron.open({ station: 'bus-1' })
  expect(await again.page.locator('.side [data-notice]').first().textContent()).toContain('Tallenne täydennetty')
  expect(readFileSync(copy, 'utf8')).toContain(`"barcode":"${showItems.plain}","card"`)
})
