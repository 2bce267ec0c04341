import { afterEach, expect, test } from 'vitest'
import type { DeviceEvent } from '../host/device-port.ts'
import { openDrawer } from './drawer.ts'
import { drivers } from './drivers/index.ts'

const all = new Map(drivers)
afterEach(() => {
  for (const [name, driver] of all) drivers.set(name, driver)
})

async function eventsAfter(act: (drawer: ReturnType<typeof openDrawer>) => void): Promise<readonly DeviceEvent[]> {
  const drawer = openDrawer()
  const events: DeviceEvent[] = []
  drawer.devices.onEvent((_, event) => events.push(event))
  await new Promise(resolve => setTimeout(resolve, 30))
  act(drawer)
  await new Promise(resolve => setTimeout(resolve, 30))
  await drawer.devices.close()
  return events.filter(event => event.kind !== 'gone')
}

test('[HW14] a click in the drawer is bytes, read by the driver', async () => {
  const events = await eventsAfter(drawer => {
    void drawer.scan('PYS0000012')
    drawer.put('853N00000017')
  })
  expect(events).toContainEqual({ kind: 'scan', text: 'PYS0000012', isbn: false })
  expect(events).toContainEqual({ kind: 'tag', barcode: '853N00000017', library: 'Demo', complete: true })
})

test('[HW14] without its drivers the drawer is dead', async () => {
  drivers.delete('scanner')
  drivers.delete('text-unit')
  const events = await eventsAfter(drawer => {
    void drawer.scan('PYS0000012')
    drawer.put('853N00000017')
  })
  expect(events).toEqual([])
})
