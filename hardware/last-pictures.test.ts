import { afterEach, expect, test } from 'vitest'
import type { DeviceEvent, DevicePort, DeviceState } from '../host/device-port.ts'
import { openDevices } from './device-set.ts'
import { MemoryTransport } from './transports/memory.ts'
import { FeigTwin } from './twins/feig-twin.ts'

const ports: DevicePort[] = []
afterEach(async () => {
  for (const port of ports.splice(0)) await port.close()
})

test('[HW50] who begins to listen later hears of all that lies there, once, as lying there before; of what has left nothing', async () => {
  const transport = new MemoryTransport()
  let twin: FeigTwin | undefined
  transport.plugIn('pad', stream => {
    twin = new FeigTwin(stream)
  })
  const devices = openDevices([{ id: 'pad', driver: 'feig', address: 'memory:pad' }], () => transport)
  ports.push(devices)
  const first: DeviceEvent[] = []
  devices.onEvent((_, event) => first.push(event))
  await until(() => twin !== undefined)
  await new Promise(resolve => setTimeout(resolve, 700))
  const tags = ['3001', '3002'].map(id => twin!.shelf.put({ model: 'iso28560-3', id, owner: 'FI-Ko' }))
  twin!.shelf.put({ model: 'iso28560-3', id: 'X' }).memory.fill(0)
  await until(() => first.filter(event => event.kind === 'tag').length === 2)
  await until(() => last(first)?.items.length === 3)
  expect(first.flatMap(event => (event.kind === 'tag' ? [event.tag?.early] : []))).toEqual([false, false])

  const later: DeviceEvent[] = []
  const states: DeviceState[] = []
  devices.onEvent((_, event) => later.push(event))
  devices.onState((_, state) => states.push(state))
  expect(last(later)).toEqual(last(first))
  expect(later.flatMap(event => (event.kind === 'tag' ? [[event.barcode, event.tag?.early]] : []))).toEqual([
    ['3001', true],
    ['3002', true],
  ])
  expect(states).toEqual([{ kind: 'connected' }])

  twin!.shelf.take(tags[0]!.uid)
  await until(() => last(first)?.items.length === 2)
  const latest: DeviceEvent[] = []
  devices.onEvent((_, event) => latest.push(event))
  expect(latest.flatMap(event => (event.kind === 'tag' ? [event.barcode] : []))).toEqual(['3002'])
})

function last(events: readonly DeviceEvent[]) {
  return events.findLast(event => event.kind === 'pad')
}

async function until(holds: () => unknown): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 10))
}
