import type { Alarm, DevicePort } from '../../host/device-port.ts'
import type { Desk } from '../../sync/station/desk.ts'
import type { PadStore, UnitItem } from './pad-store.ts'

/**
 * Keeps the items that were laid on units which show one at a time, since the patron changed, each with what became of it. Returns the function that stops.
 */
export function followUnits(desk: Desk, devices: DevicePort, pad: PadStore): () => void {
  const put = (barcode: string, change: Partial<UnitItem>) =>
    pad.setState(({ units }) => {
      const there = units.find(item => item.barcode === barcode)
      const next: UnitItem = { state: 'waiting', ...there, ...change, barcode }
      return { units: there ? units.map(item => (item === there ? next : item)) : [next, ...units] }
    })
  let visit = desk.session().visit?.visitId
  let lineId: string | undefined
  const settleItem = (barcode: string | undefined, state: UnitItem['state'] | undefined, title: string | undefined) => {
    if (!barcode || !state || !pad.getState().units.some(item => item.barcode === barcode)) return
    put(barcode, { state, ...(title && { title }) })
  }
  const onSession = () => {
    const session = desk.session()
    if (session.visit?.visitId !== visit) {
      visit = session.visit?.visitId
      pad.setState(({ units }) => ({ units: units.filter(({ state }) => state === 'waiting') }))
    }
    const known = session.lines.findIndex(line => line.lineId === lineId)
    const lines = lineId === undefined ? session.lines : session.lines.slice(0, known)
    lineId = session.lines[0]?.lineId
    for (const line of [...lines].reverse()) settleItem(line.barcode, line.shape, line.title)
    const { verdict } = session
    settleItem(verdict?.barcode, verdict?.shape, verdict?.title)
  }
  const parts = [
    devices.onEvent((_, event) => {
      if (event.kind !== 'tag' || event.tag) return
      put(event.barcode.toUpperCase(), { state: event.complete ? 'waiting' : 'unread' })
    }),
    desk.subscribe(onSession),
  ]
  return () => {
    for (const part of parts) part()
  }
}

/** The same devices, with an ear on what a unit answered to the desk's word. */
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

/** Writes a unit's answer beside the item. `leave` says nothing about the alarm. */
export function noteAlarm(pad: PadStore, barcode: string, alarm: Alarm): void {
  if (alarm === 'leave') return
  pad.setState(({ units }) => ({
    units: units.map(item => (item.barcode === barcode.toUpperCase() ? { ...item, alarm } : item)),
  }))
}
