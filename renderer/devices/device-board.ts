import { createStore, type StoreApi } from 'zustand/vanilla'
import { encodeSlip } from '../../hardware/printing/encode-slip.ts'
import type { DeviceEvent, DevicePort, DeviceSetting, DeviceState } from '../../host/device-port.ts'
import type { Slip } from '../../host/slips.ts'

/** One device as IT looks at it. */
export interface WatchedDevice {
  readonly setting: DeviceSetting
  readonly state: DeviceState
  /** What it said last, and when. */
  readonly last?: { readonly event: Exclude<DeviceEvent, { kind: 'gone' }>; readonly at: string } | undefined
}

export interface DeviceBoard extends StoreApi<{ readonly devices: readonly WatchedDevice[] }> {
  /** Past the queue, so that whoever tries a printer out is told at once. Rejects as `DevicePort.print`. */
  tryPrinter(id: string, slip: Slip): Promise<void>
}

/** Follows the devices of this station for whoever looks for what is wrong with one. */
export function followDevices(port: DevicePort | undefined, now: () => string): DeviceBoard {
  const settings = port?.settings() ?? []
  const store = createStore<{ devices: readonly WatchedDevice[] }>(() => ({
    devices: settings.map(setting => ({ setting, state: { kind: 'waiting', why: '' } })),
  }))
  const change = (id: string, part: Partial<WatchedDevice>) =>
    store.setState(({ devices }) => ({ devices: devices.map(each => (each.setting.id === id ? { ...each, ...part } : each)) }))
  port?.onState(({ id }, state) => change(id, { state }))
  port?.onEvent(({ id }, event) => {
    if (event.kind !== 'gone') change(id, { last: { event, at: now() } })
  })
  return Object.assign(store, {
    async tryPrinter(id: string, slip: Slip) {
      const paper = settings.find(setting => setting.id === id)?.paper
      await port?.print(id, encodeSlip(slip, paper))
    },
  })
}
