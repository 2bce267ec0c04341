import { afterEach, expect, test } from 'vitest'
import { openDeviceLine } from '../hardware/twins/device-line.node.ts'
import { PlayedPrinter } from '../hardware/twins/play-printer.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { ElectronDesk } from './electron-desk.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 50))
}

test('in Electron slips come out of a real line: a hold’s slip by itself, the receipt on a key, and no paper holds nobody up', async () => {
  const printer = new PlayedPrinter()
  const papers: string[] = []
  const line = await openDeviceLine('tcp://127.0.0.1:0', stream =>
    printer.attach(stream, said => papers.push((said.paper as readonly string[]).join('\n'))),
  )
  const electron = new ElectronDesk()
  ends.push(
    () => line.cut(),
    () => electron.close(),
  )
  const desk = await electron.open({
    station: 'bus-3',
    devices: [{ id: 'printer', driver: 'printer', address: line.address, paper: { columns: 42 } }],
  })
  await desk.scan(showStaff[0].badge)
  const hold = await desk.scan(showItems.heldForAnother)
  expect(hold.shape).toBe('aside')
  await until(() => papers.length === 1)
  expect(papers[0]).toContain('Varaus')
  expect(papers[0]).toContain(showItems.heldForAnother)

  await desk.scan(showCards.adult)
  await desk.scan(showItems.plain)
  await desk.page.keyboard.press('F7')
  await desk.page.locator('.receipt').waitFor()
  await desk.page.keyboard.press('F10')
  await until(() => papers.length === 2)
  expect(papers[1]).toContain('Lainattu 1')
  expect(papers[1]).toContain(showCards.adult.slice(-4))
  expect(papers[1]).not.toContain(showCards.adult)

  printer.obey('paper', 'out')
  await desk.page.keyboard.press('F9')
  await desk.scan(showItems.belongsElsewhere)
  expect(await desk.scan(showItems.plainToo)).toMatchObject({ shape: 'yes' })
  await until(async () => (await desk.page.locator('body').textContent())?.includes('odottaa tulostinta') === true)
  printer.obey('paper', 'there')
  await desk.page.keyboard.press('F7')
  await desk.page.keyboard.press('F11')
  await until(() => papers.length === 3)
  expect(papers[2]).toContain('Kuljetus')
}, 240_000)

test('a printer that the system does not have is said, and nobody waits for it', async () => {
  const electron = new ElectronDesk()
  ends.push(() => electron.close())
  const desk = await electron.open({
    station: 'bus-4',
    devices: [{ id: 'printer', driver: 'system-printer', address: 'system:no such printer' }],
  })
  await desk.scan(showStaff[0].badge)
  await desk.scan(showItems.heldForAnother)
  expect(await desk.scan(showItems.plain)).toMatchObject({ shape: 'yes' })
  await desk.page.keyboard.press('F7')
  await until(async () => (await desk.page.locator('.task').textContent())?.includes('Tulostinta ei löydy') === true)
  expect(await desk.page.locator('.slip-now').count()).toBe(0)
}, 240_000)
