import { DeviceError } from '../host/byte-stream.ts'
import type { DevicePort } from '../host/device-port.ts'

/** Devices that are held in different places as one: what lies on one pad must not be taken to have left because another pad says what lies on it. */
export function joinDevices(...ports: readonly DevicePort[]): DevicePort {
  const holderOf = (deviceId: string) => ports.find(port => port.settings().some(({ id }) => id === deviceId))
  const all = (parts: readonly (() => void)[]) => () => {
    for (const part of parts) part()
  }
  return {
    settings: () => ports.flatMap(port => port.settings()),
    onEvent: listener => all(ports.map(port => port.onEvent(listener))),
    onState: listener => all(ports.map(port => port.onState(listener))),
    settle: async (deviceId, barcode, alarm) =>
      (await holderOf(deviceId)?.settle(deviceId, barcode, alarm)) ?? { done: false, verified: false },
    write: async (deviceId, uid, wish) =>
      (await holderOf(deviceId)?.write(deviceId, uid, wish)) ?? { kind: 'untouched', why: 'gone' },
    print: async (deviceId, bytes) => {
      const holder = holderOf(deviceId)
      if (!holder) throw new DeviceError('not-found', `there is no device "${deviceId}"`)
      await holder.print(deviceId, bytes)
    },
    forgetInWork: async uid => void (await Promise.all(ports.map(port => port.forgetInWork(uid)))),
    close: async () => void (await Promise.all(ports.map(port => port.close()))),
  }
}
