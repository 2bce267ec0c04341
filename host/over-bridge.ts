import { ask, type Bridge } from './calls.ts'
import type { DevicePort, DeviceSetting } from './device-port.ts'
import type { JournalFile } from './journal-file.ts'

/** The journal's file, held by the desktop's main process. */
export function journalFileOverBridge(bridge: Bridge): JournalFile {
  return {
    read: () => ask(bridge, 'journal-read', null),
    append: async lines => void (await ask(bridge, 'journal-append', [...lines])),
    rewrite: async lines => void (await ask(bridge, 'journal-rewrite', [...lines])),
  }
}

/** The devices, held by the desktop's main process: they survive a reload of the window. */
export function devicesOverBridge(bridge: Bridge, settings: readonly DeviceSetting[]): DevicePort {
  return {
    settings: () => settings,
    onEvent(listener) {
      const off = bridge.on('device', ({ setting, event }) => listener(setting, event))
      void ask(bridge, 'devices-start', null).catch(() => undefined)
      return off
    },
    onState: listener => bridge.on('device-state', ({ setting, state }) => listener(setting, state)),
    settle: (device, barcode, alarm) =>
      ask(bridge, 'device-settle', { device, barcode, alarm }).catch(() => ({ done: false, verified: false })),
    close: async () => undefined,
  }
}
