import { DeviceError, type Transport } from '../host/byte-stream.ts'
import type { DeviceEvent, DevicePort, DeviceSetting, DeviceState } from '../host/device-port.ts'
import { type Connection, keepConnected } from './connection.ts'

/** Holds every device of the settings in this program, each kept connected on the transport its address asks for. */
export function openDevices(settings: readonly DeviceSetting[], transportFor: (address: string) => Transport): DevicePort {
  const events = new Set<(setting: DeviceSetting, event: DeviceEvent) => void>()
  const states = new Set<(setting: DeviceSetting, state: DeviceState) => void>()
  const connections = new Map<string, Connection>()
  for (const setting of settings) {
    const connection = keepConnected(
      setting,
      transportFor(setting.address),
      event => {
        for (const listener of events) listener(setting, event)
      },
      state => {
        for (const listener of states) listener(setting, state)
      },
    )
    connections.set(setting.id, connection)
  }
  return {
    settings: () => settings,
    onEvent(listener) {
      events.add(listener)
      return () => events.delete(listener)
    },
    onState(listener) {
      states.add(listener)
      for (const connection of connections.values()) listener(connection.setting, connection.state())
      return () => states.delete(listener)
    },
    async settle(deviceId, barcode, alarm) {
      const device = connections.get(deviceId)?.device()
      return (await device?.settle?.(barcode, alarm).catch(() => undefined)) ?? { done: false, verified: false }
    },
    async print(deviceId, bytes) {
      const connection = connections.get(deviceId)
      const state = connection?.state()
      const device = connection?.device()
      if (!device) throw new DeviceError('not-found', state?.kind === 'waiting' ? state.why : `there is no device "${deviceId}"`)
      if (!device.print) throw new DeviceError('not-supported', `"${deviceId}" is no printer`)
      await device.print(bytes)
    },
    async close() {
      await Promise.all([...connections.values()].map(connection => connection.close()))
    },
  }
}
