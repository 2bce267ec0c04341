import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { DemoHub } from './demo-hub.ts'
import type { DeskPage } from './desk-page.ts'
import { ElectronDesk } from './electron-desk.ts'

let hub: DemoHub
let electron: ElectronDesk
afterEach(async () => {
  await electron.close()
  await hub.stop()
})

/** Every file of a folder, as bytes in a text. */
function allFiles(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join('\n')
}

async function forgetKey(desk: DeskPage): Promise<void> {
  await desk.page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opened = indexedDB.open('station-bus-1')
        opened.onerror = () => reject(opened.error)
        opened.onsuccess = () => {
          const write = opened.result.transaction('facts', 'readwrite', { durability: 'strict' })
          write.objectStore('facts').delete('registerKey')
          write.oncomplete = () => resolve()
          write.onabort = () => reject(write.error)
        }
      }),
  )
}

test('[RG43] [RG44] with everybody named the profile folder tells no name; a key lost between two starts is a fetch, and until then books are taken back', async () => {
  hub = new DemoHub()
  electron = new ElectronDesk()
  await hub.start()
  const settings = {
    station: 'bus-1',
    hub: { url: hub.url(), token: hub.token() },
    register: 'packed',
    registerKey: 'open because this is a test of the key',
  } as const
  const open = () => electron.open(settings)
  const patron = (desk: DeskPage) => desk.page.locator('.patron').textContent()
  let desk = await open()
  await desk.scan(showStaff[0].badge)
  await desk.scan(showCards.adult)
  expect(await patron(desk)).toContain('Eeli R.')
  await electron.close()
  const stored = allFiles(electron.data)
  for (const name of ['Rantakoski', 'R\0a\0n\0t\0a\0k\0o\0s\0k\0i', 'rantakoski']) expect(stored).not.toContain(name)
  // What lies there in the clear would be found.
  expect(stored).toContain('registerKey')

  await hub.stop()
  desk = await open()
  await desk.scan(showStaff[0].badge)
  await desk.scan(showCards.adult)
  expect(await patron(desk)).toContain('Eeli R.')
  await forgetKey(desk)
  await electron.close()

  desk = await open()
  await desk.scan(showStaff[0].badge)
  expect(await desk.link()).toContain('tulossa')
  expect(await desk.scan(showItems.overdue)).toMatchObject({ word: expect.stringMatching(/Palautettu|Aseta sivuun/) })
  await electron.close()
  await hub.start()
  desk = await open()
  await expect.poll(() => desk.link(), { timeout: 60_000 }).not.toContain('tulossa')
  await desk.scan(showStaff[0].badge)
  await desk.scan(showCards.adult)
  expect(await patron(desk)).toContain('Eeli R.')
})
