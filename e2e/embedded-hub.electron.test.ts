import { mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { preparedDatabase } from '../sync/hub/new-database.node.ts'
import type { DeskPage } from './desk-page.ts'
import { ElectronDesk } from './electron-desk.ts'

let electron: ElectronDesk
afterEach(() => electron.close())

/** SIGKILL for the hub's process: it gets no word, and its database is not closed. */
async function killHub(): Promise<number> {
  const pid = await electron.app!.evaluate(
    ({ app }) => app.getAppMetrics().find(({ name, serviceName }) => [name, serviceName].includes('hub'))?.pid,
  )
  if (!pid) throw new Error('no process of the hub')
  process.kill(pid, 'SIGKILL')
  return pid
}

/** The number that PostgreSQL gives a database when it is made: a copy has it too, also under an older runtime's Node. */
const nameOf = (database: string) => readFileSync(join(database, 'global/pg_control')).subarray(0, 8).toString('hex')

const notice = ({ page }: DeskPage, id: string) => page.locator(`.side [data-notice="${id}"]`)

test('a hub inside the app that is killed is started again; the desk says so, lends on, and everything goes up afterwards', async () => {
  electron = new ElectronDesk()
  const desk = await electron.open({ station: 'bus-1' })
  expect(nameOf(join(electron.data, 'hub/database'))).toEqual(nameOf(join(preparedDatabase, 'database')))
  await desk.scan(showStaff[0].badge)
  await desk.scan(showCards.adult)
  await desk.scan(showItems.plain)
  await desk.allSent()
  const killed = [await killHub()]
  await notice(desk, 'hub-restarting').waitFor({ timeout: 20_000 })
  expect(await desk.scan(showItems.plainToo)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  await notice(desk, 'hub-restarting').waitFor({ state: 'detached', timeout: 100_000 })
  await desk.allSent()

  killed.push(await killHub())
  await notice(desk, 'hub-restarting').waitFor({ timeout: 20_000 })
  expect(await desk.scan(showItems.filmK16)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  await notice(desk, 'hub-restarting').waitFor({ state: 'detached', timeout: 100_000 })
  await desk.allSent()
  expect(new Set(killed).size).toBe(2)
  expect(await outcomes(desk, 3)).toEqual(['applied', 'applied', 'applied'])
}, 300_000)

test('a hub that cannot start again is given up after a few tries, in words; lending goes on', async () => {
  electron = new ElectronDesk()
  const desk = await electron.open({ station: 'bus-1' })
  await desk.scan(showStaff[0].badge)
  await desk.scan(showCards.adult)
  // Somebody's folder stands where the log was.
  const log = join(electron.data, 'hub', 'hub.log')
  renameSync(log, `${log}.gone`)
  mkdirSync(log)
  await killHub()
  const given = notice(desk, 'hub-given-up')
  await given.waitFor({ timeout: 240_000 })
  expect((await given.textContent())?.replaceAll('\u00ad', '')).toContain('Keskus ei käynnisty')
  expect(await desk.scan(showItems.plain)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
}, 300_000)

/** What the hub says of so many loans, asked over its own line. */
async function outcomes({ page }: DeskPage, count: number): Promise<readonly string[]> {
  const asked = await page.evaluate(async () => {
    const about = await window.pysakki!.call('about', null)
    return about.ok ? about.value.hub : undefined
  })
  let kinds: string[] = []
  await expect
    .poll(
      async () => {
        const answer = await fetch(`${asked!.url}/api/stations/bus-1/outcomes?since=0`, {
          headers: { authorization: `Bearer ${asked!.token}` },
        })
        const { outcomes: told } = (await answer.json()) as { outcomes: { outcome: { kind: string } }[] }
        kinds = told.map(({ outcome }) => outcome.kind)
        return kinds.length
      },
      { timeout: 60_000 },
    )
    .toBeGreaterThanOrEqual(count)
  return kinds
}
