import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ShelfTag } from '../hardware/twins/shelf.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import type { Entry } from '../sync/journal/entry.ts'
import { DemoHub } from './demo-hub.ts'
import type { DeskPage } from './desk-page.ts'
import { ElectronDesk } from './electron-desk.ts'
import { plainItems } from './plain-items.ts'
import { PtyReader } from './pty-reader.ts'

const onLoan = 0xc2
const secured = 0x07
const ten = plainItems(10)

let hub: DemoHub
let electron: ElectronDesk
let reader: PtyReader
let address: string
beforeEach(async () => {
  hub = new DemoHub()
  electron = new ElectronDesk()
  reader = new PtyReader()
  address = await reader.plugIn()
  await hub.start()
})
afterEach(async () => {
  await electron.close()
  await reader.pull()
  await hub.stop()
})

const open = async (): Promise<DeskPage> => {
  const desk = await electron.open({
    station: 'bus-1',
    hub: { url: hub.url(), token: hub.token() },
    devices: [{ id: 'pad', driver: 'feig', address }],
  })
  await desk.scan(showStaff[0].badge)
  await desk.page
    .locator('.pad-rows')
    .getByText('tyhjä')
    .or(desk.page.locator('[data-state="half-away"]'))
    .waitFor({ timeout: 20_000 })
  return desk
}
const journal = (): readonly Entry[] =>
  readFileSync(join(electron.data, 'journal-bus-1.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Entry)
const kinds = (kind: Entry['transaction']['kind']) => journal().filter(({ transaction }) => transaction.kind === kind)
const until = (holds: () => boolean, timeout = 60_000) => expect.poll(holds, { timeout, interval: 50 }).toBe(true)
const switched = (tags: readonly ShelfTag[]) => tags.filter(({ afi }) => afi === onLoan).length

/** What the journal says of each tag: the last job, and whether it is done. */
function owed(barcode: string): { secured: boolean; done: boolean } | undefined {
  let job: { secured: boolean; done: boolean } | undefined
  for (const { transaction } of journal()) {
    if (!('barcode' in transaction) || transaction.barcode !== barcode) continue
    if (transaction.kind === 'security-job') job = { secured: transaction.secured, done: false }
    else if (transaction.kind === 'security-done' && job?.secured === transaction.secured) job = { ...job, done: true }
  }
  return job
}

/** A stack of ten is laid down on a slow reader; resolves when the desk has said what it did and some of the tags are switched. */
async function lendTen(desk: DeskPage): Promise<readonly ShelfTag[]> {
  await desk.scan(showCards.adult)
  const { number } = await desk.verdict()
  reader.shelf.answerMs = 15
  const tags = reader.lay(ten)
  const verdict = await desk.verdictAfter(number)
  expect(verdict).toMatchObject({ shape: 'yes', word: 'Lainattu 10/10' })
  await until(() => switched(tags) >= 3)
  return tags
}

test('a stack of ten is one gesture and one append; the plug is pulled in the middle, and plugged in again every tag agrees with the journal', async () => {
  const desk = await open()
  const tags = await lendTen(desk)
  await reader.pull()
  const before = switched(tags)
  expect(before).toBeLessThan(10)
  await desk.page.locator('.pad-rows').getByText('Alusta ei vastaa').waitFor({ timeout: 20_000 })
  expect(kinds('security-done').length).toBeGreaterThan(0)
  expect(kinds('security-done').length).toBeLessThan(10)

  // One append: loan and job of each, one after the other, in one moment.
  const loans = kinds('checkout')
  const all = journal()
  expect(loans.map(({ transaction }) => 'barcode' in transaction && transaction.barcode).sort()).toEqual([...ten].sort())
  expect(new Set(loans.map(({ at }) => at.monotonicMs)).size).toBe(1)
  const first = all.findIndex(entry => entry.hash === loans[0]!.hash)
  expect(all.slice(first, first + 20).map(({ transaction }) => transaction.kind)).toEqual(
    Array.from({ length: 10 }, () => ['checkout', 'security-job']).flat(),
  )
  await desk.page.locator('.sort').getByText('Portti hälyttää').first().waitFor({ timeout: 20_000 })

  expect(await reader.plugIn()).toBe(address)
  await until(() => switched(tags) === 10)
  await until(() => ten.every(barcode => owed(barcode)?.done === true))
  expect(ten.map(barcode => owed(barcode)?.secured)).toEqual(ten.map(() => false))
  expect(kinds('checkout')).toHaveLength(10)
  expect(kinds('checkin')).toEqual([])
  await desk.page.getByText('Hälyttimet ovat pois, 10/10').waitFor({ timeout: 20_000 })
  await desk.page.locator('.sort').getByText('Portti hälyttää').waitFor({ state: 'detached', timeout: 20_000 })
}, 240_000)

test('killed between two tags and started again, the desk finishes the gate’s work, takes nothing back and lends nothing twice', async () => {
  const desk = await open()
  const tags = await lendTen(desk)
  await electron.kill()
  const before = switched(tags)
  expect(before).toBeGreaterThanOrEqual(3)
  expect(before).toBeLessThan(10)

  const again = await electron.open({
    station: 'bus-1',
    hub: { url: hub.url(), token: hub.token() },
    devices: [{ id: 'pad', driver: 'feig', address }],
  })
  await until(() => switched(tags) === 10)
  await until(() => ten.every(barcode => owed(barcode)?.done === true))
  expect(kinds('checkout')).toHaveLength(10)
  expect(kinds('checkin')).toEqual([])
  await again.scan(showStaff[0].badge)
  await expect.poll(() => again.page.locator('[data-pad]').count(), { timeout: 20_000 }).toBeGreaterThan(0)
}, 240_000)

test('a window that is loaded anew shows what lies on the pad, and takes nothing of it back; what was owed is done', async () => {
  const desk = await open()
  await lendTen(desk)
  await until(() => switched([...reader.shelf.tags.values()]) === 10)
  await until(() => ten.every(barcode => owed(barcode)?.done === true))
  await desk.page.reload()
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  await desk.page.locator('[data-pad][data-state="neighbour"]').first().waitFor({ timeout: 20_000 })
  expect(await desk.page.locator('.spines i').count()).toBe(0)
  expect(kinds('checkin')).toEqual([])
  // Lifted and laid down again it is a pile like any other, for whoever is asked.
  const [tag] = [...reader.shelf.tags.values()]
  expect(tag!.afi).toBe(onLoan)
  await desk.scan(showItems.plain)
  expect(kinds('checkin')).toHaveLength(1)
}, 240_000)

test('staff write a 3M tag anew at the desk: asked once more, read back, and the gate is as the item stands', async () => {
  const desk = await open()
  const [number] = ten
  const tag = reader.shelf.put({ model: 'rfid501', id: number! }, { afi: 0x00 })
  await desk.page.locator(`[data-pad="${number}"]`).waitFor({ timeout: 20_000 })
  await expect.poll(() => kinds('checkin').length, { timeout: 20_000 }).toBe(1)
  await desk.page.keyboard.press('Shift+F4')
  await desk.page.keyboard.press('F12')
  await desk.page.getByLabel('Omistaja (ISIL)').fill('FI-Pys')
  await desk.page.keyboard.press('F10')
  await desk.page.getByText('Kirjoitetaanko tarra?').waitFor()
  expect(tag.memory[0]).toBe(0x04)
  await desk.page.keyboard.press('F10')
  await desk.page.locator('[data-written="written"]').waitFor({ timeout: 20_000 })
  expect(Buffer.from(tag.memory.subarray(3, 3 + number!.length)).toString()).toBe(number)
  expect([tag.memory[0], tag.dsfid]).toEqual([0x11, 0x3e])
  await until(() => tag.afi === secured && owed(number!)?.done === true)
  expect(kinds('checkout')).toEqual([])
  expect(kinds('checkin')).toHaveLength(1)
}, 240_000)

test('killed while a tag was being written, the desk says so at its next start, finishes the tag when it is laid down, and sets its gate’s bit', async () => {
  const desk = await open()
  const [number] = ten
  const tag = reader.shelf.put({ model: 'rfid501', id: number! }, { afi: 0x00 })
  await desk.page.locator(`[data-pad="${number}"]`).waitFor({ timeout: 20_000 })
  await expect.poll(() => kinds('checkin').length, { timeout: 20_000 }).toBe(1)
  await desk.page.keyboard.press('Shift+F4')
  await desk.page.keyboard.press('F12')
  await desk.page.getByLabel('Omistaja (ISIL)').fill('FI-Pys')
  await desk.page.keyboard.press('F10')
  await desk.page.getByText('Kirjoitetaanko tarra?').waitFor()
  reader.shelf.answerMs = 100
  const heard = reader.twin!.heard.length
  await desk.page.keyboard.press('F10')
  await until(() => reader.twin!.heard.slice(heard).some(({ kind }) => kind === 'write-blocks'))
  await electron.kill()
  // The reader wrote a piece and no more.
  tag.memory.fill(0x33, 0, 16)
  reader.shelf.answerMs = 0
  reader.clear()

  const again = await open()
  const notice = again.page.locator('.sort [data-notice="half-tags"]')
  await notice.getByText('Tarra jäi kesken').waitFor({ timeout: 20_000 })
  await again.page.locator(`[data-pad="${number}"][data-state="half-away"]`).waitFor()
  reader.shelf.lay(tag)
  await until(() => Buffer.from(tag.memory.subarray(3, 3 + number!.length)).toString() === number)
  await until(() => tag.afi === secured && owed(number!)?.done === true)
  await notice.waitFor({ state: 'detached', timeout: 20_000 })
  expect([tag.memory[0], tag.dsfid]).toEqual([0x11, 0x3e])
  expect(kinds('checkout')).toEqual([])
  expect(kinds('checkin')).toHaveLength(1)
}, 240_000)
