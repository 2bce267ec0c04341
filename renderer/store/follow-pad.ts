import type { Alarm, DevicePort } from '../../host/device-port.ts'
import type { Desk } from '../../sync/station/desk.ts'
import type { PadItem, PadStore } from './pad-store.ts'

/**
 * Draws the pad: what was laid on it since the patron changed, each with what became of it and its alarm. The alarm is what the device answered,
 * never what was hoped for. Returns the function that stops.
 */
export function followPad(desk: Desk, devices: DevicePort, pad: PadStore): () => void {
  const put = (barcode: string, change: Partial<PadItem>) =>
    pad.setState(({ items }) => {
      const there = items.find(item => item.barcode === barcode)
      const next: PadItem = { state: 'waiting', ...there, ...change, barcode }
      return { items: there ? items.map(item => (item === there ? next : item)) : [next, ...items] }
    })
  let visit = desk.session().visit?.visitId
  let lineId: string | undefined
  const onSession = () => {
    const session = desk.session()
    if (session.visit?.visitId !== visit) {
      visit = session.visit?.visitId
      pad.setState(({ items }) => ({ items: items.filter(({ state }) => state === 'waiting') }))
    }
    const lines =
      lineId === undefined
        ? session.lines
        : session.lines.slice(
            0,
            session.lines.findIndex(line => line.lineId === lineId),
          )
    lineId = session.lines[0]?.lineId
    for (const line of [...lines].reverse()) settleItem(line.barcode, line.shape, line.title)
    const { verdict } = session
    settleItem(verdict?.barcode, verdict?.shape, verdict?.title)
  }
  const settleItem = (barcode: string | undefined, state: PadItem['state'] | undefined, title: string | undefined) => {
    if (!barcode || !state || !pad.getState().items.some(item => item.barcode === barcode)) return
    put(barcode, { state, ...(title && { title }) })
  }
  const connected = new Set<string>()
  const parts = [
    devices.onState(({ id, driver }, state) => {
      if (driver === 'scanner' || driver === 'printer') return
      if (state.kind === 'connected') connected.add(id)
      else connected.delete(id)
      pad.setState({ connected: connected.size > 0 })
    }),
    devices.onEvent((_, event) => {
      if (event.kind === 'tag') put(event.barcode.toUpperCase(), { state: event.complete ? 'waiting' : 'unread' })
    }),
    desk.subscribe(onSession),
  ]
  return () => {
    for (const part of parts) part()
  }
}

/** The same devices, with an ear on what a pad answered to the desk's word. */
export function withSettledHeard(devices: DevicePort, heard: (barcode: string, alarm: Alarm) => void): DevicePort {
  return {
    ...devices,
    async settle(deviceId, barcode, alarm) {
      const settled = await devices.settle(deviceId, barcode, alarm)
      if (settled.done) heard(barcode, alarm)
      return settled
    },
  }
}

/** Writes a pad's answer beside the item. `leave` says nothing about the alarm. */
export function noteAlarm(pad: PadStore, barcode: string, alarm: Alarm): void {
  if (alarm === 'leave') return
  pad.setState(({ items }) => ({
    items: items.map(item => (item.barcode === barcode.toUpperCase() ? { ...item, alarm } : item)),
  }))
}
