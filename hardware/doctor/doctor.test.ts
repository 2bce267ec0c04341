import { afterEach, describe, expect, test } from 'vitest'
import { transportFor } from '../transports/by-address.node.ts'
import { type DeviceLine, openDeviceLine } from '../twins/device-line.node.ts'
import { PlayedPrinter } from '../twins/play-printer.ts'
import { PlayedShelf } from '../twins/play-shelf.ts'
import { PlayedScanner, PlayedTextUnit } from '../twins/play-speakers.ts'
import type { PlayedDevice } from '../twins/played-device.ts'
import { guessesOf, whomToAsk } from './fingerprints.ts'
import { type CheckLine, selftest } from './selftest.ts'
import { TagChanges } from './tag-changes.ts'
import { type WatchLine, watchDevice } from './watch-device.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function play(device: PlayedDevice, listen: string): Promise<DeviceLine> {
  const line = await openDeviceLine(listen, stream => device.attach(stream, () => {}))
  ends.push(() => line.cut())
  return line
}

function watch(address: string, driver: string) {
  const lines: WatchLine[] = []
  const states: string[] = []
  const connection = watchDevice(
    { id: 'x', driver, address },
    transportFor(address),
    line => lines.push(line),
    state => states.push(state.kind),
  )
  ends.push(() => connection.close())
  return { lines, states, connection }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 10))
}

const lineKinds = ['tcp://127.0.0.1:0', 'pty']

describe.each(lineKinds)('the device doctor over %s', listen => {
  test.each(['feig', '3m810'] as const)('[HW60] a pad says one line for each change: %s', async kind => {
    const device = new PlayedShelf(kind)
    const line = await play(device, listen)
    const { lines, states } = watch(line.address, kind)
    await until(() => states.includes('connected'))
    const put = device.obey('put', '{"id":"1620154429","owner":"FI-Sm","uid":"E004010012345678"}')
    expect(put).toMatchObject({ put: { uid: 'E004010012345678', id: '1620154429', model: 'iso28560-3' } })
    await until(() => lines.length === 1)
    expect(lines).toEqual([{ event: 'seen', uid: 'E004010012345678', id: '1620154429', secured: true }])
    device.obey('put', '{"id":"LENT1","afi":"C2","model":"iso28560-2"}')
    await until(() => lines.length === 2)
    expect(lines[1]).toMatchObject({ event: 'seen', id: 'LENT1', secured: false })
    device.obey('take', '1620154429')
    await until(() => lines.length === 3)
    expect(lines[2]).toEqual({ event: 'gone', uid: 'E004010012345678', id: '1620154429', secured: true })
  })

  test('[HW60] power loss is "gone" for every tag, and they are seen again when it is back', async () => {
    const device = new PlayedShelf('feig')
    device.obey('put', '1620154429')
    const line = await play(device, listen)
    const { lines } = watch(line.address, 'feig')
    await until(() => lines.length === 1)
    await line.cut()
    await until(() => lines.length === 2)
    await line.restore()
    await until(() => lines.length === 3)
    expect(lines.map(each => each.event)).toEqual(['seen', 'gone', 'seen'])
  })

  test('[HW61] a self-test finds out which reader answers, reads what lies there and writes nothing', async () => {
    const device = new PlayedShelf('feig')
    device.obey('put', '1620154429')
    device.obey('put', '{"id":"CARD1","usage":"80","afi":"00"}')
    const line = await play(device, listen)
    const said: CheckLine[] = []
    const wish = { setting: { address: line.address }, driver: undefined, listenMs: 100 }
    expect(await selftest(wish, transportFor(line.address), each => said.push(each))).toBe(true)
    expect(said.filter(({ check }) => check === 'tag')).toMatchObject([
      { ok: true, id: '1620154429', kind: 'item', secured: true },
      { ok: true, id: 'CARD1', kind: 'patron', secured: null },
    ])
    expect(said.at(-1)).toEqual({ check: 'selftest', ok: true, driver: 'feig' })
    expect([...device.shelf.tags.values()].map(tag => tag.afi)).toEqual([0x07, 0x00])
  })
})

