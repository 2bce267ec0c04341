import { startChromiumDesk } from './chromium-desk.node.ts'
import { startElectronDesk } from './electron-desk.node.ts'
import type { DeskStart, HostName, RunningDesk } from './running-desk.ts'

/** Starts the desk in its host. */
export function startDesk(host: HostName, start: DeskStart): Promise<RunningDesk> {
  return host === 'electron' ? startElectronDesk(start) : startChromiumDesk(start)
}
