import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { SerialTransport } from '../hardware/transports/serial.node.ts'
import { socketStream } from '../hardware/transports/socket-stream.node.ts'
import { openPtyPair } from '../hardware/twins/pty-pair.node.ts'
import { ScannerTwin } from '../hardware/twins/scanner-twin.ts'
import { TextUnitTwin } from '../hardware/twins/text-unit-twin.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { DemoHub } from './demo-hub.ts'
import { ElectronDesk } from './electron-desk.ts'
import { tellMainStory } from './main-story.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const forms = {
  'the older form': { register: 'rows' },
  // Nothing is said of the form: something keeps the key, so it is the packed one.
  'the packed form': { registerKey: 'open because this is a test' },
} as const

test.each(Object.entries(forms))(
  '[RG45] the main story in Electron, %s: lend without a line, program killed, hub back, everything home',
  async (form, register) => {
    const hub = new DemoHub()
    const electron = new ElectronDesk()
    ends.push(
      () => hub.stop(),
      () => electron.close(),
    )
    await tellMainStory(hub, {
      open: () => electron.open({ station: 'bus-1', hub: { url: hub.url(), token: hub.token() }, ...register }),
      kill: () => electron.kill(),
    })
    const databases = await electron.app!.windows()[0]!.evaluate(() => indexedDB.databases())
    const kept = databases.map(({ name }) => name).filter(name => name === 'register-bus-1' || name === 'library-bus-1')
    expect(kept).toEqual([form === 'the packed form' ? 'library-bus-1' : 'register-bus-1'])
    const copy = readFileSync(join(electron.data, 'journal-bus-1.jsonl'), 'utf8').trim().split('\n')
    expect(copy.filter(line => line.includes('"checkout"')).length).toBeGreaterThanOrEqual(3)
  },
)

test('the embedded hub is a process of its own, a serial scanner and an RFID pad lend, and the gate is told last', async () => {
  const electron = new ElectronDesk()
  const pty = await openPtyPair()
  let unit: TextUnitTwin | undefined
  const server = createServer(socket => {
    unit = new TextUnitTwin(socketStream(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  ends.push(
    () => pty.unplug(),
    async () => server.close(),
    () => electron.close(),
  )
  const desk = await electron.open({
    station: 'bus-2',
    devices: [
      { id: 'scanner', driver: 'scanner', address: pty.desk },
      { id: 'pad', driver: 'text-unit', address: `tcp://127.0.0.1:${port}` },
    ],
  })
  await desk.scan(showStaff[0].badge)
  const scanner = new ScannerTwin(await new SerialTransport().open(pty.device))

  let before = (await desk.verdict()).number
  await scanner.scan(showCards.adult)
  await desk.verdictAfter(before)
  before = (await desk.verdict()).number
  await scanner.scan(`]C0${showItems.plain}`)
  expect(await desk.verdictAfter(before)).toMatchObject({ shape: 'yes', word: 'Lainattu' })

  before = (await desk.verdict()).number
  const tag = unit!.put({ barcode: showItems.plainToo })
  expect(await desk.verdictAfter(before)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  await until(() => tag.secured === false)
  const journal = () => readFileSync(join(electron.data, 'journal-bus-2.jsonl'), 'utf8')
  await until(() => journal().includes('"security-done"'))
  const entries = journal()
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { sequence: number; transaction: { kind: string; barcode?: string } })
  const of = (kind: string) =>
    entries.find(entry => entry.transaction.kind === kind && entry.transaction.barcode === showItems.plainToo)!
  expect(of('checkout').sequence).toBeLessThan(of('security-job').sequence)
  expect(of('security-job').sequence).toBeLessThan(of('security-done').sequence)

  // Refused by law: the alarm stays as it is.
  await desk.scan(showCards.child)
  before = (await desk.verdict()).number
  const film = unit!.put({ barcode: showItems.filmK16 })
  expect(await desk.verdictAfter(before)).toMatchObject({ shape: 'no', big: 'K16' })
  await until(() => unit!.heard.at(-1)?.kind === 'accept')
  expect(film.secured).toBe(true)
  expect(unit!.heard.at(-1)).toEqual({ kind: 'accept', alarm: 'leave' })

  await desk.allSent()
  expect(existsSync(join(electron.data, 'hub'))).toBe(true)
})

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (holds()) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error('did not happen within 15 s')
}
