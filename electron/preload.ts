import { contextBridge, ipcRenderer } from 'electron'
import type { Bridge, CallName, NoticeName } from '../host/calls.ts'

/*
 * The whole of what the window can reach. The names are listed once more because a sandboxed preload script should not carry a validation library;
 * `satisfies` keeps the lists complete.
 */
const callNames = {
  about: true,
  'keyring-encrypt': true,
  'keyring-decrypt': true,
  'journal-read': true,
  'journal-append': true,
  'journal-rewrite': true,
  'journal-forget': true,
  'carried-choose': true,
  'carried-write': true,
  'carried-open': true,
  'carried-read': true,
  'device-print': true,
  'page-print': true,
  ports: true,
  'device-settle': true,
  'device-write': true,
  'device-forget': true,
  'barcodes-keep': true,
  'devices-start': true,
  'leave-kiosk': true,
} satisfies Record<CallName, true>

const noticeNames = { device: true, 'device-state': true, 'hub-state': true } satisfies Record<NoticeName, true>

const bridge: Bridge = {
  call: (name, request) => {
    if (!Object.hasOwn(callNames, name)) throw new Error(`no call "${name}"`)
    return ipcRenderer.invoke(name, request)
  },
  on: (name, listener) => {
    if (!Object.hasOwn(noticeNames, name)) throw new Error(`no notice "${name}"`)
    const forward = (_: unknown, notice: Parameters<typeof listener>[0]) => listener(notice)
    ipcRenderer.on(name, forward)
    return () => void ipcRenderer.off(name, forward)
  },
}

contextBridge.exposeInMainWorld('pysakki', bridge)
