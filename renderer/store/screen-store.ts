import { createStore, type StoreApi } from 'zustand/vanilla'
import type { HubState } from '../../host/calls.ts'
import type { ScannedLabel } from '../../sync/station/attach-devices.ts'
import { type Language, languageOf, languages } from '../i18n/languages.ts'

/** The tasks that open as a plane over the desk. One at a time. */
export type TaskName =
  | 'help'
  | 'search-patron'
  | 'search-title'
  | 'renew'
  | 'pay'
  | 'tasks'
  | 'print'
  | 'undo'
  | 'stops'
  | 'sign-in'
  | 'settings'
  | 'passphrase'
  | 'leave-kiosk'
  | 'move-visit'
  | 'patron'
  | 'carry-home'
  | 'koc-exit'
  | 'pad'
  | 'write-tag'
  | 'devices'
  | 'learn-labels'

export const themes = ['day', 'night', 'contrast'] as const
export type Theme = (typeof themes)[number]

/** What this machine's user chose; it belongs to the station, not to a login. */
export interface Preferences {
  readonly theme: Theme
  readonly language: Language
  /** No sounds: the verdict flashes instead. */
  readonly quiet: boolean
  /** The screen faces the public: the strip of the last patrons shows no names. */
  readonly hideNames: boolean
  /** A scanner that types as on a US keyboard, whatever this machine's is: its physical keys are read. */
  readonly usScanner: boolean
  /** In a browser: labels may be held before its camera; a key beside the field switches it on. */
  readonly camera: boolean
  /** The line costs by the byte: the register is fetched seldom and sparingly. */
  readonly metered: boolean
  /** The receipt comes out when a visit ends. */
  readonly printReceipt: boolean
  /** A slip comes out for each returned book that is put aside for a hold or another branch. */
  readonly printSlips: boolean
}

export interface ScreenState extends Preferences {
  readonly task?: TaskName | undefined
  /** What the task was opened about: a line, a thing to sort out. */
  readonly about?: string | undefined
  /** Whoever wants the next scan for itself: a number to be corrected to. It is no scan at the desk then. */
  readonly takesScan?: ((text: string, label?: ScannedLabel) => void) | undefined
  /** The camera was switched on; never by itself. */
  readonly cameraOn: boolean
  /** The touch keyboard was asked for; until then the field raises none. */
  readonly keyboard: boolean
  /** A newer version lies ready; calling this loads the page anew. */
  readonly newVersion?: (() => void) | undefined
  /** Where the hub runs inside this program. */
  readonly hubState?: HubState
  /** Rises with every verdict in quiet mode, with the number of flashes. */
  readonly flash: { readonly number: number; readonly times: number }
}

export interface ScreenStore extends StoreApi<ScreenState> {
  open(task: TaskName, about?: string): void
  close(): void
  choose(part: Partial<Preferences>): void
}

const place = 'pysakki.preferences'

/** The screen's own state. Preferences are read from and kept in `storage`; a damaged value falls back to the default. */
export function createScreenStore(storage: Pick<Storage, 'getItem' | 'setItem'>): ScreenStore {
  const store = createStore<ScreenState>(() => ({
    ...readPreferences(storage),
    keyboard: false,
    cameraOn: false,
    flash: { number: 0, times: 0 },
  }))
  return Object.assign(store, {
    open: (task: TaskName, about?: string) => store.setState({ task, about }),
    close: () => store.setState({ task: undefined, about: undefined }),
    choose: (part: Partial<Preferences>) => {
      store.setState(part)
      const { theme, language, quiet, hideNames, usScanner, camera, metered, printReceipt, printSlips } = store.getState()
      storage.setItem(
        place,
        JSON.stringify({ theme, language, quiet, hideNames, usScanner, camera, metered, printReceipt, printSlips }),
      )
    },
  })
}

function readPreferences(storage: Pick<Storage, 'getItem'>): Preferences {
  const kept = parse(storage.getItem(place))
  return {
    theme: themes.find(theme => theme === kept.theme) ?? 'day',
    language: languageOf(typeof kept.language === 'string' ? kept.language : languages[0]),
    quiet: kept.quiet === true,
    hideNames: kept.hideNames === true,
    usScanner: kept.usScanner === true,
    camera: kept.camera === true,
    metered: kept.metered === true,
    printReceipt: kept.printReceipt === true,
    printSlips: kept.printSlips !== false,
  }
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
