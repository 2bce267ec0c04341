import type { DeskPage } from '../../e2e/desk-page.ts'
import type { DeviceSetting } from '../../host/device-port.ts'
import type { Armed, Painted, TrialRun } from './in-page.ts'

export type HostName = 'electron' | 'chromium'

/** How a desk is started for a test. */
export interface DeskStart {
  /** Its folder: profile, journal file, settings. */
  readonly data: string
  readonly station: string
  readonly hub: { readonly url: string; readonly token: string }
  /** On the desktop: what stands on its lines. */
  readonly devices?: readonly DeviceSetting[]
  /** Where it is given, the page tells what it paints and where it stands. */
  readonly trial?: TrialRun
  /** Runs before the page's first script. */
  readonly more?: () => void
  readonly onTimed?: (milliseconds: number) => void
  /** Told of each verdict at the moment at which it is seen, by the wall clock. */
  readonly onShown?: (shown: { readonly word: string; readonly at: number }) => void
  readonly onPainted?: (painted: readonly Painted[]) => void
  readonly onPoint?: (point: Armed['point']) => void
  /** Every sync of the program and its children is written down here by strace. */
  readonly syncLog?: string
}

/** A desk in a process of its own, driven by keys and read from outside. */
export interface RunningDesk {
  readonly desk: DeskPage
  /** SIGKILL for the whole process group; resolves when nothing of it runs any more. */
  kill(): Promise<void>
  /** Ends it as a person would. */
  close(): Promise<void>
}
