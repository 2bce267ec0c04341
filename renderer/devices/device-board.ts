import { createStore, type StoreApi } from 'zustand/vanilla'
import { type DeviceEvent, type DevicePort, type DeviceSetting, type DeviceState, systemPrinter } from '../../host/device-port.ts'

/** One device as IT looks at it. */
export interface WatchedDevice {
  readonly setting: DeviceSetting
  readonly state: DeviceState
  /** What it said last, and when. */
  readonly last?: { readonly event: Exclude<DeviceEvent, { kind: 'gone' | 'in-work' }>; readonly at: string } | undefined
}

export type DeviceBoard = StoreApi<{ readonly devices: readonly WatchedDevice[] }>

/** Follows the devices of this station for whoever looks for what is wrong with one. */
export function followDevices(port: DevicePort | undefined, now: () => string): DeviceBoard {
  const settings = port?.settings() ?? []
  const store = createStore<{ devices: readonly WatchedDevice[] }>(() => ({
    // What the system prints on has no line that could be cut.
    devices: settings.map(setting => ({
      setting,
      state: setting.driver === systemPrinter ? { kind: 'connected' } : { kind: 'waiting', why: '' },
    })),
  }))
  const change = (id: string, part: Partial<WatchedDevice>) =>
    store.setState(({ devices }) => ({ devices: devices.map(each => (each.setting.id === id ? { ...each, ...part } : each)) }))
  port?.onState(({ id }, state) => change(id, { state }))
  port?.onEvent(({ id }, event) => {
    if (event.kind !== 'gone' && event.kind !== 'in-work') change(id, { last: { event, at: now() } })
  })
  return store
}
