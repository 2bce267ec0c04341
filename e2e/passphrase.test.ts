import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserLaunchOptions } from '../commands/setup/find-browser.node.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { DemoHub } from './demo-hub.ts'
import { DeskPage } from './desk-page.ts'

const hub = new DemoHub()
let context: BrowserContext
let desk: DeskPage
const [first, second, third] = ['neljä sanaa ilman syytä', 'viisi muuta sanaa hyllyssä', 'vielä kolmas pitkä lause']

beforeAll(async () => {
  await hub.start()
  const profile = mkdtempSync(join(tmpdir(), 'pysakki-passphrase-'))
  context = await chromium.launchPersistentContext(profile, { ...browserLaunchOptions(), viewport: { width: 1280, height: 800 } })
  desk = new DeskPage(context.pages()[0]!)
})

afterAll(async () => {
  await context?.close()
  await hub.stop()
})

const press = (name: string) => desk.page.getByRole('button', { name }).click()
const field = (label: string) => desk.page.getByLabel(label, { exact: true })
const patron = () => desk.page.locator('.patron').textContent()
const asks = () => desk.page.locator('[data-opening="passphrase"]').waitFor()

async function reloaded(): Promise<void> {
  await desk.page.reload()
  await asks()
}

async function give(passphrase: string): Promise<void> {
  await field('Tunnuslause').fill(passphrase)
  await desk.page.keyboard.press('Enter')
}

async function newOne(passphrase: string, button: string): Promise<void> {
  await field('Uusi tunnuslause').fill(passphrase)
  await field('Sama uudelleen').fill(passphrase)
  await press(button)
}

/** Today's list, newest first: what came back goes to its shelf, what was lent has a day. */
async function listed(...lines: readonly ('loan' | 'return')[]): Promise<void> {
  const rows = async () => [...new Set(await desk.lines())].map(row => (row.includes('hyllyyn') ? 'return' : 'loan'))
  await expect.poll(rows).toEqual(lines)
}

async function atThePlane(): Promise<void> {
  await desk.page.keyboard.press('F1')
  await desk.page.keyboard.press('F11')
  await press('Tunnuslause')
}

/** How the settings say that what is here of persons lies. */
async function kept(): Promise<string | null> {
  await desk.page.keyboard.press('F1')
  await desk.page.keyboard.press('F11')
  const how = await desk.page.locator('[data-kept]').getAttribute('data-kept')
  await desk.page.keyboard.press('Escape')
  return how
}

/** Of the journal as it lies on the disk. */
async function journalOnDisk(): Promise<string> {
  return desk.page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name).filter(name => name?.startsWith('journal-'))
    const rows = names.map(
      name =>
        new Promise<unknown[]>((resolve, reject) => {
          const opened = indexedDB.open(name!)
          opened.onerror = () => reject(opened.error)
          opened.onsuccess = () => {
            const stores = [...opened.result.objectStoreNames]
            const read = opened.result.transaction(stores, 'readonly')
            const asked = stores.map(store => read.objectStore(store).getAll())
            read.oncomplete = () => {
              opened.result.close()
              resolve(asked.map(({ result }) => result))
            }
          }
        }),
    )
    return JSON.stringify(await Promise.all(rows))
  })
}

test('[RG47] a browser desk under a passphrase: asked at each start, wrong ones told, worked without, changed, forgotten; nothing of the journal is lost', async () => {
  await desk.page.goto(hub.desk())
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  expect(await kept()).toBe('rows')
  await atThePlane()
  await field('Uusi tunnuslause').fill('123456')
  expect(await desk.page.getByText(/6 merkkiä. Vähintään 15/).isVisible()).toBe(true)
  expect(await desk.page.getByRole('button', { name: 'Ota käyttöön' }).isDisabled()).toBe(true)
  await newOne(first, 'Ota käyttöön')
  await asks()
  expect(await desk.page.getByRole('button', { name: 'Jatka ilman' }).count()).toBe(0)
  await give(first)
  await desk.ready()
  // The older form goes when the packed one is whole; then the journal is sealed, too.
  await expect
    .poll(
      async () => {
        if ((await kept()) === 'passphrase') return 'passphrase'
        await reloaded()
        await give(first)
        await desk.ready()
        return kept()
      },
      { timeout: 60_000 },
    )
    .toBe('passphrase')
  await reloaded()
  await give('neljä sanaa ilman SYYTÄ')
  await desk.page.getByText('Väärä tunnuslause').waitFor()
  await give(first)
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  await desk.scan(showCards.adult)
  expect(await patron()).toContain('Eeli R.')
  expect(await desk.scan(showItems.plain)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  expect(await journalOnDisk()).toContain(showItems.plain)
  expect(await journalOnDisk()).not.toContain(showCards.adult)

  await hub.stop()
  await reloaded()
  await press('Jatka ilman')
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  expect(await desk.link()).toContain('lukittu')
  expect(await desk.scan(showItems.overdue)).toMatchObject({ word: expect.stringMatching(/Palautettu|Aseta sivuun/) })
  // The return itself stands in the verdict.
  await listed('loan')
  expect(await kept()).toBe('sealed')
  // Nobody is known, so it may be anything; nobody is opened by it, and nothing can be lent.
  expect(await desk.scan(showCards.adult)).toMatchObject({ word: 'Tuntematon numero' })
  expect(await patron()).not.toContain('Eeli')

  await reloaded()
  await give(first)
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  await listed('return', 'loan')
  await desk.scan(showCards.adult)
  expect(await patron()).toContain('Eeli R.')
  await atThePlane()
  await field('Nykyinen tunnuslause').fill(second)
  await newOne(second, 'Vaihda')
  await desk.page.getByText('Väärä tunnuslause').waitFor()
  await field('Nykyinen tunnuslause').fill(first)
  await newOne(second, 'Vaihda')
  await desk.page.getByText('Tunnuslause on vaihdettu').waitFor()

  await reloaded()
  await give(first)
  await desk.page.getByText('Väärä tunnuslause').waitFor()
  await give(second)
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  await desk.scan(showCards.adult)
  expect(await patron()).toContain('Eeli R.')

  await reloaded()
  await press('Unohtunut?')
  await newOne(third, 'Hae uudelleen')
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  expect(await desk.link()).toContain('tulossa')
  await listed('return', 'loan')
  await hub.start()
  await desk.allSent()
  await expect.poll(() => desk.link(), { timeout: 60_000 }).not.toContain('tulossa')
  await desk.scan(showCards.adult)
  expect(await patron()).toContain('Eeli R.')
  await expect.poll(() => hub.loanOf(showItems.plain), { timeout: 30_000 }).toMatchObject({ patronId: expect.any(String) })
  await expect.poll(() => hub.loanOf(showItems.overdue), { timeout: 30_000 }).toBeUndefined()
}, 300_000)
