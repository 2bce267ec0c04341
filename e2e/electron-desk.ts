import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication } from 'playwright'
import { needsNoSandbox } from '../commands/setup/find-browser.node.ts'
import { findElectron } from '../commands/setup/find-electron.node.ts'
import { root } from '../commands/setup/run.node.ts'
import type { DeviceSetting } from '../host/device-port.ts'
import { DeskPage } from './desk-page.ts'

/** What `station.json` says in a test. */
export interface StationFile {
  readonly station: string
  readonly hub?: { readonly url: string; readonly token: string }
  readonly devices?: readonly DeviceSetting[]
  readonly register?: 'packed' | 'rows'
  readonly registerKey?: string
}

/** What is started, and the arguments that come before the desk's own. */
export interface DeskProgram {
  readonly executable: string
  readonly args: readonly string[]
}

/** Electron on the built files of this folder. */
function builtDesk(): DeskProgram {
  const executable = findElectron()
  if (!executable) throw new Error('no Electron runtime')
  return { executable, args: [root] }
}

/** The desk in a real Electron, on a data folder that survives its end. */
export class ElectronDesk {
  readonly data = mkdtempSync(join(tmpdir(), 'pysakki-desk-'))
  app: ElectronApplication | undefined
  private readonly program: () => DeskProgram

  constructor(program: () => DeskProgram = builtDesk) {
    this.program = program
  }

  /** Starts it and waits until the desk can be used. `more` are further arguments. */
  async open(settings: StationFile, more: readonly string[] = []): Promise<DeskPage> {
    mkdirSync(this.data, { recursive: true })
    writeFileSync(join(this.data, 'station.json'), JSON.stringify(settings))
    const { executable, args } = this.program()
    this.app = await _electron.launch({
      executablePath: executable,
      args: [...(needsNoSandbox() ? ['--no-sandbox'] : []), ...args, '--data', this.data, ...more],
      env: { ...process.env, PYSAKKI_UNATTENDED: '1' } as Record<string, string>,
      timeout: 60_000,
    })
    const page = await this.app.firstWindow({ timeout: 60_000 })
    const desk = new DeskPage(page)
    await desk.ready()
    return desk
  }

  /** SIGKILL, the main process first: nobody gets a word. */
  async kill(): Promise<void> {
    const child = this.app?.process()
    this.app = undefined
    if (!child || child.exitCode !== null) return
    const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
    child.kill('SIGKILL')
    await ended
    // The helpers notice that their main process is gone within moments; their files must be free before the next start.
    await new Promise(resolve => setTimeout(resolve, 1000))
  }

  async close(): Promise<void> {
    await this.app?.close()
    this.app = undefined
  }
}
