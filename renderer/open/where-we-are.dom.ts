import { type BarcodeRule, barcodeRules } from '../../host/barcode-rules.ts'
import { type About, type Answer, ask, type Bridge, type HubState } from '../../host/calls.ts'
import type { CarriedFiles } from '../../host/carried-files.ts'
import type { DevicePort, DeviceSetting } from '../../host/device-port.ts'
import type { JournalFile } from '../../host/journal-file.ts'
import {
  carriedFilesOverBridge,
  devicesOverBridge,
  FollowedHub,
  journalFileOverBridge,
  keyringOverBridge,
} from '../../host/over-bridge.ts'
import type { SlipTemplates } from '../../host/slips.ts'
import { stationName } from '../../host/station-name.ts'
import type { Keyring } from '../../sync/register/segments/key-wrap.ts'

import { openDexieBegunTags } from '../../sync/station/begun-tags.dom.ts'
import { type OwnDevices, ownDevices } from '../devices/own-devices.dom.ts'
import { carriedFilesInBrowser } from './carried-files.dom.ts'

/** What differs between the desktop and a browser, found out once at the start. */
export interface Surroundings {
  readonly station: string
  readonly version: string
  readonly hub?: { readonly url: string; readonly token: string }
  /** The journal's second copy: only on the desktop. */
  readonly journalFile?: JournalFile
  readonly devices?: DevicePort
  /** What the library's labels look like. */
  readonly barcodes?: readonly BarcodeRule[]
  /** Keeps what they look like from now on, and loads the page anew with it. Rejects where that could not be kept. */
  readonly keepBarcodes: (rules: readonly BarcodeRule[]) => Promise<void>
  /** Where devices are this page's own: lets a person choose another. */
  readonly ownDevices?: OwnDevices
  /** What is plugged in, where the desktop can tell. */
  readonly ports?: () => Promise<Answer<'ports'>>
  /** Prints the page on a printer of the system, without asking; rejects with the reason. */
  readonly printPage?: (printer: string) => Promise<void>
  /** The library's own templates for what is printed. */
  readonly slips?: SlipTemplates
  readonly register: RegisterHere
  /** Files that go home by hand. */
  readonly files: CarriedFiles
  readonly kiosk: boolean
  /** Tells how the hub inside this program is, now and at every change; absent where the hub is elsewhere. */
  onHubState?(listener: (state: HubState) => void): void
  /** Ends the program, where it is a kiosk that cannot be left otherwise. */
  leave?(): Promise<void>
}

/** How the register lies on this machine. */
export interface RegisterHere {
  /** The hub's form for this station if not said. */
  readonly form?: 'packed' | 'rows'
  readonly keyring?: Keyring
  /** Why its key may lie beside it, where somebody has decided so. */
  readonly openBecause?: string
}

declare global {
  interface Window {
    readonly pysakki?: Bridge
  }
}

/** Reads where the page runs: `window.pysakki` on the desktop, else the address and what this browser remembers. */
export async function findSurroundings(): Promise<Surroundings> {
  return window.pysakki ? onDesktop(window.pysakki) : inBrowser(localStorage)
}

async function onDesktop(bridge: Bridge): Promise<Surroundings> {
  const hub = new FollowedHub(bridge)
  const about = await ask(bridge, 'about', null)
  const devices: readonly DeviceSetting[] = about.devices
  const { state } = about.hub
  if (state) hub.asked(state)
  return {
    station: about.station,
    version: about.version,
    hub: about.hub,
    kiosk: about.kiosk,
    journalFile: journalFileOverBridge(bridge),
    devices: devicesOverBridge(bridge, devices),
    ...(about.slips && { slips: about.slips }),
    ...(about.barcodes && { barcodes: about.barcodes }),
    keepBarcodes: async rules => {
      await ask(bridge, 'barcodes-keep', [...rules])
      location.reload()
    },
    files: carriedFilesOverBridge(bridge),
    register: registerHere(bridge, about.register),
    ports: () => ask(bridge, 'ports', null),
    printPage: async printer => void (await ask(bridge, 'page-print', { printer })),
    ...(state && { onHubState: listener => hub.onState(listener) }),
    leave: async () => void (await ask(bridge, 'leave-kiosk', null)),
  }
}

function registerHere(bridge: Bridge, { form, keyring, openBecause }: About['register']): RegisterHere {
  return {
    ...(form && { form }),
    ...(keyring && { keyring: keyringOverBridge(bridge, keyring) }),
    ...(openBecause !== undefined && { openBecause }),
  }
}

const stationKey = 'pysakki.station'
const tokenKey = 'pysakki.token'
const formKey = 'pysakki.register'

/** `#token=...` is taken out of the address at once, so that it is neither shown nor kept in the history. */
function inBrowser(memory: Storage): Surroundings {
  const fragment = new URLSearchParams(location.hash.slice(1))
  const brought = fragment.get('token')
  if (brought) {
    memory.setItem(tokenKey, brought)
    history.replaceState(null, '', location.pathname + location.search)
  }
  const named = [fragment.get('station'), memory.getItem(stationKey)].find(name => stationName.test(name ?? ''))
  const station = named ?? `desk-${randomName()}`
  memory.setItem(stationKey, station)
  const token = memory.getItem(tokenKey)
  const form = fragment.get('register') ?? memory.getItem(formKey)
  if (form) memory.setItem(formKey, form)
  const barcodes = keptBarcodes(memory)
  const own = ownDevices(memory, barcodes, openDexieBegunTags({ databaseName: `begun-tags-${station}` }))
  return {
    station,
    version: __VERSION__,
    kiosk: false,
    files: carriedFilesInBrowser(),
    register: form === 'packed' || form === 'rows' ? { form } : {},
    ...(barcodes && { barcodes }),
    keepBarcodes: async rules => {
      memory.setItem(barcodesKey, JSON.stringify(rules))
      location.reload()
    },
    ...(own && { ownDevices: own, devices: own.devices }),
    ...(token && { hub: { url: location.origin, token } }),
  }
}

const barcodesKey = 'pysakki.barcodes'

/** What was damaged in between is forgotten: labels are quickly held up again. */
function keptBarcodes(memory: Storage): readonly BarcodeRule[] | undefined {
  try {
    return barcodeRules.parse(JSON.parse(memory.getItem(barcodesKey) ?? 'null'))
  } catch {
    return undefined
  }
}

declare const __VERSION__: string

/** Two browsers must never share a station's name: their journals would look like forks of one. */
function randomName(): string {
  return [...crypto.getRandomValues(new Uint8Array(5))].map(byte => byte.toString(36).padStart(2, '0')).join('')
}
