import { afterEach, describe, expect, test } from 'vitest'
import type { DeviceEvent } from '../../host/device-port.ts'
import { pad3mKind } from '../drivers/3m810.ts'
import type { Device } from '../drivers/driver.ts'
import { feigKind } from '../drivers/feig.ts'
import { memoryLine } from '../transports/memory.ts'
import { PadTwin3m } from '../twins/3m810-twin.ts'
import { FeigTwin } from '../twins/feig-twin.ts'
import { padDriver } from './pad-driver.ts'
import { Presence } from './presence.ts'
import { schemeOf } from './security-scheme.ts'

const pace = { pauseMs: 5, patienceMs: 60, persistMs: 200, flickerMs: 200 }
const book = { model: 'iso28560-3', id: '1620154429', owner: 'FI-Sm' } as const
const devices: Device[] = []
afterEach(async () => {
  for (const device of devices.splice(0)) await device.close()
})

async function feigPad(security?: { secured: string; onLoan: string; eas?: boolean }) {
  const line = memoryLine()
  const twin = new FeigTwin(line.device)
  const events: DeviceEvent[] = []
  const device = await padDriver(feigKind, pace).start(line.desk, event => events.push(event), {
    address: 'memory:x',
    ...(security && { security }),
  })
  devices.push(device)
  const items = () => events.filter(event => event.kind === 'tag')
  const picture = () => events.findLast(event => event.kind === 'pad')?.items ?? []
  await moments(6)
  return { twin, shelf: twin.shelf, device, items, picture }
}

const moments = (count: number) => new Promise(resolve => setTimeout(resolve, count * 10))
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await moments(1)
}

describe('[HW36] a tag is there after two sightings and gone after three misses', () => {
  test('[HW36] one carried past is ignored', () => {
    const presence = new Presence()
    presence.update(['A'])
    expect(presence.isThere('A')).toBe(false)
    expect(presence.update([])).toEqual(['A'])
    presence.update(['A'])
    expect(presence.isThere('A')).toBe(false)
    presence.update(['A'])
    expect(presence.isThere('A')).toBe(true)
  })
  test('[HW36] one masked twice by another has not left', () => {
    const presence = new Presence()
    for (const seen of [['A'], ['A'], [], []]) expect(presence.update(seen)).toEqual([])
    expect(presence.isThere('A')).toBe(true)
    presence.update(['A'])
    expect([presence.update([]), presence.update([]), presence.update([])]).toEqual([[], [], ['A']])
    expect(presence.isThere('A')).toBe(false)
  })
  test('[HW36] one that answers again later is there, and is gone after three misses as any other', () => {
    const presence = new Presence()
    presence.confirm('A')
    expect(presence.isThere('A')).toBe(false)
    presence.update(['A'])
    presence.confirm('A')
    expect(presence.isThere('A')).toBe(true)
    expect([presence.update([]), presence.update([]), presence.update([])]).toEqual([[], [], ['A']])
  })
  test('[HW36] a neighbour at the edge of the field stays early however often it flickers', async () => {
    const { shelf, items } = await feigPad()
    const line = memoryLine()
    const twin = new FeigTwin(line.device)
    const neighbour = twin.shelf.put(book)
    const told: DeviceEvent[] = []
    devices.push(await padDriver(feigKind, pace).start(line.desk, event => event.kind === 'tag' && told.push(event)))
    await until(() => told.length === 1)
    for (let times = 0; times < 3; times++) {
      twin.shelf.take(neighbour.uid)
      await moments(6)
      twin.shelf.lay(neighbour)
      await moments(6)
    }
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({ tag: { early: true } })
    // Taken away and laid down again by somebody it is a new item.
    twin.shelf.take(neighbour.uid)
    await moments(40)
    twin.shelf.lay(neighbour)
    await until(() => told.length === 2)
    expect(told[1]).toMatchObject({ tag: { early: false } })
    expect([items(), shelf.tags.size]).toEqual([[], 0])
  })
})

