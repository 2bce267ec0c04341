import { createContext, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { type StoreApi, useStore } from 'zustand'
import type { BarcodeRule } from '../../host/barcode-rules.ts'
import type { Answer } from '../../host/calls.ts'
import type { WaysHome } from '../../sync/station/carry/ways-home.ts'
import type { Desk } from '../../sync/station/desk.ts'
import type { Planted } from '../../sync/station/plant-seed.ts'
import type { Words } from '../../sync/station/session.ts'
import type { DeviceBoard } from '../devices/device-board.ts'
import type { OwnDevices } from '../devices/own-devices.dom.ts'
import { type Formats, formatsOf } from '../i18n/formats.ts'
import type { RegisterKeeping } from '../open/open-register.dom.ts'
import type { PassphraseHere } from '../open/what-keeps-keys.ts'
import type { Printing } from '../printing/printing.ts'
import type { DeskState } from './desk-store.ts'
import type { PadState, PadStore } from './pad-store.ts'
import type { RouteState, RouteStore } from './route-store.ts'
import type { ScreenState, ScreenStore } from './screen-store.ts'

/** All that a screen is drawn from and acts upon. */
export interface Station {
  readonly desk: Desk
  /** What its readers draw; around the verdict it is a frame late (`useLaterStation`). */
  readonly deskStore: StoreApi<DeskState>
  readonly screen: ScreenStore
  readonly pad: PadStore
  readonly route: RouteStore
  /** Files that go home by hand; absent where nothing is real. */
  readonly home?: WaysHome
  /** Absent where nothing is real. */
  readonly printing?: Printing
  readonly board?: DeviceBoard
  /** What is plugged in, where the desktop can tell. */
  readonly ports?: () => Promise<Answer<'ports'>>
  /** Where devices are this page's own. */
  readonly ownDevices?: OwnDevices
  /** What the library's labels look like. */
  readonly barcodes?: readonly BarcodeRule[]
  /** Keeps what they look like from now on; absent where nothing is real. Rejects where that could not be kept. */
  readonly keepBarcodes?: (rules: readonly BarcodeRule[]) => Promise<void>
  /** How what this machine has of persons is encrypted; absent where nothing is real. */
  readonly keeping?: RegisterKeeping
  /** Takes from a file, carried here by hand, what the register lacks; absent where it lies in the older form. */
  readonly plantSeed?: (file: Blob) => Promise<Planted>
  /** Absent where a keyring keeps the keys, and where nothing is real. */
  readonly passphrase?: PassphraseHere
  /** Ends the program: only in a kiosk, whose window cannot be closed. */
  leave?(): Promise<void>
}

export const StationContext = createContext<Station | undefined>(undefined)

/** The station around this component. Throws outside of one. */
export function useStation(): Station {
  const station = useContext(StationContext)
  if (!station) throw new Error('a component of the desk needs a station around it')
  return station
}

export const useDesk = <T>(pick: (state: DeskState) => T): T => useStore(useStation().deskStore, pick)
export const useScreen = <T>(pick: (state: ScreenState) => T): T => useStore(useStation().screen, pick)
export const usePad = <T>(pick: (state: PadState) => T): T => useStore(useStation().pad, pick)
export const useRoute = <T>(pick: (state: RouteState) => T): T => useStore(useStation().route, pick)

/** How days, times and sums are written in the language of the screen. */
export function useFormats(): Formats {
  return formatsOf(useScreen(({ language }) => language))
}

/** Says a sentence of the desk in the language of the screen. */
export function useSay(): (words: Words) => string {
  const { t } = useTranslation()
  return ({ key, values }) => t(key, { ...values })
}
