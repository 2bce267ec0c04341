import { afterEach, expect, test } from 'vitest'
import type { DevicePort } from '../host/device-port.ts'
import { openDevices } from './device-set.ts'
import { joinDevices } from './joined-devices.ts'
import { MemoryTransport } from './transports/memory.ts'
import { FeigTwin } from './twins/feig-twin.ts'
import { Shelf, type ShelfTag } from './twins/shelf.ts'

const ports: DevicePort[] = []
afterEach(async () => {
  for (const port of ports.splice(0)) await port.close()
})

test('[HW55] devices held in different places are one port: everyone is heard, and each word goes to whom it is for', async () => {
  const shelves = ['one', 'two'].map(id => {
    const shelf = new Shelf()
    const transport = new MemoryTransport()
    transport.plugIn(id, stream => void new FeigTwin(stream, shelf))
    ports.push(openDevices([{ id, driver: 'feig', address: `memory:${id}` }], () => transport))
    return shelf
  })
  const joined = joinDevices(...ports)
  const seen = new Map<string, number>()
  joined.onEvent(({ id }, event) => event.kind === 'pad' && seen.set(id, event.items.length))
  const tags = shelves.map(shelf => shelf.put({ model: 'iso28560-3', id: '3001' })) as [ShelfTag, ShelfTag]
  while (seen.get('one') !== 1 || seen.get('two') !== 1) await new Promise(resolve => setTimeout(resolve, 20))
  expect(joined.settings().map(({ id }) => id)).toEqual(['one', 'two'])
  expect(await joined.settle('two', '3001', 'off')).toEqual({ done: true, verified: true })
  expect(tags.map(tag => tag.afi)).toEqual([0x07, 0xc2])
  expect(await joined.settle('three', '3001', 'off')).toEqual({ done: false, verified: false })
  const wish = { model: 'iso28560-2', barcode: '3002', part: 1, parts: 1 } as const
  expect(await joined.write('one', tags[0].uid, wish)).toEqual({ kind: 'written' })
  expect(await joined.write('three', tags[0].uid, wish)).toEqual({ kind: 'untouched', why: 'gone' })
  await expect(joined.print('three', new Uint8Array())).rejects.toMatchObject({ kind: 'not-found' })
  await expect(joined.print('one', new Uint8Array())).rejects.toMatchObject({ kind: 'not-supported' })
})
