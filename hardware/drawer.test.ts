import { afterEach, expect, test } from 'vitest'
import type { DeviceEvent } from '../host/device-port.ts'
import { openDrawer } from './drawer.ts'
import { drivers } from './drivers/index.ts'
import { encodeSlip } from './printing/encode-slip.ts'
import { testSlip } from './printing/test-slip.ts'

const all = new Map(drivers)
afterEach(() => {
  for (const [name, driver] of all) drivers.set(name, driver)
})

/** Lays and scans once the pad has looked a few times, and waits until it has again. */
async function eventsAfter(
  act: (drawer: ReturnType<typeof openDrawer>) => void,
  isEnough: (events: readonly DeviceEvent[]) => boolean = () => false,
): Promise<readonly DeviceEvent[]> {
  const drawer = openDrawer()
  const events: DeviceEvent[] = []
  drawer.devices.onEvent((_, event) => events.push(event))
  await new Promise(resolve => setTimeout(resolve, 400))
  act(drawer)
  for (let tries = 0; tries < 100 && !isEnough(events); tries++) await new Promise(resolve => setTimeout(resolve, 20))
  await drawer.devices.close()
  return events.filter(event => event.kind !== 'gone')
}

test('[HW14] a click in the drawer is bytes, read by the driver', async () => {
  const events = await eventsAfter(
    drawer => {
      void drawer.scan('PYS0000012')
      drawer.put('853N00000017')
      expect(drawer.tags()).toEqual([{ barcode: '853N00000017', secured: true }])
    },
    found => found.some(event => event.kind === 'tag'),
  )
  expect(events).toContainEqual({ kind: 'scan', text: 'PYS0000012', isbn: false })
  expect(events.find(event => event.kind === 'tag')).toMatchObject({
    barcode: '853N00000017',
    library: 'FI-Demo',
    complete: true,
    tag: { what: 'item', early: false },
  })
  expect(events.some(event => event.kind === 'pad' && event.items.length === 1)).toBe(true)
})

test('[HW14] a slip that is printed comes out of the drawer’s printer as its bytes say', async () => {
  const drawer = openDrawer()
  await new Promise<void>(resolve =>
    drawer.devices.onState(({ id }, { kind }) => id === 'drawer-printer' && kind === 'connected' && resolve()),
  )
  let told = 0
  const stop = drawer.onPaper(() => told++)
  expect(drawer.papers()).toEqual([])
  await drawer.devices.print('drawer-printer', encodeSlip(testSlip, undefined))
  expect(told).toBe(1)
  expect(drawer.papers()[0]!.rows.join('\n')).toContain('Åå Ää Öö Šš')
  stop()
  await drawer.devices.close()
})

test('[HW14] without its drivers the drawer is dead', async () => {
  drivers.delete('scanner')
  drivers.delete('feig')
  drivers.delete('printer')
  const events = await eventsAfter(drawer => {
    void drawer.scan('PYS0000012')
    drawer.put('853N00000017')
  })
  expect(events).toEqual([])
})
