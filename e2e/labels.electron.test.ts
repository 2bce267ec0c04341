import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openDeviceLine } from '../hardware/twins/device-line.node.ts'
import { ScannerTwin } from '../hardware/twins/scanner-twin.ts'
import { showStaff } from '../sync/hub/demo/showcase.ts'
import type { DeskPage } from './desk-page.ts'
import { ElectronDesk } from './electron-desk.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Fourteen digits of which the last is Luhn's check digit, as on many libraries' labels. */
const items = ['31234000000016', '31234000000115', '31234000000214']
const cards = ['21234000000018', '21234000000117', '21234000000216']

test('[HW76] in Electron labels are learnt from a scanner on a line: kept in the station’s settings, in force at once and after a restart', async () => {
  const scanners: ScannerTwin[] = []
  const line = await openDeviceLine('pty', stream => scanners.push(new ScannerTwin(stream)))
  const electron = new ElectronDesk()
  ends.push(
    () => line.cut(),
    () => electron.close(),
  )
  const settings = { station: 'bus-3', devices: [{ id: 'scanner', driver: 'scanner', address: line.address }] }
  const desk = await electron.open(settings)
  const { page } = desk
  const hold = async (label: string) => scanners.at(-1)!.scan(label)
  /** One digit is wrong: held up until the line is open again. */
  const misread = async (shown: DeskPage) => {
    const before = (await shown.verdict()).number
    while ((await shown.verdict()).number === before) {
      await hold('31234000000017').catch(() => undefined)
      await shown.page.waitForTimeout(300)
    }
    return (await shown.verdict()).word
  }
  const isSaid = (text: string) => page.locator('[data-said]', { hasText: text }).waitFor({ timeout: 20_000 })
  await desk.scan(showStaff[0].badge)
  await page.keyboard.press('Escape')
  await openLearning(desk)
  for (const label of items) {
    await hold(label)
    await isSaid(`${label} luettu`)
  }
  await page.locator('.choice', { hasText: 'Kortti' }).click()
  for (const label of cards) {
    await hold(label)
    await isSaid(`${label} luettu`)
  }
  await page.getByRole('button', { name: 'Tallenna säännöt' }).click()
  const read = () => JSON.parse(readFileSync(join(electron.data, 'station.json'), 'utf8'))
  await expect.poll(() => read().barcodes?.length, { timeout: 20_000 }).toBe(2)
  const kept = read()
  expect(kept).toMatchObject(settings)
  expect(kept.barcodes.map(({ kind, check }: { kind: string; check?: string }) => [kind, check])).toEqual([
    ['item', 'mod10'],
    ['patron', 'mod10'],
  ])

  // The window and the line open anew with the rules; one digit wrong is no item.
  await page.locator('[data-said]').waitFor({ state: 'detached', timeout: 20_000 })
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  expect(await misread(desk)).toBe('Ei luettu')

  await electron.kill()
  const again = await electron.open(kept)
  await again.scan(showStaff[0].badge)
  await again.page.keyboard.press('Escape')
  expect(await misread(again)).toBe('Ei luettu')
}, 240_000)

async function openLearning({ page }: DeskPage): Promise<void> {
  await page.keyboard.press('F1')
  await page.getByRole('button', { name: 'Asetukset' }).click()
  await page.getByRole('button', { name: 'Laitteet' }).click()
  await page.getByRole('button', { name: 'Opeta viivakoodit' }).click()
}