describe('what a self-test says of other things', () => {
  const test1 = async (address: string, driver: string | undefined, listenMs = 60) => {
    const said: CheckLine[] = []
    const ok = await selftest({ setting: { address }, driver, listenMs }, transportFor(address), line => said.push(line))
    return { ok, said }
  }

  test('[HW61] nobody at an address is said plainly', async () => {
    const { ok, said } = await test1('/dev/pysakki-no-such-port', undefined)
    expect(ok).toBe(false)
    expect(said[0]).toMatchObject({ check: 'open', ok: false, kind: 'not-found' })
    expect(said.at(-1)).toMatchObject({ check: 'selftest', ok: false })
  })

  test('[HW61] a port that another program holds is said to be busy', async () => {
    const line = await play(new PlayedShelf('feig'), 'pty')
    const { states } = watch(line.address, 'feig')
    await until(() => states.includes('connected'))
    const { said } = await test1(line.address, 'feig')
    expect(said[0]).toMatchObject({ check: 'open', ok: false, kind: 'busy', why: expect.stringContaining('another program') })
  })

  test('[HW61] a printer is asked for paper, and prints every letter if it shall', async () => {
    const printer = new PlayedPrinter()
    const papers: (readonly string[])[] = []
    const line = await openDeviceLine('tcp://127.0.0.1:0', stream =>
      printer.attach(stream, said => papers.push(said.paper as readonly string[])),
    )
    ends.push(() => line.cut())
    const wish = { setting: { address: line.address }, driver: 'printer', listenMs: 60 }
    expect(await selftest(wish, transportFor(line.address), () => {})).toBe(true)
    expect(papers).toEqual([])
    expect(await selftest({ ...wish, prints: true }, transportFor(line.address), () => {})).toBe(true)
    expect(papers[0]).toContain('Åå Ää Öö Šš Žž Éé Üü 0 € - ?')
    printer.obey('paper', 'out')
    const said: CheckLine[] = []
    expect(await selftest(wish, transportFor(line.address), each => said.push(each))).toBe(false)
    expect(said.at(-2)).toMatchObject({ check: 'print', ok: false, kind: 'no-paper' })
  })

  test('[HW61] a scanner is listened to; a unit that answers is well', async () => {
    const scanner = new PlayedScanner()
    const line = await play(scanner, 'tcp://127.0.0.1:0')
    const silent = await test1(line.address, 'scanner')
    expect(silent.said.at(-2)).toMatchObject({ check: 'listen', ok: false })
    const scanned = test1(line.address, 'scanner', 5000)
    const again = setInterval(() => void scanner.obey('scan', ']C0853N00000017'), 20)
    expect((await scanned).said.at(-2)).toMatchObject({ check: 'listen', ok: true, text: '853N00000017', symbology: 'code128' })
    clearInterval(again)
    const unit = await play(new PlayedTextUnit(), 'tcp://127.0.0.1:0')
    expect((await test1(unit.address, 'text-unit')).ok).toBe(true)
  })
})

test('[HW60] what lies on a unit before anybody is connected is seen, and again after its power was lost', async () => {
  const unit = new PlayedTextUnit()
  unit.obey('put', '853N00000017')
  const line = await play(unit, 'tcp://127.0.0.1:0')
  const { lines } = watch(line.address, 'text-unit')
  await until(() => lines.length === 1)
  await line.cut()
  await line.restore()
  await until(() => lines.length === 2)
  expect(lines).toEqual([
    { event: 'seen', uid: null, id: '853N00000017', secured: null },
    { event: 'seen', uid: null, id: '853N00000017', secured: null },
  ])
})

test('[HW60] the alarm that comes a moment later is in the same line; another number is another line', () => {
  const lines: WatchLine[] = []
  const changes = new TagChanges(line => lines.push(line))
  const item = (barcode: string, secured: boolean | null) => ({
    barcode,
    library: '',
    what: 'item' as const,
    parts: 1,
    missing: [],
    doubled: false,
    tags: [{ uid: 'E0', part: 1, secured, model: 'iso28560-3' as const }],
  })
  changes.picture([item('A', null)])
  expect(lines).toEqual([])
  changes.picture([item('A', true)])
  changes.picture([item('A', true)])
  changes.picture([item('A', false)])
  changes.picture([item('B', false)])
  changes.picture([])
  expect(lines).toEqual([
    { event: 'seen', uid: 'E0', id: 'A', secured: true },
    { event: 'seen', uid: 'E0', id: 'A', secured: false },
    { event: 'seen', uid: 'E0', id: 'B', secured: false },
    { event: 'gone', uid: 'E0', id: 'B', secured: false },
  ])
})

test('[HW62] known devices have marks with scores: a maker beats a chip that many things have', () => {
  expect(guessesOf({ path: 'x', vendorId: '0AB1' })).toEqual([{ driver: 'feig', score: 95, why: 'FEIG Electronic' }])
  expect(guessesOf({ path: 'x', vendorId: '0403', productId: '6001' }).map(guess => guess.driver)).toEqual(['3m810', 'feig'])
  expect(guessesOf({ path: 'x', vendorId: '0403', productId: '6001', manufacturer: 'FEIG ELECTRONIC' })[0]).toMatchObject({
    driver: 'feig',
    score: 90,
  })
  expect(guessesOf({ path: 'x' })).toEqual([])
  expect(whomToAsk({ path: 'x', vendorId: '04b8' })).not.toContain('printer')
  expect(whomToAsk({ path: 'x', vendorId: '0ab1' })[0]).toBe('feig')
})
