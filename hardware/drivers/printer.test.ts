import { afterEach, describe, expect, test } from 'vitest'
import { openDevices } from '../device-set.ts'
import { encodeSlip } from '../printing/encode-slip.ts'
import { transportFor } from '../transports/by-address.node.ts'
import { openDeviceLine } from '../twins/device-line.node.ts'
import { PlayedPrinter } from '../twins/play-printer.ts'
import { PrinterTwin } from '../twins/printer-twin.ts'
import type { Line } from './drivers.contract.ts'
import { lines } from './lines.fixture.ts'
import { printerDriver } from './printer.ts'

const slip = (words: string) => encodeSlip([{ kind: 'text', text: words, align: 'left', bold: false, big: false }])

describe.each(Object.entries(lines))('a receipt printer over %s', (_, open) => {
  let line: Line
  afterEach(() => line.dispose())
  const start = async () => {
    line = await open()
    const twin = new PrinterTwin(line.device)
    const events: string[] = []
    const printer = await printerDriver.start(line.desk, event => events.push(event.kind))
    return { twin, events, print: (words: string) => printer.print!(slip(words)) }
  }

  test('[HW67] slips come out whole, one after the other', async () => {
    const { twin, print } = await start()
    await Promise.all(['Eräpäivä ti 15.12.', 'toinen', 'x'.repeat(3000)].map(print))
    expect(twin.papers.map(paper => paper.rows.join('').slice(0, 18))).toEqual(['Eräpäivä ti 15.12.', 'toinen', 'x'.repeat(18)])
  })
  test('[HW67] without paper nothing is sent, and it is said', async () => {
    const { twin, print } = await start()
    twin.paper = 'out'
    await expect(print('a')).rejects.toMatchObject({ kind: 'no-paper' })
    expect(twin.heard.every(command => command.kind === 'ask-status')).toBe(true)
    twin.paper = 'near-end'
    await print('b')
    expect(twin.papers).toEqual([{ rows: ['b'] }])
  })
  test('[HW67] a printer that never answers prints all the same', async () => {
    const { twin, print } = await start()
    twin.isMute = true
    await print('mykkä')
    while (twin.papers.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
    expect(twin.papers).toEqual([{ rows: ['mykkä'] }])
  })
  test('[HW67] a plug that is pulled fails the slip instead of hanging', async () => {
    const { events, print } = await start()
    await line.unplug()
    await expect(print('x'.repeat(20_000))).rejects.toMatchObject({ kind: expect.stringMatching(/gone|time-out/) })
    while (events.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
    expect(events).toEqual(['gone'])
  })
})

test('[HW67] a printer that is switched on again prints; until then every slip is refused at once', async () => {
  const printer = new PlayedPrinter()
  const said: object[] = []
  const line = await openDeviceLine('tcp://127.0.0.1:0', stream => printer.attach(stream, each => said.push(each)))
  await line.cut()
  const devices = openDevices([{ id: 'p', driver: 'printer', address: line.address }], transportFor)
  await expect(devices.print('p', slip('a'))).rejects.toMatchObject({ kind: 'not-found' })
  await expect(devices.print('q', slip('a'))).rejects.toMatchObject({ kind: 'not-found' })
  const connected = new Promise<void>(resolve => devices.onState((_, state) => state.kind === 'connected' && resolve()))
  await line.restore()
  await connected
  await devices.print('p', slip('ä'))
  expect(said).toEqual([{ paper: ['ä'] }])
  await devices.close()
  await line.cut()
})