describe('[HW37] the gate’s bit is a setting, is always read back, and is only written to items', () => {
  test('[HW37] old 3M sites have their own values', async () => {
    const { shelf, device, items } = await feigPad({ secured: 'DA', onLoan: 'D7' })
    const tag = shelf.put(book, { afi: 0xda })
    await until(() => items().length === 1)
    expect(await device.settle!(book.id, 'off')).toEqual({ done: true, verified: true })
    expect(tag.afi).toBe(0xd7)
  })
  test('[HW37] where gates look at EAS it is switched too', async () => {
    const { shelf, device, items } = await feigPad({ secured: '07', onLoan: 'C2', eas: true })
    const tag = shelf.put(book)
    await until(() => items().length === 1)
    expect(await device.settle!(book.id, 'off')).toEqual({ done: true, verified: true })
    expect([tag.afi, tag.eas]).toEqual([0xc2, false])
    expect(await device.settle!(book.id, 'on')).toEqual({ done: true, verified: true })
    expect([tag.afi, tag.eas]).toEqual([0x07, true])
  })
  test('[HW37] another value is shown as unknown, and the target is written all the same', async () => {
    const { shelf, device, picture } = await feigPad()
    const tag = shelf.put(book, { afi: 0x00 })
    await until(() => picture().length === 1)
    await moments(5)
    expect(picture()[0]!.tags[0]!.secured).toBeNull()
    expect(await device.settle!(book.id, 'on')).toEqual({ done: true, verified: true })
    expect(tag.afi).toBe(0x07)
  })
  test('[HW37] nothing is written to a card, nor for an item that is not there, nor on "leave"', async () => {
    const { shelf, device, items, twin } = await feigPad()
    const card = shelf.put({ ...book, id: '200000000042', usage: 0x80 }, { afi: 0x55 })
    shelf.put(book)
    await until(() => items().length === 2)
    expect(await device.settle!('200000000042', 'off')).toEqual({ done: false, verified: false })
    expect(await device.settle!('OTHER', 'off')).toEqual({ done: false, verified: false })
    expect(await device.settle!(book.id, 'leave')).toEqual({ done: true, verified: false })
    expect(card.afi).toBe(0x55)
    expect(twin.heard.filter(request => request.kind.startsWith('write'))).toEqual([])
  })
  test('[HW37] a wrong setting is said in one line', () => {
    expect(() => schemeOf({ secured: 'G1', onLoan: 'C2' })).toThrow('security: "G1" is no byte in hex')
  })
})

describe('[HW38] sets', () => {
  test('[HW38] ids join without regard to case, owners keep apart, the same part twice is doubled', async () => {
    const { shelf, picture } = await feigPad()
    shelf.put({ model: 'iso28560-2', id: 'lvask12', owner: 'FI-Sm', set: { part: 1, parts: 2 } })
    shelf.put({ model: 'iso28560-2', id: 'LVASK12', owner: 'FI-Sm', set: { part: 2, parts: 2 } })
    shelf.put({ model: 'iso28560-2', id: 'LVASK12', owner: 'FI-VM', set: { part: 0, parts: 3 } })
    shelf.put(book)
    shelf.put(book)
    await until(() => picture().length === 3 && picture().every(item => item.tags.every(tag => tag.secured)))
    expect(picture().map(item => [item.library, item.tags.length, item.missing.length, item.doubled])).toEqual([
      ['FI-Sm', 2, 0, false],
      ['FI-VM', 1, 0, false],
      ['FI-Sm', 2, 0, true],
    ])
  })
  test('[HW38] one part that may not be lent offline forbids the whole set', async () => {
    const { shelf, items } = await feigPad()
    const set = (part: number, usage: number) => shelf.put({ model: 'iso28560-2', id: 'KIT1', set: { part, parts: 2 }, usage })
    set(1, 0x10)
    set(2, 0x13)
    await until(() => items().length === 1)
    expect(items()[0]).toMatchObject({ complete: true, tag: { offlineIssue: false, offlineReturn: true } })
  })
})

describe('[HW39] readers on bad days', () => {
  test('[HW39] long memories are read on, as far as they go', async () => {
    const { shelf, items } = await feigPad()
    shelf.put({
      model: 'iso28560-2',
      id: 'A-VERY-LONG-ITEM-NUMBER-THAT-FILLS-MANY-BLOCKS',
      owner: 'FI-Mamk-M',
      more: { title: 'Seitsemän veljestä ja muita' },
    })
    shelf.put({ model: 'iso28560-3', id: '1234567890123456', owner: 'DE-ABCDEFGHIJK' })
    await until(() => items().length === 2)
    expect(items().map(item => item.barcode)).toEqual(['A-VERY-LONG-ITEM-NUMBER-THAT-FILLS-MANY-BLOCKS', '1234567890123456'])
  })
  test('[HW39] a reader that scans by itself is told to be set up, not used', async () => {
    const line = memoryLine()
    new FeigTwin(line.device).mode = 'scan'
    await expect(padDriver(feigKind, pace).start(line.desk, () => {})).rejects.toMatchObject({ kind: 'not-supported' })
  })
  test('[HW39] something else at the end of the line is not taken for a pad', async () => {
    const line = memoryLine()
    new FeigTwin(line.device)
    await expect(padDriver(pad3mKind, pace).start(line.desk, () => {})).rejects.toMatchObject({ kind: 'time-out' })
    const other = memoryLine()
    new PadTwin3m(other.device)
    await expect(padDriver(feigKind, pace).start(other.desk, () => {})).rejects.toMatchObject({ kind: 'time-out' })
  })
})
