import type { BegunTags } from '../host/begun-tags.ts'
import { DeviceError, type Transport } from '../host/byte-stream.ts'
import type { DeviceEvent, DevicePort, DeviceSetting, DeviceState } from '../host/device-port.ts'
import { type Connection, keepConnected } from './connection.ts'
import { drivers } from './drivers/index.ts'
import { LastPictures } from './last-pictures.ts'
import { TagsInWork } from './pad/tags-in-work.ts'

/**
 * Holds every device of the settings in this program, each kept connected on the transport its address asks for. `begun`: where the tags that are being
 * written are kept; without it they are forgotten with the program.
 */
export function openDevices(
  settings: readonly DeviceSetting[],
  transportFor: (address: string) => Transport,
  begun?: BegunTags,
): DevicePort {
  const events = new Set<(setting: DeviceSetting, event: DeviceEvent) => void>()
  const states = new Set<(setting: DeviceSetting, state: DeviceState) => void>()
  const connections = new Map<string, Connection>()
  const pictures = new LastPictures()
  const inWork = new TagsInWork(begun)
  const anyPad = settings.find(({ driver }) => drivers.get(driver)?.makes === 'pad')
  const tellInWork = (listener: (setting: DeviceSetting, event: DeviceEvent) => void) => {
    if (anyPad) listener(anyPad, { kind: 'in-work', tags: inWork.open() })
  }
  inWork.onChange(() => {
    for (const listener of events) tellInWork(listener)
  })
  if (anyPad) void inWork.ready()
  for (const setting of settings) {
    const connection = keepConnected(
      setting,
      transportFor(setting.address),
      event => {
        pictures.take(setting.id, event)
        for (const listener of events) listener(setting, event)
      },
      state => {
        for (const listener of states) listener(setting, state)
      },
      inWork,
    )
    connections.set(setting.id, connection)
  }
  return {
    settings: () => settings,
    onEvent(listener) {
      events.add(listener)
      for (const setting of settings) for (const event of pictures.of(setting.id)) listener(setting, event)
      if (inWork.open().length > 0) tellInWork(listener)
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
    async write(deviceId, uid, wish) {
      const device = connections.get(deviceId)?.device()
      if (!device) return { kind: 'untouched', why: 'gone' }
      if (!device.write) return { kind: 'untouched', why: 'not-supported' }
      return device.write(uid, wish).catch(() => ({ kind: 'half', why: 'gone' }) as const)
    },
    forgetInWork: uid => inWork.end(uid),
    async close() {
      await Promise.all([...connections.values()].map(connection => connection.close()))
    },
  }
}
