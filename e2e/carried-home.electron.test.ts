import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { readSealed } from '../sync/journal/usb-export.ts'
import { DemoHub } from './demo-hub.ts'
import { ElectronDesk } from './electron-desk.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** The system's own windows cannot be pressed from here: they are answered as a person would. */
async function chooses(electron: ElectronDesk, path: string): Promise<void> {
  await electron.app!.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen })
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
  }, path)
}

test('a day written to a stick by one desktop is taken by another, which brings it home; the stick and the first machine may be lost', async () => {
  const hub = new DemoHub()
  const [bus, carrier] = [new ElectronDesk(), new ElectronDesk()]
  ends.push(
    () => hub.stop(),
    () => bus.close(),
    () => carrier.close(),
  )
  await hub.start()
  const at = { url: hub.url(), token: hub.token() }
  const desk = await bus.open({ station: 'bus-1', hub: at })
  await desk.scan(showStaff[0].badge)
  await desk.allSent()
  await hub.stop()
  await desk.scan(showCards.adult)
  expect(await desk.scan(showItems.plain)).toMatchObject({ shape: 'yes', word: 'Lainattu' })

  const stick = mkdtempSync(join(tmpdir(), 'pysakki-stick-'))
  const file = join(stick, 'bus-1.pysakki')
  await chooses(bus, file)
  await desk.page.keyboard.press('Shift+F6')
  await desk.page.locator('.carry-many').waitFor()
  await desk.page.keyboard.press('F10')
  await desk.page.getByText(/^Kirjoitettu: \d+ tapahtuma/).waitFor()
  expect(readdirSync(stick)).toEqual(['bus-1.pysakki'])
  expect(readSealed(readFileSync(file, 'utf8'))).toMatchObject({ kind: 'whole', station: 'bus-1' })
  await bus.kill()

  await hub.start()
  const other = await carrier.open({ station: 'bus-2', hub: at })
  await other.scan(showStaff[0].badge)
  await chooses(carrier, file)
  await other.page.keyboard.press('Shift+F6')
  await other.page.keyboard.press('F11')
  await other.page.getByText(/^Otettu asemalta bus-1: /).waitFor()
  const row = other.page.locator('[data-carried="bus-1"]')
  await expect.poll(() => row.textContent(), { timeout: 30_000 }).toContain('Keskus sai')
  await expect.poll(() => hub.loanOf(showItems.plain), { timeout: 30_000 }).toBeDefined()
  expect((await hub.outcomes('bus-1', 1)).map(({ outcome }) => outcome.kind)).toEqual(['applied'])
}, 180_000)
