import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isInstalled, packageProgram, run } from '../commands/setup/run.node.ts'
import { SerialTransport } from '../hardware/transports/serial.node.ts'
import { openPtyPair, type PtyPair } from '../hardware/twins/pty-pair.node.ts'
import { ScannerTwin } from '../hardware/twins/scanner-twin.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { asarNames } from './asar-names.ts'
import { ElectronDesk } from './electron-desk.ts'

const output = mkdtempSync(join(tmpdir(), 'pysakki-package-'))
const app = join(output, 'linux-unpacked')
const electron = new ElectronDesk(() => ({ executable: join(app, 'pysakki'), args: [] }))
let pty: PtyPair | undefined

const here = process.platform === 'linux' ? (isInstalled('socat') ? '' : 'no socat for a serial line') : 'tried on Linux only'
const why = here ? ` (skipped: ${here})` : ''
const packagedTest = test.skipIf(here !== '')

beforeAll(async () => {
  if (here) return
  const packed = await run(packageProgram('tsx'), ['commands/dist.node.ts', '--dir', '--output', output], { timeoutMs: 110_000 })
  if (!packed.ok) throw new Error(`npm run dist failed\n${packed.output}`)
}, 120_000)

afterAll(async () => {
  await electron.close()
  await pty?.unplug()
  rmSync(output, { recursive: true, force: true })
})

packagedTest(
  `the package holds what runs and nothing else: no sources, no maps, no packages that are bundled already${why}`,
  () => {
    const names = asarNames(join(app, 'resources/app.asar'))
    expect(names).toEqual(expect.arrayContaining(['dist/electron/main.cjs', 'dist/electron/hub.cjs', 'dist/renderer/index.html']))
    expect(names).toContain('dist/new-database/made-for.json')
    const ours = names.filter(name => !name.startsWith('dist/new-database/database/'))
    expect(ours.filter(name => /\.(tsx?|map|cpp)$|\.(test|fixture)\.|sw\.js$/.test(name))).toEqual([])
    const packages = new Set(names.map(name => /^node_modules\/(@electric-sql\/[^/]+|@?[^/]+)/.exec(name)?.[1]))
    const wanted = ['@electric-sql/pglite', '@serialport', 'debug', 'ms', 'node-gyp-build', 'serialport']
    expect([...packages].filter(name => name !== undefined).sort()).toEqual(wanted)
    expect(statSync(join(app, 'resources/app.asar')).size).toBeLessThan(5e6)
  },
)

packagedTest(`the packaged app starts its hub, opens a serial line, and a scanner on it lends${why}`, async () => {
  pty = await openPtyPair()
  const desk = await electron.open({
    station: 'packed-1',
    devices: [{ id: 'scanner', driver: 'scanner', address: pty.desk }],
  })
  const main = await electron.app!.evaluate(({ app: program }) => ({ packed: program.isPackaged, path: program.getAppPath() }))
  expect(main).toEqual({ packed: true, path: join(app, 'resources/app.asar') })

  const scanner = new ScannerTwin(await new SerialTransport().open(pty.device))
  const scan = async (number: string) => {
    const before = (await desk.verdict()).number
    await scanner.scan(number)
    return desk.verdictAfter(before)
  }
  await scan(showStaff[0].badge)
  expect(await scan(showCards.adult)).toMatchObject({ shape: 'yes' })
  expect(await scan(showItems.plain)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  // The plane that asks for the stop after signing in gave way to the scan.
  expect(await desk.page.locator('.task').count()).toBe(0)
  await desk.allSent()
  expect(readFileSync(join(electron.data, 'journal-packed-1.jsonl'), 'utf8')).toContain(showItems.plain)
  expect(existsSync(join(electron.data, 'hub'))).toBe(true)
})
